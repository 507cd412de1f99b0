import { Trans, useLingui } from "@lingui/react/macro";
import { Outlet } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useOpened, useUrl } from "@/app/url";
import { FollowedJob } from "@/jobs/JobLine";
import { useStartJob } from "@/jobs/job";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { useMedia } from "@/parts/useMedia";
import { BuildForm, type Wanted } from "./BuildForm";
import { BuiltList, lookId } from "./BuiltList";
import { useBuilt } from "./useBuilt";

/** Reports: build one, and take those that are there. */
export default function ReportsPage() {
  const { t } = useLingui();
  const start = useStartJob();
  const tellFault = useTellFault();
  const [job, setJob] = useState<string | null>(null);
  const { rows, running, error, isPending, refetch } = useBuilt();
  const [url] = useUrl();
  const { opened, close } = useOpened("/reports");
  const isDocked = useMedia("(min-width: 1280px)");
  const isFull = opened !== null && url.full === "1";
  const isCovered = isFull || (opened !== null && !isDocked);
  useFocusBack(opened);
  async function build(wanted: Wanted) {
    setJob(null);
    await start({ kind: "report", report: "keys", ...wanted }).then((one) => setJob(one.id), tellFault);
  }
  return (
    <div className="relative flex min-h-0 flex-1">
      <div inert={isCovered} className={`min-w-0 flex-1 overflow-y-auto bg-bg ${isFull ? "invisible" : ""}`}>
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
            {error && <ProblemView error={error} retry={() => void refetch()} />}
            {isPending && <Skeleton rows={4} />}
            <ul className="space-y-2 px-4 pb-3 empty:hidden">
              {running
                .filter((one) => one.id !== job)
                .map((one) => (
                  <li key={one.id}>
                    <FollowedJob id={one.id} />
                  </li>
                ))}
            </ul>
            {rows && <BuiltList rows={rows} onAgain={(wanted) => void build(wanted)} />}
          </section>
          <p className="max-w-[640px] text-meta text-muted">
            <Trans>
              This version builds one report, of the keys, as HTML, CSV or JSON. It builds no PDF, and none by
              schedule; a scheduled task of yours can run the command above.
            </Trans>
          </p>
        </div>
      </div>
      {isCovered && !isFull && (
        <div className="absolute inset-0 z-20 max-md:hidden" onPointerDown={close} aria-hidden="true" />
      )}
      <Outlet />
    </div>
  );
}

/** Give the focus back to the link of a report when that is closed. */
function useFocusBack(opened: string | null): void {
  const before = useRef(opened);
  useEffect(() => {
    const left = before.current;
    before.current = opened;
    if (left === null || opened !== null) return;
    document.getElementById(lookId(left))?.focus();
  }, [opened]);
}
