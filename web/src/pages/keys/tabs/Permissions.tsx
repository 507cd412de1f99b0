import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { number } from "@/i18n/format";
import { Badge, SeverityBadge, type Tone } from "@/parts/Badge";
import { Section } from "@/parts/Drawer";
import { Time } from "@/parts/Time";
import type { KeyPage, Permission, RightsUse, ServiceUse } from "../types";

const KINDS: Record<NonNullable<Permission["kind"]>, MessageDescriptor> = {
  custom: msg`custom policy`,
  preset: msg`preset policy`,
  inline: msg`inline policy`,
};
const USES: Record<ServiceUse["state"], { tone: Tone; title: MessageDescriptor }> = {
  called: { tone: "low", title: msg`used` },
  not_called: { tone: "medium", title: msg`never used` },
  not_recorded: { tone: "info", title: msg`not recorded` },
};
const ORDER: ServiceUse["state"][] = ["not_called", "called", "not_recorded"];

/** What a key may do, what of that is dangerous, and what of it is used. */
export function Permissions({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  return (
    <>
      {page.risks.length > 0 && (
        <Section title={t`Risks`}>
          <ul className="space-y-3">
            {page.risks.map((one) => (
              <li key={one.id}>
                <div className="flex flex-wrap items-center gap-2">
                  <SeverityBadge value={one.severity} />
                  <Link to="/permissions/$id" params={{ id: one.id } as never} className="link font-medium">
                    {one.title}
                  </Link>
                </div>
                {one.detail && <p className="mt-0.5">{one.detail}</p>}
                <p className="text-muted">{one.remediation}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t`Granted by`}>
        {page.permissions.length === 0 ? (
          <p className="text-muted">
            <Trans>No policy is known: it has none, or they can't be seen.</Trans>
          </p>
        ) : (
          <ul className="divide-y divide-line">
            {page.permissions.map((one) => (
              <Policy key={`${one.policy_id} ${one.via}`} one={one} />
            ))}
          </ul>
        )}
      </Section>
      {page.rights_used ? <Used rights={page.rights_used} /> : <NotUsed />}
    </>
  );
}

function Policy({ one }: { one: Permission }) {
  const { t } = useLingui();
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium break-all">{one.policy}</span>
        <span className="text-meta text-muted">
          {one.kind ? t(KINDS[one.kind]) : t`not read`} · {one.via}
        </span>
      </div>
      {one.warning && (
        <p className="flex items-center gap-1.5 text-high">
          <TriangleAlert className="size-3.5 shrink-0" aria-hidden />
          {one.warning}
        </p>
      )}
    </li>
  );
}

function Used({ rights }: { rights: RightsUse }) {
  const { t } = useLingui();
  const days = number(rights.days);
  const services = [...rights.services].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return (
    <Section title={t`Granted and used in ${days} days`}>
      {rights.every_service && (
        <p className="mb-2 text-high">
          <Trans>It may change something in every service; those that it called are below.</Trans>
        </p>
      )}
      <table className="w-full text-left">
        <thead className="text-meta text-muted">
          <tr>
            <th className="py-1 pr-2 font-normal">{t`Service`}</th>
            <th className="py-1 pr-2 font-normal">{t`Use`}</th>
            <th className="py-1 pr-2 text-right font-normal">{t`Calls`}</th>
            <th className="py-1 font-normal">{t`Last`}</th>
          </tr>
        </thead>
        <tbody>
          {services.map((one) => (
            <tr key={one.service} className="border-t align-top">
              <td className="py-1.5 pr-2">
                <span className="font-mono text-meta">{one.service}</span>
                <span className="block text-meta break-all text-muted">
                  {one.granted_by.map((by) => `${by.policy}: ${by.pattern}`).join("; ")}
                </span>
              </td>
              <td className="py-1.5 pr-2">
                <Badge tone={USES[one.state].tone}>{t(USES[one.state].title)}</Badge>
              </td>
              <td className="py-1.5 pr-2 text-right">
                {one.state === "not_recorded" ? "—" : number(one.calls)}
              </td>
              <td className="py-1.5 whitespace-nowrap">
                <Time at={one.last_at} none="—" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="pt-2 text-meta text-muted">
        <Trans>
          Held against the audit log up to <Time at={rights.until} />, whichever key of the identity called.
        </Trans>
      </p>
    </Section>
  );
}

function NotUsed() {
  const { t } = useLingui();
  return (
    <Section title={t`Granted and used`}>
      <p className="text-muted">
        <Trans>
          Not known: no audit log of its account is read, it is a root key, or its rights can't be seen.
        </Trans>
      </p>
    </Section>
  );
}
