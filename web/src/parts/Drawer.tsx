import { Trans, useLingui } from "@lingui/react/macro";
import { Maximize2, Minimize2, X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useUrl } from "@/app/url";
import { useKeys } from "@/keyboard/keys";
import { Button } from "./Button";

export interface Tab {
  name: string;
  title: string;
  /** How many things it holds. */
  count?: number | null;
  content: () => ReactNode;
}

interface Props {
  title: ReactNode;
  /** What stands below the title. */
  under?: ReactNode;
  actions?: ReactNode;
  tabs?: Tab[];
  children?: ReactNode;
  onClose: () => void;
}

/**
 * One thing beside its list. Its address is its own (`/keys/AKID…?tab=calls`); Esc closes it and the focus goes
 * back to its row; `[` and `]` go over the tabs; Shift+Enter gives it the whole page.
 */
export function Drawer({ title, under, actions, tabs, children, onClose }: Props) {
  const { t } = useLingui();
  const id = useId();
  const [url, change] = useUrl();
  const frame = useRef<HTMLDivElement>(null);
  const isFull = url.full === "1";
  const at = Math.max(0, tabs?.findIndex((one) => one.name === url.tab) ?? 0);
  const tab = tabs?.[at];
  function go(step: number) {
    if (!tabs) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next) change({ tab: next === tabs[0] ? null : next.name });
  }
  useEffect(() => {
    frame.current?.focus({ preventScroll: true });
  }, []);
  useKeys({
    Escape: onClose,
    "[": () => go(-1),
    "]": () => go(1),
    "Shift+Enter": () => change({ full: isFull ? null : "1" }),
  });
  return (
    <div
      ref={frame}
      role="dialog"
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      data-drawer
      className={`z-30 flex flex-col bg-panel outline-none ${
        isFull
          ? "absolute inset-0"
          : "fixed inset-y-0 right-0 w-[min(560px,100vw)] shrink-0 animate-[drawer-in_140ms_ease-out] border-l shadow-float md:absolute xl:static xl:shadow-none"
      }`}
    >
      <p className="sr-only">
        <Trans>Esc closes; [ and ] go over the parts.</Trans>
      </p>
      <header className="flex items-start gap-1 bg-panel px-4 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <h2 id={`${id}-title`} className="text-drawer font-semibold">
            {title}
          </h2>
          {under && <div className="mt-0.5 bg-panel text-muted">{under}</div>}
        </div>
        <Button
          look="quiet"
          className="max-md:hidden"
          aria-label={isFull ? t`Beside the list` : t`Whole page (Shift+Enter)`}
          icon={
            isFull ? (
              <Minimize2 className="size-4" aria-hidden />
            ) : (
              <Maximize2 className="size-4" aria-hidden />
            )
          }
          onClick={() => change({ full: isFull ? null : "1" })}
        />
        <Button
          look="quiet"
          aria-label={t`Close (Esc)`}
          icon={<X className="size-4" aria-hidden />}
          onClick={onClose}
        />
      </header>
      {actions && <div className="flex flex-wrap gap-1.5 px-4 pb-3">{actions}</div>}
      {tabs && (
        <div
          role="tablist"
          aria-label={t`Parts`}
          className="flex shrink-0 flex-wrap gap-x-0.5 border-b px-3"
          onKeyDown={(event) => {
            if (event.key === "ArrowRight") go(1);
            if (event.key === "ArrowLeft") go(-1);
          }}
        >
          {tabs.map((one, index) => (
            <TabButton
              key={one.name}
              id={id}
              tab={one}
              isChosen={index === at}
              choose={() => change({ tab: index === 0 ? null : one.name })}
            />
          ))}
        </div>
      )}
      <div
        role={tabs ? "tabpanel" : "group"}
        id={tabs ? `${id}-panel` : undefined}
        aria-labelledby={tab ? `${id}-${tab.name}` : `${id}-title`}
        tabIndex={0}
        className={`min-h-0 flex-1 overflow-y-auto bg-panel outline-offset-[-2px] ${isFull ? "w-full max-w-[1080px]" : ""}`}
      >
        {tab ? tab.content() : children}
      </div>
    </div>
  );
}

function TabButton({
  id,
  tab,
  isChosen,
  choose,
}: {
  id: string;
  tab: Tab;
  isChosen: boolean;
  choose: () => void;
}) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isChosen) return;
    button.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (document.activeElement?.getAttribute("role") === "tab") button.current?.focus();
  }, [isChosen]);
  return (
    <button
      ref={button}
      type="button"
      role="tab"
      id={`${id}-${tab.name}`}
      aria-selected={isChosen}
      aria-controls={`${id}-panel`}
      tabIndex={isChosen ? 0 : -1}
      onClick={choose}
      className={`-mb-px flex h-8 items-center gap-1 border-b-2 px-1.5 whitespace-nowrap outline-offset-[-2px] ${
        isChosen ? "border-accent font-medium text-ink" : "border-transparent text-muted hover:text-ink"
      }`}
    >
      {tab.title}
      {tab.count ? <span className="text-meta text-muted">{tab.count}</span> : null}
    </button>
  );
}

/** A part of a drawer, under a small heading. */
export function Section({
  title,
  action,
  children,
}: {
  title?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="border-b px-4 py-3 last:border-b-0">
      {title && (
        <div className="mb-1.5 flex items-center justify-between gap-2">
          <h3 className="text-meta font-semibold text-muted">{title}</h3>
          {action}
        </div>
      )}
      {children}
    </section>
  );
}

/** Facts: names on the left, what they are on the right. */
export function Facts({ facts }: { facts: [ReactNode, ReactNode][] }) {
  return (
    <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 leading-6 md:grid-cols-[140px_minmax(0,1fr)]">
      {facts.map(([name, value], at) => (
        <div key={at} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
