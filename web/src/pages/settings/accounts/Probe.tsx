import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, CircleDashed, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/types";
import { CopyButton } from "@/parts/Copy";
import { Words } from "@/parts/Words";

type ProbeRow = Schemas["ProbeRow"];

/** What the cloud answered: whose the key is, and each right that was tried. */
export function Probe({ probe }: { probe: ProbeRow }) {
  const { t } = useLingui();
  if (probe.error) {
    return (
      <p role="alert" className="flex gap-2 text-high [overflow-wrap:anywhere]">
        <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        {probe.error}
      </p>
    );
  }
  const there = probe.readable.length;
  const tried = there + probe.blind_spots.length;
  return (
    <div className="space-y-2" data-probe={probe.blind_spots.length}>
      <p className="[overflow-wrap:anywhere]">
        <Trans>
          The cloud knows us as <code className="font-mono text-meta">{probe.identity}</code> of account{" "}
          <code className="font-mono text-meta">{probe.account}</code>.
        </Trans>{" "}
        <b className="font-medium">{t`Rights that are there: ${there} of ${tried}`}</b>
      </p>
      <ul className="divide-y rounded-md border">
        {probe.blind_spots.map((one) => (
          <Right
            key={`${one.right} ${one.unseen}`}
            icon={<CircleX className="size-4 text-high" aria-hidden />}
            state={t({ message: "missing", context: "right" })}
            right={one.right}
            tells={one.unseen}
          >
            <p className="text-muted">
              <Words text={one.reason} />
            </p>
            <p>
              <Words text={one.mend} />
            </p>
          </Right>
        ))}
        {probe.untried.map((one) => (
          <Right
            key={one.call}
            icon={<CircleDashed className="size-4 text-muted" aria-hidden />}
            state={t({ message: "not tried: there is nothing to try it with", context: "right" })}
            right={one.call}
            tells={one.tells}
          />
        ))}
        {probe.readable.map((one) => (
          <Right
            key={one.call}
            icon={<CircleCheck className="size-4 text-low" aria-hidden />}
            state={t({ message: "ok", context: "right" })}
            right={one.call}
            tells={one.tells}
          />
        ))}
      </ul>
      {probe.blind_spots.length > 0 && probe.policy && (
        <details>
          <summary className="min-h-6 cursor-pointer text-accent">
            <Trans>The least policy that shows everything</Trans>
          </summary>
          <Text text={probe.policy} label={t`Copy the policy`} />
        </details>
      )}
    </div>
  );
}

interface RightProps {
  icon: ReactNode;
  state: string;
  right: string;
  tells: string;
  children?: ReactNode;
}

function Right({ icon, state, right, tells, children }: RightProps) {
  return (
    <li className="flex min-w-0 gap-2 px-3 py-1.5 [overflow-wrap:anywhere]">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <div className="grid min-w-0 flex-1 gap-x-3 md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <p>
          <code className="font-mono text-meta">{right}</code> <span className="text-muted">{state}</span>
        </p>
        <div>
          <p>{tells}</p>
          {children}
        </div>
      </div>
    </li>
  );
}

/** A text to be copied, such as a policy. */
export function Text({ text, label }: { text: string; label: string }) {
  return (
    <div className="relative mt-1 rounded-md border bg-bg">
      <pre tabIndex={0} className="max-h-52 overflow-auto bg-bg p-3 pr-9 font-mono text-meta whitespace-pre">
        {text}
      </pre>
      <span className="absolute top-1 right-2">
        <CopyButton text={text} label={label} />
      </span>
    </div>
  );
}
