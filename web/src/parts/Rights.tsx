import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { TriangleAlert } from "lucide-react";
import type { Schemas } from "@/api/types";
import { number } from "@/i18n/format";
import { Badge, type Tone } from "./Badge";
import { Section } from "./Drawer";
import { Time } from "./Time";

type Permission = Schemas["Permission"];
type RightsUse = Schemas["RightsUse"];
type ServiceUse = Schemas["ServiceUse"];

const POLICIES: Record<NonNullable<Permission["kind"]>, MessageDescriptor> = {
  custom: msg`custom policy`,
  preset: msg`preset policy`,
  inline: msg`inline policy`,
};
const USES: Record<ServiceUse["state"], { tone: Tone; title: MessageDescriptor }> = {
  called: { tone: "low", title: msg`used` },
  not_called: { tone: "medium", title: msg`never used` },
  not_recorded: { tone: "info", title: msg`not recorded` },
};

/** By which policies rights were granted. */
export function GrantedBy({ permissions }: { permissions: Permission[] }) {
  const { t } = useLingui();
  return (
    <Section title={t`Granted by`}>
      {permissions.length === 0 ? (
        <p className="text-muted">
          <Trans>No policy is known: it has none, or they can't be seen.</Trans>
        </p>
      ) : (
        <ul className="divide-y">
          {permissions.map((one) => (
            <Policy key={`${one.policy_id} ${one.via}`} one={one} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Policy({ one }: { one: Permission }) {
  const { t } = useLingui();
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="break-all font-medium">{one.policy}</span>
        <span className="text-meta text-muted">
          {[one.kind ? t(POLICIES[one.kind]) : t`not read`, one.via].join(" · ")}
        </span>
      </div>
      {one.warning && (
        <p className="flex items-start gap-1.5 text-high">
          <TriangleAlert className="mt-[3px] size-3.5 shrink-0" aria-hidden />
          {one.warning}
        </p>
      )}
    </li>
  );
}

const ORDER: ServiceUse["state"][] = ["not_called", "called", "not_recorded"];

/** What may be changed, by service, and what of that was used. */
export function UsedByService({ rights }: { rights: RightsUse }) {
  const { t } = useLingui();
  const days = number(rights.days);
  const services = [...rights.services].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  return (
    <Section title={t`What it may change, by service, in ${days} days`}>
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
                <span className="block break-all text-meta text-muted">
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
