import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Badge } from "@/parts/Badge";
import { CopyButton } from "@/parts/Copy";
import { Facts, Section } from "@/parts/Drawer";
import { Words } from "@/parts/Words";
import type { BlindSpot, Evidence, RiskPage } from "./types";

/** By what a risk can be seen, the documents that say the same, and what can't be seen. */
export function EvidenceTab({ page }: { page: RiskPage }) {
  const { t } = useLingui();
  const { evidence } = page.risk;
  return (
    <>
      <Section title={t`By what it shows`}>
        {evidence.length === 0 ? (
          <p className="text-muted">
            <Trans>What is wrong is all that there is to see.</Trans>
          </p>
        ) : (
          <ul className="divide-y">
            {evidence.map((one) => (
              <li key={JSON.stringify(one)} className="py-2 first:pt-0 last:pb-0">
                <One one={one} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      {page.principal_arn && (
        <Section title={t`How policies name the identity`}>
          <p className="flex items-start gap-1">
            <span className="min-w-0 break-all font-mono text-meta">{page.principal_arn}</span>
            <CopyButton text={page.principal_arn} label={t`Copy the name`} />
          </p>
        </Section>
      )}
      {page.references.length > 0 && (
        <Section title={t`References`}>
          <ul className="space-y-1">
            {page.references.map((one) => (
              <li key={one.title}>
                {one.url ? (
                  <a href={one.url} target="_blank" rel="noreferrer" className="link">
                    {one.title}
                  </a>
                ) : (
                  one.title
                )}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <BlindSpots spots={page.blind_spots} />
    </>
  );
}

function One({ one }: { one: Evidence }) {
  const { t } = useLingui();
  const mono = (text: string) => <span className="font-mono text-meta break-all">{text}</span>;
  const line = one.line ? `:${one.line}` : "";
  const commit = one.commit ? `@${one.commit.slice(0, 8)}` : "";
  const facts: [string, ReactNode][] = [];
  if (one.policy)
    facts.push([
      t`Policy`,
      <span key="policy" className="break-all">
        {one.policy}
      </span>,
    ]);
  if (one.statement) facts.push([t`Statement`, one.statement]);
  if (one.action) facts.push([t`Action`, mono(one.action)]);
  if (one.resource) facts.push([t`Resource`, mono(one.resource)]);
  if (one.condition) facts.push([t`Condition`, mono(one.condition)]);
  if (one.source) facts.push([t`Source`, mono(one.source)]);
  if (one.vpath) facts.push([t`Place`, mono(`${one.vpath}${line}${commit}`)]);
  return (
    <>
      {one.note && <p className="[overflow-wrap:anywhere]">{one.note}</p>}
      {facts.length > 0 && <Facts facts={facts} />}
      {one.conditional && <Badge tone="medium">{t`depends on the request`}</Badge>}
    </>
  );
}

/** What can't be seen of an account, and what would let it be seen. */
export function BlindSpots({ spots }: { spots: BlindSpot[] }) {
  const { t } = useLingui();
  if (spots.length === 0) return null;
  return (
    <Section title={t`What can't be seen of the account`}>
      <ul className="space-y-2">
        {spots.map((one) => (
          <li key={`${one.right} ${one.unseen}`}>
            <p className="text-medium">{one.unseen}</p>
            <p className="text-muted">
              <Words text={one.reason} />
            </p>
            {one.mend && (
              <p className="text-muted">
                <Words text={one.mend} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
