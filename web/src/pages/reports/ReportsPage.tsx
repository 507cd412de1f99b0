import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FollowedJob } from "@/jobs/JobLine";
import { type JobPage, useStartJob, useWhenJobEnds } from "@/jobs/job";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { BuildForm, type Wanted } from "./BuildForm";
import { BuiltList } from "./BuiltList";
import { built } from "./forms";

const JOBS = 200;

/** Reports: build one, and take those that are there. */
export default function ReportsPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const start = useStartJob();
  const tellFault = useTellFault();
  const [job, setJob] = useState<string | null>(null);
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
  async function build(wanted: Wanted) {
    setJob(null);
    await start({ kind: "report", report: "keys", ...wanted }).then((one) => setJob(one.id), tellFault);
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto bg-bg">
      <div className="mx-auto max-w-[1040px] space-y-4 p-4 max-md:p-3">
        <h1 className="text-page font-semibold">{t`Reports`}</h1>
        <section className="rounded-lg border bg-panel p-4">
          <h2 className="mb-3 text-drawer font-semibold">
            <Trans>Build a report of the keys</Trans>
          </h2>
          <BuildForm onBuild={(wanted) => void build(wanted)} />
          {job && (
            <div className="mt-3">
              <FollowedJob id={job} />
            </div>
          )}
        </section>
        <section className="rounded-lg border bg-panel">
          <h2 className="px-4 pt-3 pb-2 text-drawer font-semibold">
            <Trans>Built reports</Trans>
          </h2>
          {files.error && <ProblemView error={files.error} retry={() => void files.refetch()} />}
          {files.isPending && <Skeleton rows={4} />}
          {files.data && (
            <BuiltList
              rows={built(files.data.rows, jobs.data?.rows ?? [])}
              onAgain={(wanted) => void build(wanted)}
            />
          )}
        </section>
        <p className="max-w-[640px] text-meta text-muted">
          <Trans>
            This version builds one report, of the keys, as HTML, CSV or JSON. It builds no PDF, and none by
            schedule; a scheduled task of yours can run the command above.
          </Trans>
        </p>
      </div>
    </div>
  );
}
