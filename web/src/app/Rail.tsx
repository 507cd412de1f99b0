import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen, Pin } from "lucide-react";
import { get } from "@/api/client";
import { number, short } from "@/i18n/format";
import { hrefOf, isShared, useViews } from "@/list/views";
import { stored, useStored } from "@/parts/stored";
import { COUNTED, PLACES, type Place } from "./places";
import { carried } from "./scope";
import { useGo } from "./url";

const narrow = stored<boolean>("rail-narrow", false);

type Counts = Partial<Record<"keys" | "alarms" | "leaks" | "risks", number | null>>;

/** The rail on the left: where one can go, and how much is open there. */
export function Rail({ isOver, onGo }: { isOver: boolean; onGo?: () => void }) {
  const { t } = useLingui();
  const path = useLocation({ select: (one) => one.pathname });
  const [isNarrow, setNarrow] = useStored(narrow);
  const go = useGo();
  const pinned = useViews().filter((one) => one.pinned);
  const counts = useQuery({
    queryKey: ["counts"],
    queryFn: ({ signal }) => get<Counts>("/overview/counts", {}, signal),
    refetchInterval: 60_000,
    retry: false,
  }).data;
  const small = isNarrow && !isOver;
  return (
    <nav
      aria-label={t`Pages`}
      className={`flex h-full flex-col overflow-y-auto border-r bg-panel ${small ? "w-12" : "w-[196px]"}`}
    >
      <Link
        to="/"
        onClick={onGo}
        className="flex h-12 shrink-0 items-center gap-2 px-3 font-semibold"
        aria-label="akwarden"
      >
        <img src="/mark.svg" alt="" className="size-6" />
        {!small && <span className="text-drawer">akwarden</span>}
      </Link>
      <ul className="flex-1 space-y-px px-1.5 py-1">
        {PLACES.map((place) => {
          const isHere =
            place.path === "/" ? path === "/" : path === place.path || path.startsWith(`${place.path}/`);
          const Icon = place.icon;
          const count = place.count ? counts?.[place.count] : null;
          return (
            <li
              key={place.path}
              className={`flex items-center rounded-md ${isHere ? "bg-selected" : "hover:bg-hover"}`}
            >
              <Link
                to={place.path}
                search={carried as never}
                onClick={onGo}
                aria-current={isHere ? "page" : undefined}
                title={small ? t(place.title) : undefined}
                aria-label={small ? t(place.title) : undefined}
                className={`flex h-8 min-w-0 flex-1 items-center gap-2.5 rounded-md px-2.5 ${
                  isHere ? "font-medium text-accent" : "text-ink"
                }`}
              >
                <Icon className="size-4 shrink-0" aria-hidden />
                {!small && <span className="min-w-0 flex-1 truncate">{t(place.title)}</span>}
              </Link>
              {!small && count ? <Count place={place} count={count} onGo={onGo} /> : null}
            </li>
          );
        })}
        {!small && pinned.length > 0 && (
          <li className="px-2.5 pt-3 pb-1 text-meta text-muted">
            <Trans>Pinned views</Trans>
          </li>
        )}
        {!small &&
          pinned.map(({ name, owner, ...view }) => (
            <li key={view.id}>
              <a
                href={hrefOf(view)}
                title={isShared(view) ? t`${name}, shared by ${owner}` : name}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  onGo?.();
                  go(hrefOf(view));
                }}
                className="flex h-7 items-center gap-2.5 rounded-md px-2.5 hover:bg-hover"
              >
                <Pin className="size-3.5 shrink-0 text-muted" aria-hidden />
                <span className="truncate">{name}</span>
              </a>
            </li>
          ))}
      </ul>
      {!isOver && (
        <button
          type="button"
          onClick={() => setNarrow(!isNarrow)}
          aria-label={small ? t`Show the names` : undefined}
          title={small ? t`Show the names` : t`Show icons alone`}
          className="m-1.5 flex h-8 items-center gap-2.5 rounded-md px-2.5 text-muted hover:bg-hover hover:text-ink"
        >
          {small ? (
            <PanelLeftOpen className="size-4" aria-hidden />
          ) : (
            <PanelLeftClose className="size-4" aria-hidden />
          )}
          {!small && <Trans>Fold</Trans>}
        </button>
      )}
    </nav>
  );
}

/** How much waits on a page: it leads to the list of just that. */
function Count({ place, count, onGo }: { place: Place; count: number; onGo: (() => void) | undefined }) {
  const { t } = useLingui();
  if (!place.count) return null;
  const { words, query } = COUNTED[place.count];
  const whole = `${number(count)} ${t(words)}`;
  return (
    <Link
      to={place.path}
      // What is counted is of all accounts and times.
      search={{ q: query } as never}
      onClick={onGo}
      title={whole}
      className="mr-1 inline-flex min-h-6 min-w-6 items-center justify-center rounded-sm px-1.5 text-meta text-muted hover:text-ink hover:underline"
    >
      {short(count)} <span className="sr-only">{t(words)}</span>
    </Link>
  );
}
