import { Trans, useLingui } from "@lingui/react/macro";
import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import { API } from "@/api/client";
import { useOpened } from "@/app/url";
import { Badge } from "@/parts/Badge";
import { buttonLook } from "@/parts/Button";
import { Drawer } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { About, Scope } from "./About";
import type { Built } from "./forms";
import { useBuilt } from "./useBuilt";

/** One report as a page beside the list, or in its place. */
export default function ReportDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/reports");
  const { rows, error, refetch } = useBuilt();
  const row = rows?.find((one) => one.file.name === id);
  if (!row) {
    return (
      <Drawer title={t`Report`} onClose={close}>
        {error ? (
          <ProblemView error={error} retry={() => void refetch()} />
        ) : rows ? (
          <Gone />
        ) : (
          <Skeleton rows={10} />
        )}
      </Drawer>
    );
  }
  const { file } = row;
  return (
    <Drawer
      title={file.report === "keys" ? t`Report of the keys` : file.report}
      under={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge>{file.form.toUpperCase()}</Badge>
          <Time at={file.built_at} />
          <span>
            <About row={row} />
          </span>
          <span className="[overflow-wrap:anywhere]">
            <Scope row={row} />
          </span>
        </span>
      }
      actions={
        <a href={placeOf(file.name)} download={file.name} className={buttonLook()}>
          <Download className="size-4" aria-hidden />
          <Trans>Download</Trans>
        </a>
      }
      onClose={close}
    >
      {file.previewed ? <Page key={file.name} file={file} /> : <NotShown />}
    </Drawer>
  );
}

function placeOf(name: string): string {
  return `${API}/reports/${encodeURIComponent(name)}`;
}

/**
 * The page of a report. What stands in it was written by many, so it is of no origin: the frame and the policy that
 * the page comes with both say so, and neither lets it run anything. So no key that is pressed in it is heard out
 * here: while the focus is in it, words say how to get out.
 */
function Page({ file }: { file: Built["file"] }) {
  const { t } = useLingui();
  const [isThere, setThere] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  const isInside = useIsInside(frame);
  const about = useId();
  return (
    <div className="relative h-full min-h-96">
      {!isThere && (
        <div className="absolute inset-0">
          <Skeleton rows={10} />
        </div>
      )}
      <p
        id={about}
        className={
          isInside
            ? "absolute right-4 bottom-2 z-10 rounded-md border bg-panel px-2 py-1 text-meta shadow-float"
            : "sr-only"
        }
      >
        <Trans>Esc is not heard in the page: Shift+Tab leaves it, then Esc closes.</Trans>
      </p>
      <iframe
        ref={frame}
        aria-describedby={about}
        title={t`The report as a page`}
        sandbox=""
        referrerPolicy="no-referrer"
        src={`${placeOf(file.name)}/preview`}
        onLoad={() => setThere(true)}
        // Whoever clicked into it, to copy something, is back out here as soon as they point elsewhere.
        onPointerLeave={() => {
          if (isInside) frame.current?.closest<HTMLElement>("[data-drawer]")?.focus({ preventScroll: true });
        }}
        className="absolute inset-0 size-full"
      />
    </div>
  );
}

/** Say whether the focus is in a frame. */
function useIsInside(frame: RefObject<HTMLIFrameElement | null>): boolean {
  const [isInside, setInside] = useState(false);
  useEffect(() => {
    // Where the focus went to is known only once this window has lost it.
    const look = () => setTimeout(() => setInside(document.activeElement === frame.current));
    addEventListener("blur", look);
    addEventListener("focus", look);
    return () => {
      removeEventListener("blur", look);
      removeEventListener("focus", look);
    };
  }, [frame]);
  return isInside;
}

function NotShown() {
  return (
    <p className="p-4 text-muted">
      <Trans>It can't be shown here: it is no page, or too large for one. Download it.</Trans>
    </p>
  );
}

function Gone() {
  return (
    <p className="p-4 text-muted">
      <Trans>This report is not there any more, or it is somebody else's. Build it again.</Trans>
    </p>
  );
}
