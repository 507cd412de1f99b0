import { Trans } from "@lingui/react/macro";
import { CircleCheck, FilterX, PlugZap } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import { CommandLine } from "./Copy";
import { Time } from "./Time";

function Frame({ icon, title, children }: { icon: ReactNode; title: ReactNode; children?: ReactNode }) {
  return (
    <div className="mx-auto flex max-w-[520px] flex-col items-center gap-2 px-6 py-12 text-center">
      {icon}
      <p className="text-drawer font-medium">{title}</p>
      {children}
    </div>
  );
}

/** Nothing is here, because what would bring it was not set up: one button, one command. */
export function NotSetUp(props: { title: ReactNode; text?: ReactNode; action?: ReactNode; command: string }) {
  return (
    <Frame icon={<PlugZap className="size-6 text-muted" aria-hidden />} title={props.title}>
      {props.text && <p className="text-muted">{props.text}</p>}
      {props.action && <div className="pt-1">{props.action}</div>}
      <div className="w-full max-w-[420px] pt-1 text-left">
        <CommandLine line={props.command} />
      </div>
    </Frame>
  );
}

/** Nothing fits the filter: which part of it excludes most, and what clears it. */
export function FilteredOut(props: { worst?: string | null; clearWorst?: () => void; clear: () => void }) {
  return (
    <Frame
      icon={<FilterX className="size-6 text-muted" aria-hidden />}
      title={<Trans>Nothing fits the filter</Trans>}
    >
      {props.worst && props.clearWorst && (
        <p className="text-muted">
          <Trans>
            <code className="font-mono text-ink">{props.worst}</code> excludes most.
          </Trans>
        </p>
      )}
      <div className="flex flex-wrap justify-center gap-2 pt-1">
        {props.worst && props.clearWorst && (
          <Button look="main" onClick={props.clearWorst}>
            <Trans>Take it away</Trans>
          </Button>
        )}
        <Button onClick={props.clear}>
          <Trans>Clear the filter</Trans>
        </Button>
      </div>
    </Frame>
  );
}

/** Nothing is here, because nothing is wrong: when that was looked at, and what was not. */
export function TrulyClean(props: { title: ReactNode; checkedAt?: string | null; unseen?: ReactNode }) {
  return (
    <Frame icon={<CircleCheck className="size-6 text-low" aria-hidden />} title={props.title}>
      {props.checkedAt && (
        <p className="text-muted">
          <Trans>
            Last checked <Time at={props.checkedAt} />.
          </Trans>
        </p>
      )}
      {props.unseen && <div className="text-muted">{props.unseen}</div>}
    </Frame>
  );
}
