import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useLive } from "@/live/events";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { NotLoaded } from "./lazily";
import { buildNow, reloadOnce } from "./upgrade";

/** Where another try was asked for last: some browsers keep that a file did not come until a reload. */
let triedAt: string | null = null;

/** What stands in the place of a page, or of what is open in it, that can't be shown. */
export function RouteFault({ error }: ErrorComponentProps) {
  const router = useRouter();
  const { lost } = useLive();
  const wasLost = useRef(lost);
  const [known, setKnown] = useState(!(error instanceof NotLoaded));
  function again() {
    const { pathname } = location;
    void router.invalidate().then(() => {
      triedAt = pathname;
    });
  }
  useEffect(() => {
    if (!(error instanceof NotLoaded)) return;
    let isHere = true;
    void buildNow().then((build) => {
      if (!isHere) return;
      // After an upgrade the files of the version before are gone: the page that was asked for comes anew.
      const helps = build === "other" || (build === "same" && triedAt === location.pathname);
      if (!helps || !reloadOnce()) setKnown(true);
    });
    return () => {
      isHere = false;
    };
  }, [error]);
  useEffect(() => {
    const isBack = wasLost.current && !lost;
    wasLost.current = lost;
    if (isBack) void router.invalidate();
  }, [lost, router]);
  return known ? <ProblemView error={error} retry={again} /> : <Skeleton rows={12} />;
}
