import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useGo } from "@/app/url";
import { listed, number, span } from "@/i18n/format";
import { SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CommandLine, CopyCommand } from "@/parts/Copy";
import { Drawer, Facts, Section } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Words } from "@/parts/Words";
import { useCloudName } from "../accounts/words";

type Page = Schemas["DetectionRulePage"];

/** One rule about calls: what it finds, how often it fired, and how it is written. */
export function RuleDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const go = useGo();
  const page = useQuery({
    queryKey: ["one", "rules", id],
    queryFn: ({ signal }) => get<Page>(`/rules/calls/${encodeURIComponent(id)}`, {}, signal),
  });
  const rule = page.data?.rule;
  return (
    <Drawer
      title={rule?.title || id}
      under={
        <span className="flex flex-wrap items-center gap-2">
          {rule?.severity && <SeverityBadge value={rule.severity} />}
          <span className="font-mono text-meta">{id}</span>
        </span>
      }
      actions={
        <>
          <CopyCommand line={`akwarden detect show ${id}`} />
          <Button
            right="decide"
            icon={<ShieldCheck className="size-4" aria-hidden />}
            onClick={() => go(`/settings/trust?add=1&rule=${encodeURIComponent(id)}`)}
          >
            <Trans>Trust some calls</Trans>
          </Button>
        </>
      }
      onClose={onClose}
    >
      {page.error && <ProblemView error={page.error} retry={() => void page.refetch()} />}
      {page.isPending && <Skeleton rows={10} />}
      {page.data && <Told page={page.data} />}
    </Drawer>
  );
}

function Told({ page }: { page: Page }) {
  const { t } = useLingui();
  const cloudName = useCloudName();
  const { rule, fired } = page;
  const types: Record<string, string> = {
    abnormal: t`Abnormal call`,
    leak: t`Leak`,
    custom: t`Custom policy`,
  };
  return (
    <>
      <Section title={t`What it finds`}>
        <p className="whitespace-pre-wrap">
          <Words text={page.description} />
        </p>
        {page.reason && (
          <p className="mt-1 text-muted">
            <Trans>Its alarms say: {page.reason}</Trans>
          </p>
        )}
      </Section>
      <Section title={t`How often it fired`}>
        {fired ? (
          <>
            <p>
              <Trans>
                In the last {number(fired.days)} days: {number(fired.open)} open, {number(fired.handled)}{" "}
                handled, {number(fired.ignored)} ignored.
              </Trans>
            </p>
            <p className="mt-1 flex flex-wrap gap-x-4">
              <Link to="/alarms" search={{ q: `rule:${rule.id}`, all: "1" } as never} className="link">
                <Trans>Its alarms</Trans>
              </Link>
              {fired.last_at && (
                <span className="text-muted">
                  <Trans>
                    last <Time at={fired.last_at} />
                  </Trans>
                </span>
              )}
            </p>
          </>
        ) : (
          <p className="text-muted">
            <Trans>It never fired here.</Trans>
          </p>
        )}
      </Section>
      {page.next && (
        <Section title={t`What to do then`}>
          <CommandLine line={page.next} />
        </Section>
      )}
      <Section title={t`About the rule`}>
        <Facts
          facts={[
            [t`Type`, types[rule.type ?? ""] ?? rule.type ?? t`not known`],
            [t`Clouds`, listed((rule.providers ?? []).map(cloudName))],
            [t`Technique`, listed(rule.techniques ?? []) || t`none`],
            [t`Looks back`, span(page.look_back_seconds)],
            [
              t`Tested with`,
              t`${plural(page.matching_samples, { one: "# call that fires it", other: "# calls that fire it" })}, ${plural(page.near_misses, { one: "# that must not", other: "# that must not" })}`,
            ],
            [t`Written by`, rule.author || t`not known`],
          ]}
        />
      </Section>
      {page.false_positives.length > 0 && (
        <Section title={t`What fires it though nothing is wrong`}>
          <ul className="list-disc pl-4">
            {page.false_positives.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t`As it is written`}>
        <pre className="max-h-96 overflow-auto rounded-md bg-hover p-2 font-mono text-meta" tabIndex={0}>
          {page.detection}
        </pre>
      </Section>
      {page.references.length > 0 && (
        <Section title={t`Read more`}>
          <ul className="text-meta">
            {page.references.map((one) => (
              <li key={one} className="break-words">
                <Reference text={one} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** A title with its address behind it, `Title <https://…>`; a link only where it goes to the web. */
function Reference({ text }: { text: string }) {
  const found = /^(.*?)\s*<(https:\/\/[^>]+)>$/.exec(text);
  if (!found) return <>{text}</>;
  return (
    <a href={found[2]} rel="noreferrer noopener" target="_blank" className="link inline-block py-1">
      {found[1] || found[2]}
    </a>
  );
}
