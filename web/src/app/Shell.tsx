import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useKeys } from "@/keyboard/keys";
import { keepBuild, listen, useLive } from "@/live/events";
import { freshnessQuery } from "@/live/freshness";
import { Button } from "@/parts/Button";
import { patiently } from "@/parts/patiently";
import { useStored } from "@/parts/stored";
import { Toasts } from "@/parts/Toast";
import { useMe } from "./me";
import { pageAt } from "./page";
import { PLACES } from "./places";
import { Rail } from "./Rail";
import { carried } from "./scope";
import { TopBar } from "./TopBar";
import { tour } from "./tour";

const Palette = lazy(() => patiently(() => import("./Palette")));
const KeyHelp = lazy(() => patiently(() => import("./KeyHelp")));
const Tour = lazy(() => patiently(() => import("./Tour")));

/** What is around every page of somebody who is logged in. */
export function Shell() {
  const { t } = useLingui();
  const client = useQueryClient();
  const me = useMe();
  const [toured] = useStored(tour);
  const navigate = useNavigate();
  const path = useLocation({ select: (one) => one.pathname });
  const [over, setOver] = useState<"palette" | "help" | "rail" | null>(null);
  const page = pageAt(path);
  useEffect(() => listen(client), [client]);
  useEffect(() => {
    if (me) keepBuild(me.build);
  }, [me]);
  useMarkStale();
  useKeys({
    "Mod+k": () => setOver("palette"),
    "?": () => setOver("help"),
    ...Object.fromEntries(
      PLACES.map((place) => [
        `g ${place.key}`,
        () => void navigate({ to: place.path, search: carried as never }),
      ]),
    ),
    ...(over === "rail" ? { Escape: () => setOver(null) } : {}),
  });
  return (
    <div className="flex h-full">
      <a
        href="#page"
        className="fixed top-1 left-1 z-50 -translate-y-20 rounded-md bg-accent px-3 py-1 text-on-accent focus:translate-y-0"
      >
        <Trans>To the page</Trans>
      </a>
      <div className="max-md:hidden">
        <Rail isOver={false} />
      </div>
      {over === "rail" && (
        <div className="fixed inset-0 z-40 flex md:hidden">
          <Rail isOver onGo={() => setOver(null)} />
          <button
            type="button"
            aria-label={t`Close`}
            className="flex-1 bg-black/35"
            onClick={() => setOver(null)}
          />
        </div>
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar
          page={page}
          openPalette={() => setOver("palette")}
          openHelp={() => setOver("help")}
          openRail={() => setOver("rail")}
        />
        <Banners />
        <Suspense>{me?.demo && toured !== "over" && <Tour />}</Suspense>
        <main id="page" className="relative flex min-h-0 flex-1 flex-col">
          <Outlet />
        </main>
      </div>
      <Toasts />
      <Suspense>
        {over === "palette" && <Palette close={() => setOver(null)} openHelp={() => setOver("help")} />}
        {over === "help" && <KeyHelp close={() => setOver(null)} />}
      </Suspense>
    </div>
  );
}

function Banners() {
  const { t } = useLingui();
  const me = useMe();
  const { staleBuild } = useLive();
  const navigate = useNavigate();
  const [toured] = useStored(tour);
  if (!me?.demo && !staleBuild) return null;
  return (
    <section aria-label={t`Notices`}>
      {me?.demo && (
        <div className="stripes flex min-h-7 shrink-0 items-center justify-center gap-2 px-3 py-0.5 text-center text-medium">
          <span className="rounded-sm bg-medium-fill px-2">
            <Trans>
              Demo data.{" "}
              <Link to="/settings/accounts" className="font-medium underline underline-offset-2">
                Connect a cloud account
              </Link>
            </Trans>
            {toured === "over" && (
              <button
                type="button"
                className="ml-3 min-h-6 font-medium underline underline-offset-2"
                onClick={() => {
                  tour.set("");
                  void navigate({ to: "/" });
                }}
              >
                <Trans>Take the tour</Trans>
              </button>
            )}
          </span>
        </div>
      )}
      {staleBuild && (
        <div
          role="status"
          className="flex min-h-9 shrink-0 flex-wrap items-center justify-center gap-2 border-b bg-selected px-3 py-1"
        >
          <Trans>akwarden was upgraded; this page is still the old version.</Trans>
          <Button onClick={() => location.reload()}>
            <Trans>Reload</Trans>
          </Button>
        </div>
      )}
    </section>
  );
}

/** Marks all figures while what is shown is too old. */
function useMarkStale(): void {
  const late = useQuery({ ...freshnessQuery, enabled: false }).data?.late;
  useEffect(() => {
    document.documentElement.toggleAttribute("data-stale", Boolean(late));
  }, [late]);
}
