import { Trans, useLingui } from "@lingui/react/macro";
import { TriangleAlert } from "lucide-react";
import { CommandLine, CopyButton } from "@/parts/Copy";
import { Section } from "@/parts/Drawer";
import { Words } from "@/parts/Words";
import type { RiskPage } from "./types";

/** How a risk is mended: what to be careful of, the steps in the console, and the commands. */
export function Mend({ page, isBrief }: { page: RiskPage; isBrief?: boolean }) {
  const { t } = useLingui();
  const { risk } = page;
  const hasSteps = page.console.length > 0 || page.cli.length > 0;
  return (
    <>
      {!isBrief && (
        <Section title={t`What to do next`}>
          <p className="[overflow-wrap:anywhere]">
            <Words text={risk.remediation} />
          </p>
        </Section>
      )}
      {page.careful && (
        <Section title={t`Careful`}>
          <div className="flex gap-2.5 rounded-md bg-medium-fill p-3 text-medium">
            <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
            <p className="min-w-0 text-ink">{page.careful}</p>
          </div>
        </Section>
      )}
      {page.console.length > 0 && (
        <Section title={t`In the console of the cloud`}>
          <ol className="list-decimal space-y-1 pl-5">
            {page.console.map((one) => (
              <li key={one} className="[overflow-wrap:anywhere]">
                {one}
              </li>
            ))}
          </ol>
        </Section>
      )}
      {page.cli.length > 0 && (
        <Section
          title={t`By the cloud's own tool`}
          action={<CopyButton text={page.cli.join("\n")} label={t`Copy all commands`} />}
        >
          <div className="space-y-1.5">
            {page.cli.map((one) =>
              one.startsWith("#") ? (
                <p key={one} className="text-meta text-muted">
                  {one.replace(/^#\s*/, "")}
                </p>
              ) : (
                <CommandLine key={one} line={one} />
              ),
            )}
          </div>
          <p className="mt-2 text-meta text-muted">
            <Trans>akwarden runs none of these. Read each before you run it.</Trans>
          </p>
        </Section>
      )}
      {!hasSteps && risk.key_id && (
        <Section title={t`In akwarden`}>
          <CommandLine line={`akwarden keys show ${risk.key_id}`} />
        </Section>
      )}
    </>
  );
}
