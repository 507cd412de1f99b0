import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import { get, post } from "@/api/client";
import type { Job, Schemas } from "@/api/types";
import { useLive } from "@/live/events";

/** What a job is to do: a kind, and what that kind takes. */
export type Task =
  | ({ kind: "sync" } & Partial<Schemas["SyncTask"]>)
  | ({ kind: "pull" } & Partial<Schemas["PullTask"]>)
  | ({ kind: "detect" } & Partial<Schemas["DetectTask"]>)
  | { kind: "import"; uploads: string[] }
  | { kind: "scan"; url?: string; upload?: string; save: boolean }
  | { kind: "report"; report: "keys"; form: string; where: string; all_statuses: boolean };

/** One page of jobs. */
export interface JobPage {
  rows: Job[];
  next: string | null;
}

/** Say whether nothing comes of a job any more. */
export function isOver(job: Pick<Job, "state">): boolean {
  return job.state === "done" || job.state === "failed" || job.state === "cancelled";
}

/** Follow a job: the server tells each step, and is asked now and then where that line is broken. */
export function useJob(id: string | null): Job | undefined {
  const { lost } = useLive();
  return useQuery({
    queryKey: ["job", id],
    queryFn: ({ signal }) => get<Job>(`/jobs/${id}`, {}, signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : lost ? 2000 : 10_000),
  }).data;
}

/** Return what starts a job. */
export function useStartJob(): (task: Task) => Promise<Job> {
  const client = useQueryClient();
  return useCallback(
    async (task: Task) => {
      const job = await post<Job>("/jobs", task);
      keep(client, job);
      return job;
    },
    [client],
  );
}

/** Return what ends a job before its time. */
export function useCancelJob(): (job: Job) => Promise<void> {
  const client = useQueryClient();
  return useCallback(async (job: Job) => keep(client, await post<Job>(`/jobs/${job.id}/cancel`)), [client]);
}

/** Keep what the answer said, unless the line of events was faster. */
function keep(client: QueryClient, job: Job): void {
  client.setQueryData<Job>(["job", job.id], (before) => (before && isOver(before) ? before : job));
  client.setQueryData<JobPage>(["jobs"], (before) => {
    if (!before) return before;
    const rest = before.rows.filter((one) => one.id !== job.id);
    return { ...before, rows: [job, ...rest].sort((a, b) => b.created_at.localeCompare(a.created_at)) };
  });
}

/** Call something whenever a job of these kinds has ended; `then` has to stay the same. */
export function useWhenJobEnds(kinds: string, then: () => void): void {
  const client = useQueryClient();
  useEffect(
    () =>
      client.getQueryCache().subscribe((event) => {
        if (event.type !== "updated" || event.query.queryKey[0] !== "job") return;
        const job = event.query.state.data as Job | undefined;
        if (job && isOver(job) && kinds.split(" ").includes(job.kind)) then();
      }),
    [client, kinds, then],
  );
}
