import { Trans, useLingui } from "@lingui/react/macro";
import type { Job } from "@/api/types";
import { number } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { useTellFault } from "@/parts/Problem";
import { Time } from "@/parts/Time";
import { Words } from "@/parts/Words";
import { Bar } from "./Bar";
import { JobResult, KINDS, stateOf } from "./JobWords";
import { isOver, useCancelJob, useJob } from "./job";

/** A job by its name, as soon as it is known. */
export function FollowedJob({ id }: { id: string }) {
  const job = useJob(id);
  return (
    <div aria-live="polite" className="rounded-md border bg-bg p-3" data-job={job?.state}>
      {job ? <JobLine job={job} /> : <Trans>It is being started.</Trans>}
    </div>
  );
}

/** One job: what it does, how far it is, and what came of it. */
export function JobLine({ job }: { job: Job }) {
  const { t } = useLingui();
  const cancel = useCancelJob();
  const tellFault = useTellFault();
  const state = stateOf(job);
  return (
    <div className="min-w-0 space-y-1">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge tone={state.tone}>{t(state.label)}</Badge>
        <span className="font-medium">{t(KINDS[job.kind])}</span>
        <span className="min-w-0 flex-1 text-meta text-muted">
          {`${job.scheduled ? t`by itself` : job.started_by} · `}
          <Time at={job.ended_at ?? job.begun_at ?? job.created_at} />
        </span>
        {!isOver(job) && (
          <Button right="run" onClick={() => void cancel(job).catch(tellFault)}>
            <Trans>Cancel</Trans>
          </Button>
        )}
      </div>
      <p className="text-muted [overflow-wrap:anywhere]">{job.title}</p>
      <JobState job={job} />
    </div>
  );
}

function JobState({ job }: { job: Job }) {
  if (job.state === "done") return <JobResult job={job} />;
  if (job.state === "failed" && job.error) {
    return (
      <div className="text-high [overflow-wrap:anywhere]">
        <p className="font-medium">{job.error.what}</p>
        {job.error.why && (
          <p className="text-ink">
            <Words text={job.error.why} />
          </p>
        )}
        {job.error.mend && (
          <p className="text-ink">
            <Words text={job.error.mend} />
          </p>
        )}
      </div>
    );
  }
  if (isOver(job)) return job.message ? <p className="text-muted">{job.message}</p> : null;
  return <JobProgress job={job} />;
}

function JobProgress({ job }: { job: Job }) {
  const { t } = useLingui();
  // Without an end, what is said counts by itself.
  const how = job.of
    ? `${number(job.done)} / ${number(job.of)}`
    : job.done && !job.message
      ? number(job.done)
      : "";
  return (
    <div className="space-y-1">
      <Bar label={t(KINDS[job.kind])} part={job.of ? job.done / job.of : null} />
      <p className="text-meta text-muted [overflow-wrap:anywhere]">
        {[how, job.message || (job.state === "waiting" ? t`It begins in a moment.` : "")]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </div>
  );
}
