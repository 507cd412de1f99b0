import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Freshness } from "@/api/types";
import { useAccountName } from "@/app/accounts";
import { exact } from "@/i18n/format";
import { freshnessQuery, recordsUpTo } from "@/live/freshness";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { useCloudName } from "../accounts/words";
import { Box } from "../Part";

const MANY = 12;

/** How far each source of data goes: those that fail or are late come first. */
export function DataAge() {
  const { t } = useLingui();
  const cloudName = useCloudName();
  const name = useAccountName();
  const [all, setAll] = useState(false);
  const fresh = useQuery(freshnessQuery);
  const upTo = fresh.data ? recordsUpTo(fresh.data) : null;
  const rank = (one: Freshness["sources"][number]) => (one.error ? 0 : one.late ? 1 : 2);
  const rows = [...(fresh.data?.sources ?? [])].sort((one, other) => rank(one) - rank(other));
  const shown = all ? rows : rows.slice(0, MANY);
  const kinds: Record<string, string> = {
    account: t`inventory`,
    records: t`audit records`,
    detection: t`judging of calls`,
  };
  return (
    <Box
      isBare
      title={t`How far the data goes`}
      action={
        fresh.data && (
          <span className="text-meta text-muted">
            {upTo ? t`Calls are known up to ${exact(upTo)}` : t`No audit record was read yet`}
          </span>
        )
      }
    >
      {fresh.error && <ProblemView error={fresh.error} retry={() => void fresh.refetch()} />}
      {fresh.isPending && <Skeleton rows={3} />}
      {fresh.data && rows.length === 0 && (
        <p className="px-4 pb-4 text-muted">
          <Trans>Nothing is read yet: connect an account, or hand in audit records.</Trans>
        </p>
      )}
      <ul>
        {shown.map((one) => (
          <li
            key={`${one.kind} ${one.provider} ${one.name}`}
            className="flex flex-wrap items-center gap-x-3 gap-y-0.5 border-t px-4 py-1.5"
          >
            <span className="min-w-0 flex-1 basis-44 truncate">
              {one.name === one.kind ? (kinds[one.kind] ?? one.kind) : one.name}{" "}
              <span className="text-meta text-muted">
                {[
                  one.name !== one.kind && (kinds[one.kind] ?? one.kind),
                  one.provider ? cloudName(one.provider) : null,
                  one.account ? name(one.account) : null,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            {one.error ? (
              <Badge tone="high">{t`fails`}</Badge>
            ) : one.late ? (
              <Badge tone="medium">{t`late`}</Badge>
            ) : null}
            <span className="text-meta text-muted">
              <Time at={one.known_to} none={t`never read`} />
            </span>
            {one.error && <span className="w-full text-meta break-words text-high">{one.error}</span>}
          </li>
        ))}
      </ul>
      {rows.length > MANY && (
        <div className="border-t px-3 py-1.5">
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all
              ? t`Only the first`
              : t`${plural(rows.length, { one: "All # source", other: "All # sources" })}`}
          </Button>
        </div>
      )}
    </Box>
  );
}
