import { Trans, useLingui } from "@lingui/react/macro";
import { Check, Copy, KeyRound } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/parts/Button";
import { useCopied } from "@/parts/Copy";

interface Props {
  title: ReactNode;
  /** What it is good for, and until when. */
  children?: ReactNode;
  /** Each value with its name; a single one is named by the title. */
  values: { name: string; value: string }[];
  onClose: () => void;
}

/** Something that nobody can show again: it stands here until it was put away. */
export function Once({ title, children, values, onClose }: Props) {
  const { t } = useLingui();
  const frame = useRef<HTMLElement>(null);
  // Recovery codes are one value of many lines.
  const isOne = values.length === 1 && !values[0]?.value.includes("\n");
  useEffect(() => {
    frame.current?.focus();
    frame.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <section
      ref={frame}
      tabIndex={-1}
      aria-label={t`Shown this once`}
      className="rounded-lg border border-accent bg-selected p-4 outline-none"
    >
      <h2 className="flex items-center gap-2 text-drawer font-semibold">
        <KeyRound className="size-4 shrink-0 text-accent" aria-hidden />
        {title}
      </h2>
      <p className="mt-1">
        {isOne ? (
          <Trans>It is shown this once: nobody can show it again. Copy it now.</Trans>
        ) : (
          <Trans>They are shown this once: nobody can show them again. Copy them now.</Trans>
        )}
      </p>
      {children}
      <dl className="mt-3 space-y-2">
        {values.map((one) => (
          <div key={one.name}>
            <dt className="text-meta font-medium">{one.name}</dt>
            <dd className="mt-0.5 flex flex-wrap items-center gap-2">
              <code
                data-once
                className="min-w-0 flex-1 rounded-md border border-edge bg-panel px-2 py-1 font-mono text-meta break-all whitespace-pre-wrap"
              >
                {one.value}
              </code>
              <CopyIt text={one.value} name={one.name} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button look="main" onClick={onClose}>
          {isOne ? <Trans>I have kept it</Trans> : <Trans>I have kept them</Trans>}
        </Button>
        {values.length > 1 && (
          <CopyIt text={values.map((one) => one.value).join("\n")} name={t`Copy all`} words={t`Copy all`} />
        )}
      </div>
    </section>
  );
}

function CopyIt({ text, name, words }: { text: string; name: string; words?: string }) {
  const { t } = useLingui();
  const [copied, copy] = useCopied();
  return (
    <Button
      title={name}
      icon={
        copied ? <Check className="size-4 text-low" aria-hidden /> : <Copy className="size-4" aria-hidden />
      }
      onClick={() => copy(text)}
    >
      {copied ? t`Copied` : (words ?? t`Copy`)}
    </Button>
  );
}
