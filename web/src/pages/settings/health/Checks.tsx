import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Button } from "@/parts/Button";
import { CopyButton } from "@/parts/Copy";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Words } from "@/parts/Words";
import { Box } from "../Part";

type Check = Schemas["Check"];
const RANK: Record<Check["status"], number> = { fail: 0, warn: 1, ok: 2 };

/** What `akwarden doctor` checks: first what is to mend, with the mend. */
export function Checks() {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const health = useQuery({
    queryKey: ["one", "health"],
    queryFn: ({ signal }) => get<Schemas["Health"]>("/health", {}, signal),
    staleTime: 60_000,
  });
  const rows = [...(health.data?.checks ?? [])].sort((one, other) => RANK[one.status] - RANK[other.status]);
  const bad = rows.filter((one) => one.status !== "ok");
  const shown = all ? rows : bad;
  return (
    <Box
      isBare
      title={
        !health.data
          ? t`Checks`
          : bad.length > 0
            ? t`${plural(bad.length, { one: "# thing to mend", other: "# things to mend" })}`
            : t`All is sound`
      }
      action={
        <div className="flex flex-wrap items-center gap-2">
          {health.data && (
            <span className="text-meta text-muted">
              <Trans>
                Checked <Time at={health.data.as_of} />
              </Trans>
            </span>
          )}
          <Button disabled={health.isFetching} onClick={() => void health.refetch()}>
            {health.isFetching ? t`Checking…` : t`Check again`}
          </Button>
        </div>
      }
    >
      {health.error && <ProblemView error={health.error} retry={() => void health.refetch()} />}
      {health.isPending && <Skeleton rows={6} />}
      <ul>
        {shown.map((one) => (
          <CheckLine key={one.name} check={one} />
        ))}
      </ul>
      {rows.length > bad.length && (
        <div className="border-t px-3 py-1.5">
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all
              ? t`Only what is to mend`
              : t`${plural(rows.length - bad.length, { one: "Also # that is well", other: "Also # that are well" })}`}
          </Button>
        </div>
      )}
    </Box>
  );
}

function CheckLine({ check }: { check: Check }) {
  const { t } = useLingui();
  const words = { ok: t`well`, warn: t`to mend`, fail: t`broken` }[check.status];
  const Icon = { ok: CircleCheck, warn: TriangleAlert, fail: CircleX }[check.status];
  const tone = { ok: "text-low", warn: "text-medium", fail: "text-critical" }[check.status];
  return (
    <li className="flex items-start gap-3 border-t px-4 py-2" data-check={check.status}>
      <Icon className={`mt-0.5 size-4 shrink-0 ${tone}`} aria-hidden />
      <div className="min-w-0 flex-1 md:grid md:grid-cols-[180px_64px_minmax(0,1fr)] md:gap-x-3">
        <span className="font-medium max-md:mr-2">{check.name}</span>
        <span className={tone}>{words}</span>
        <div className="min-w-0">
          <p className="break-words text-muted">
            <Words text={check.detail} />
          </p>
          {check.mend && (
            <p className="mt-0.5 flex items-start gap-1">
              <span className="min-w-0 break-words">
                <Trans>Mend:</Trans> <code className="font-mono text-meta">{check.mend}</code>
              </span>
              <CopyButton text={check.mend} label={t`Copy the mend`} />
            </p>
          )}
        </div>
      </div>
    </li>
  );
}
