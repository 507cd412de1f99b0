import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowRight } from "lucide-react";
import { useGo } from "@/app/url";
import { Button } from "@/parts/Button";
import { CommandLine } from "@/parts/Copy";
import { type Step, stepOf } from "./next";

/** What to do next about an alarm: in a sentence, with the way there, and as a command. */
export function NextStep({ line }: { line: string }) {
  const { t } = useLingui();
  const go = useGo();
  const step = stepOf(line);
  if (!step) return <CommandLine line={line} />;
  const words: Record<Step["kind"], { text: string; button: string }> = {
    key: {
      text: t`Look at the key: whose it is, what it may do, and what it was used for.`,
      button: t`Open the key`,
    },
    ip: { text: t`Look at what else came from this address.`, button: t`Open the address` },
    calls: { text: t`Look at the calls around it.`, button: t`Open the calls` },
    leaks: { text: t`Look at which keys have leaked, and where.`, button: t`Open the leaks` },
    risks: { text: t`Look at the risks that made it possible.`, button: t`Open the risks` },
  };
  return (
    <div className="space-y-2">
      <p className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0 flex-1 basis-60">{words[step.kind].text}</span>
        <Button icon={<ArrowRight className="size-4" aria-hidden />} onClick={() => go(step.href)}>
          {words[step.kind].button}
        </Button>
      </p>
      <p className="text-meta text-muted">
        <Trans>The same on the command line:</Trans>
      </p>
      <CommandLine line={line} />
    </div>
  );
}
