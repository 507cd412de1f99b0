import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Info, TriangleAlert } from "lucide-react";
import { get } from "@/api/client";
import { number } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Section } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Actions } from "./Actions";
import type { IdentityRights, Permission, PrincipalPage, RightsUse, ServiceUse } from "./types";
import { POLICIES, USES } from "./words";

/** What an identity was granted, what of that it used, and what it never used. */
export function Granted({ page }: { page: PrincipalPage }) {
  const { t } = useLingui();
  return (
    <>
      <Section title={t`Granted by`}>
        {page.permissions.length === 0 ? (
          <p className="text-muted">
            <Trans>No policy is known: it has none, or they can't be seen.</Trans>
          </p>
        ) : (
          <ul className="divide-y">
            {page.permissions.map((one) => (
              <Policy key={`${one.policy_id} ${one.via}`} one={one} />
            ))}
          </ul>
        )}
      </Section>
      <UsedBy page={page} />
      <Section>
        <p className="flex gap-2 text-muted">
          <Info className="mt-0.5 size-4 shrink-0" aria-hidden />
          <span className="min-w-0">
            <Trans>
              A narrower policy is not written for it here yet: that comes later. Until then, what was never
              used is what can go first.
            </Trans>
          </span>
        </p>
      </Section>
    </>
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

/** What of its rights the identity used: action by action, and by service. */
function UsedBy({ page }: { page: PrincipalPage }) {
  const { account, principal_id } = page.principal;
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "principals", `${account}:${principal_id}`, "rights"],
    queryFn: ({ signal }) =>
      get<IdentityRights>(
        `/principals/${encodeURIComponent(account)}/${encodeURIComponent(principal_id)}/rights`,
        {},
        signal,
      ),
  });
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton rows={5} />;
  if (!data.rights_used && !data.actions) return <NotKnown page={page} />;
  return (
    <>
      {data.actions && <Actions actions={data.actions} />}
      {data.rights_used && <Used rights={data.rights_used} />}
    </>
  );
}

const ORDER: ServiceUse["state"][] = ["not_called", "called", "not_recorded"];

function Used({ rights }: { rights: RightsUse }) {
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

/** What is known where calls were not held against the rights: when its keys were used. */
function NotKnown({ page }: { page: PrincipalPage }) {
  const { t } = useLingui();
  const used = page.keys.map((one) => one.last_used_at).filter((at) => at !== null);
  const last = used.sort().at(-1);
  return (
    <Section title={t`Granted and used`}>
      {last && (
        <p>
          <Trans>
            Its keys were last used <Time at={last} />.
          </Trans>
        </p>
      )}
      <p className="text-muted">
        <Trans>
          Which of its rights were used is not known here: its calls were not held against its policies.
        </Trans>
      </p>
    </Section>
  );
}
