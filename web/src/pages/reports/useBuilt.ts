import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { get } from "@/api/client";
import type { Job, Schemas } from "@/api/types";
import { isOver, type JobPage, useWhenJobEnds } from "@/jobs/job";
import { type Built, built } from "./forms";

const JOBS = 200;

/** The reports that are there and those that are being built; undefined until that is known. */
export function useBuilt() {
  const client = useQueryClient();
  const files = useQuery({
    queryKey: ["list", "reports"],
    queryFn: ({ signal }) => get<Schemas["ReportFileList"]>("/reports", {}, signal),
  });
  const jobs = useQuery({
    queryKey: ["list", "report-jobs"],
    queryFn: ({ signal }) => get<JobPage>("/jobs", { kind: "report", limit: JOBS }, signal),
  });
  const again = useCallback(() => {
    void client.invalidateQueries({ queryKey: ["list", "reports"] });
    void client.invalidateQueries({ queryKey: ["list", "report-jobs"] });
  }, [client]);
  useWhenJobEnds("report", again);
  const rows: Built[] | undefined = files.data && built(files.data.rows, jobs.data?.rows ?? []);
  const running: Job[] = (jobs.data?.rows ?? []).filter((one) => !isOver(one));
  return { rows, running, error: files.error, isPending: files.isPending, refetch: files.refetch };
}
