import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "@/api/client";
import type { Job } from "@/api/types";
import { JobLine } from "@/jobs/JobLine";
import type { JobPage } from "@/jobs/job";
import { Button } from "@/parts/Button";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Box } from "../Part";

const PAGE = 20;

/** What was started, by people and by itself, the newest first. */
export function Jobs() {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const [older, setOlder] = useState<JobPage | null>(null);
  const first = useQuery({
    queryKey: ["jobs"],
    queryFn: ({ signal }) => get<JobPage>("/jobs", { limit: PAGE }, signal),
  });
  const rows = together(first.data?.rows ?? [], older?.rows ?? []);
  const next = older ? older.next : first.data?.next;
  async function more() {
    const page = await get<JobPage>("/jobs", { limit: PAGE, after: next });
    setOlder((before) => ({ rows: [...(before?.rows ?? []), ...page.rows], next: page.next }));
  }
  return (
    <Box title={t`Jobs`} isBare>
      {first.error && !first.data && <ProblemView error={first.error} retry={() => void first.refetch()} />}
      {first.isPending && <Skeleton rows={5} />}
      {first.data && rows.length === 0 && (
        <p className="px-4 pb-4 text-muted">
          <Trans>No job has run yet. What is started above shows here, with its progress and its end.</Trans>
        </p>
      )}
      <ul className="divide-y border-t">
        {rows.map((job) => (
          <li key={job.id} className="px-4 py-3">
            <JobLine job={job} />
          </li>
        ))}
      </ul>
      {next && (
        <Button look="quiet" className="m-2" onClick={() => void more().catch(tellFault)}>
          <Trans>Older ones</Trans>
        </Button>
      )}
    </Box>
  );
}

function together(first: Job[], older: Job[]): Job[] {
  const seen = new Set(first.map((one) => one.id));
  return [...first, ...older.filter((one) => !seen.has(one.id))];
}
