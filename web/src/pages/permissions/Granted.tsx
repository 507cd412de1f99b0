import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Info } from "lucide-react";
import { get } from "@/api/client";
import { Section } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { GrantedBy, UsedByService } from "@/parts/Rights";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Actions } from "./Actions";
import type { IdentityRights, PrincipalPage } from "./types";

/** What an identity was granted, what of that it used, and what it never used. */
export function Granted({ page }: { page: PrincipalPage }) {
  return (
    <>
      <GrantedBy permissions={page.permissions} />
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
      {data.rights_used && <UsedByService rights={data.rights_used} />}
    </>
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
