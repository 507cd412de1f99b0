import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDot } from "lucide-react";
import { useCallback, useEffect } from "react";
import { post } from "@/api/client";
import type { Job } from "@/api/types";
import { FollowedJob } from "@/jobs/JobLine";
import { isOver, useJob } from "@/jobs/job";
import { useTellFault } from "@/parts/Problem";
import { Time } from "@/parts/Time";
import type { RiskStatus } from "./types";

interface Told {
  status?: RiskStatus;
  calls?: number;
  blind_spots?: number;
}

/** Return what asks the cloud again about one risk, and keeps which job does it. */
export function useRecheck(): (id: string) => Promise<void> {
  const client = useQueryClient();
  const tellFault = useTellFault();
  return useCallback(
    async (id) => {
      try {
        const job = await post<Job>(`/risks/${encodeURIComponent(id)}/recheck`);
        client.setQueryData(["job", job.id], job);
        client.setQueryData(["recheck", id], job.id);
      } catch (error) {
        tellFault(error);
      }
    },
    [client, tellFault],
  );
}

/** Return the job that asks about a risk, as long as this page knows of it. */
export function useRecheckJob(id: string): Job | undefined {
  const { data } = useQuery<string>({ queryKey: ["recheck", id], queryFn: skipToken, gcTime: 3_600_000 });
  return useJob(data ?? null);
}

/** How far asking again about a risk is, and what came of it. */
export function RecheckState({ id, job }: { id: string; job: Job }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const isDone = isOver(job);
  useEffect(() => {
    if (!isDone || client.getQueryData(["recheck-seen", id]) === job.id) return;
    client.setQueryData(["recheck-seen", id], job.id);
    for (const name of ["list", "one", "facets", "counts"])
      void client.invalidateQueries({ queryKey: [name] });
  }, [isDone, client, id, job.id]);
  const told = ((job.result as { risks?: Told[] } | null)?.risks ?? [])[0];
  if (job.state !== "done" || !told) {
    return (
      <div className="w-full pt-1">
        <FollowedJob id={job.id} />
      </div>
    );
  }
  const isGone = told.status === "converged";
  const Icon = isGone ? CircleCheck : CircleDot;
  return (
    <div className="w-full pt-1">
      <div
        aria-live="polite"
        data-job={job.state}
        className={`flex gap-2 rounded-md p-3 ${isGone ? "bg-low-fill text-low" : "bg-medium-fill text-medium"}`}
      >
        <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
        <div className="min-w-0">
          <p className="font-medium">
            {isGone ? <Trans>It is no more.</Trans> : <Trans>It is still there.</Trans>}
          </p>
          <p className="text-meta text-ink">
            {t`Asked with ${plural(told.calls ?? 0, { one: "# call", other: "# calls" })}`}{" "}
            <Time at={job.ended_at} />
            {told.blind_spots ? (
              <>
                {" · "}
                {t`${plural(told.blind_spots, { one: "# thing could not be seen", other: "# things could not be seen" })}`}
              </>
            ) : null}
          </p>
        </div>
      </div>
    </div>
  );
}
