import { useLingui } from "@lingui/react/macro";
import { Outlet } from "@tanstack/react-router";
import { ListFilter } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { problemOf } from "@/api/problem";
import { lookedAt, narrowed } from "@/app/looked";
import { hasRight, useMe } from "@/app/me";
import { pageAt } from "@/app/page";
import { useLooked } from "@/app/scope";
import { useOpened, useUrl } from "@/app/url";
import { total as totalText } from "@/i18n/format";
import { type KeyMap, useKeys } from "@/keyboard/keys";
import { Button } from "@/parts/Button";
import { CopyCommand, copyAndTell, quoted } from "@/parts/Copy";
import { FilteredOut } from "@/parts/Empty";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { stored, useStored } from "@/parts/stored";
import { tell } from "@/parts/Toast";
import { useMedia } from "@/parts/useMedia";
import { BulkBar } from "./BulkBar";
import { BulkExport } from "./BulkExport";
import { type Column, dense, layoutOf, type RowAction } from "./columns";
import { DataList } from "./DataList";
import { type FacetField, Facets } from "./Facets";
import { QueryBar } from "./QueryBar";
import { ColumnsMenu, ExportMenu, HiddenChip, NewChip } from "./Tools";
import { type Chosen, useChosen } from "./useChosen";
import { useRows } from "./useRows";
import { useWorst } from "./useWorst";
import { ViewsMenu } from "./ViewsMenu";
import type { View } from "./views";

const AFTER_ROWS_MS = 500;
const facetsOpen = stored<boolean>("facets", true);

export interface ListViewProps<Row> {
  /** The name of the list in the API: `keys`. */
  noun: string;
  /** The name of its vocabulary, where that is another. */
  vocabulary?: string;
  /** Where the page is: `/keys`. */
  path: string;
  title: string;
  columns: Column<Row>[];
  rowId: (row: Row) => string;
  /** What the list is sorted by unless told otherwise. */
  sort: string;
  facets: FacetField[];
  views: View[];
  /** What the rows that are left out by default are: `deleted`. */
  hiddenWord: string;
  /** What shows them on the command line: `--all-statuses`. */
  allFlag: string;
  /** The command that lists the same: `akwarden keys list`. */
  command: string;
  /** What it must be asked for besides the query, since the address has it elsewhere: `time<24h`. */
  commandQuery?: string;
  /** The field that the time range of the top bar holds for, on a page that follows it. */
  timeField?: string;
  /** What else the API takes. */
  more?: Record<string, string | null>;
  actions: RowAction<Row>[];
  /** The buttons of the bar at the bottom. */
  bulk?: (chosen: Chosen) => ReactNode;
  /** What is there when the list is empty without a filter: not set up, or truly clean. */
  empty: (asOf: string | null) => ReactNode;
  /** How many came while the list was looked at. */
  fresh?: number;
  onFresh?: () => void;
  /** Buttons beside the title. */
  extra?: ReactNode;
  /** What stands between title and rows: a chart, a banner. */
  above?: ReactNode;
  exports?: string[];
  /** What the empty query bar says: examples of this list. */
  placeholder?: string;
}

/** A whole list page: query, facets, rows, selection, keys, and what is open beside it. */
export function ListView<Row>(props: ListViewProps<Row>) {
  const { t } = useLingui();
  const [url, change] = useUrl();
  const looked = useLooked(pageAt(props.path) ?? {});
  const q = url.q ?? "";
  const all = url.all === "1";
  const sort = url.sort ?? props.sort;
  const asked = lookedAt(q, looked, props.timeField);
  const rows = useRows<Row>({ noun: props.noun, q: asked, sort, all, more: props.more });
  const total = rows.total ?? 0;
  const list = props.vocabulary ?? props.noun;
  const chosen = useChosen(asked, total, () => rows.rows.map(props.rowId));
  const current = addressOf(props.path, url);
  const layout = layoutOf(props.noun, props.views.some((one) => one.href === current) ? current : "");
  const [isDense] = useStored(dense);
  const [showFacets, setShowFacets] = useStored(facetsOpen);
  const isNarrow = useMedia("(max-width: 719px)");
  const isDocked = useMedia("(min-width: 1280px)");
  const { opened, open, close } = useOpened(props.path);
  const isFull = opened !== null && url.full === "1";
  const isCovered = isFull || (opened !== null && !isDocked);
  const nav = useRowKeys({ ...props, rows: rows.rows, chosen, opened, open });
  const fault = useMemo(() => {
    const body = rows.error ? problemOf(rows.error) : null;
    return body?.at ? { what: body.detail ?? "", at: body.at, mend: body.mend ?? null } : null;
  }, [rows.error]);
  useDrawerAhead(props.path, !rows.isFirst);
  const worst = useWorst(list, q, all, rows.total === 0 && q !== "");
  const onSort = (next: string) => change({ sort: next === props.sort ? null : next });
  const moreRows = useRef(rows.more);
  moreRows.current = rows.more;
  const onEnd = useCallback(() => moreRows.current(), []);
  const where = narrowed(asked, props.commandQuery);
  const line = [
    props.command,
    where && `--where ${quoted(where)}`,
    url.sort && `--sort ${url.sort}`,
    all && props.allFlag,
  ]
    .filter(Boolean)
    .join(" ");
  const isEmpty = rows.total === 0 && rows.rows.length === 0 && !rows.isFetching;
  return (
    <div className="relative flex min-h-0 flex-1">
      <div inert={isCovered} className={`flex min-h-0 min-w-0 flex-1 flex-col ${isFull ? "invisible" : ""}`}>
        <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-3 pb-2">
          <h1 className="text-page font-semibold">{props.title}</h1>
          <span className="text-muted" aria-live="polite">
            {rows.total === null ? "" : totalText(rows.total, rows.isAbout)}
          </span>
          <HiddenChip
            hidden={rows.hidden}
            all={all}
            what={props.hiddenWord}
            onToggle={() => change({ all: all ? null : "1" })}
          />
          <NewChip
            count={props.fresh ?? 0}
            onShow={() => {
              rows.again();
              props.onFresh?.();
              nav.frame.current?.scrollTo({ top: 0 });
            }}
          />
          <div className="flex flex-1 flex-wrap items-center justify-end gap-1.5">{props.extra}</div>
        </header>
        <div className="flex flex-wrap items-start gap-1.5 px-4 pb-2 max-md:px-3">
          <div className="flex min-w-0 flex-1 basis-80 items-start gap-1.5">
            <Button
              aria-label={t`Counts`}
              aria-pressed={showFacets}
              className="h-8 max-lg:hidden"
              icon={<ListFilter className="size-4" aria-hidden />}
              onClick={() => setShowFacets(!showFacets)}
            />
            <QueryBar
              noun={list}
              placeholder={props.placeholder}
              value={q}
              onChange={(next) => change({ q: next || null })}
              fault={fault}
            />
          </div>
          <div className="flex items-center gap-1.5 [&_button]:h-8">
            <ViewsMenu list={props.path} defaults={props.views} />
            {!isNarrow && <ColumnsMenu columns={props.columns} layout={layout} />}
            <ExportMenu
              noun={props.noun}
              q={asked}
              sort={url.sort ?? null}
              all={all}
              more={props.more}
              formats={props.exports}
            />
            {!isNarrow && <CopyCommand line={line} quiet />}
          </div>
        </div>
        {props.above}
        <div className="flex min-h-0 flex-1 border-t">
          {showFacets && props.facets.length > 0 && !(rows.rows.length === 0 && (rows.error || !asked)) && (
            <aside
              aria-label={t`Counts`}
              className={`w-[200px] shrink-0 overflow-y-auto border-r bg-bg max-lg:hidden ${opened ? "max-[1680px]:hidden" : ""}`}
              tabIndex={0}
            >
              <Facets
                more={props.more}
                noun={props.noun}
                q={q}
                asked={asked}
                all={all}
                fields={props.facets}
                onChange={(next) => change({ q: next || null })}
                isReady={!rows.isFirst && !rows.isOld}
              />
            </aside>
          )}
          <div className="flex min-w-0 flex-1 flex-col">
            {rows.error !== null && rows.rows.length > 0 && !fault ? (
              <ProblemView
                error={rows.error}
                retry={rows.again}
                means={t`What you see is as it was before.`}
              />
            ) : null}
            {rows.isFirst ? (
              <Skeleton rows={16} height={isDense ? 12 : 20} />
            ) : rows.rows.length > 0 ? (
              <DataList
                label={props.title}
                columns={props.columns}
                rows={rows.rows}
                rowId={props.rowId}
                total={total}
                layout={layout}
                height={isDense ? 28 : 36}
                sort={sort}
                onSort={onSort}
                current={nav.current}
                setCurrent={nav.setCurrent}
                opened={opened}
                onOpen={nav.openRow}
                chosen={chosen}
                actions={props.actions}
                menuOpen={nav.menuOpen}
                setMenuOpen={nav.setMenuOpen}
                isDim={rows.isOld}
                isBusy={rows.isOld && rows.isFetching}
                isNarrow={isNarrow}
                onEnd={onEnd}
                frame={nav.frame}
                foot={
                  rows.rows.length < total && rows.isFetching ? (
                    <Skeleton rows={3} height={isDense ? 12 : 20} />
                  ) : null
                }
              />
            ) : fault ? (
              <p className="p-4 text-muted">{t`The filter can't be read: mend what is marked in it.`}</p>
            ) : rows.error ? (
              <ProblemView error={rows.error} retry={rows.again} />
            ) : isEmpty ? (
              <div className="flex-1 overflow-y-auto">
                {asked ? (
                  <FilteredOut
                    worst={worst?.text}
                    clearWorst={worst ? () => change({ q: worst.rest || null }) : undefined}
                    clear={() => change({ q: null, account: null, time: null })}
                  />
                ) : (
                  props.empty(rows.asOf)
                )}
              </div>
            ) : (
              <Skeleton rows={16} height={isDense ? 12 : 20} />
            )}
            {props.bulk && (
              <BulkBar chosen={chosen} loaded={rows.rows.length} total={total}>
                {props.bulk(chosen)}
                {props.exports === undefined && (
                  <BulkExport
                    noun={props.noun}
                    chosen={chosen}
                    sort={url.sort ?? null}
                    all={all}
                    more={props.more}
                  />
                )}
              </BulkBar>
            )}
          </div>
        </div>
      </div>
      {isCovered && !isFull && (
        <div className="absolute inset-0 z-20 max-md:hidden" onPointerDown={close} aria-hidden="true" />
      )}
      <Outlet />
    </div>
  );
}

/** Return the address of a list without what is open beside it, as views write it. */
function addressOf(path: string, url: Record<string, string>): string {
  const kept = ["q", "sort", "all"].filter((name) => url[name]).map((name) => [name, url[name] as string]);
  const text = new URLSearchParams(kept).toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text ? `${path}?${text}` : path;
}

/** Load what opens beside a list once its rows are there, so that the first one opens as quickly as the next. */
function useDrawerAhead(path: string, isReady: boolean): void {
  useEffect(() => {
    if (!isReady) return;
    const page = pageAt(path);
    const inside = page && path.slice(page.path.length + 1);
    const load = page?.children?.[inside ? `${inside}/$id` : "$id"];
    const timer = setTimeout(() => load?.().catch(() => {}), AFTER_ROWS_MS);
    return () => clearTimeout(timer);
  }, [path, isReady]);
}

interface RowKeys<Row> {
  rows: Row[];
  rowId: (row: Row) => string;
  actions: RowAction<Row>[];
  chosen: Chosen;
  opened: string | null;
  open: (id: string, how?: { full?: boolean; replace?: boolean }) => void;
}

/** Go over the rows by keys, and give the focus back to the row when what was open is closed. */
function useRowKeys<Row>({ rows, rowId, actions, chosen, opened, open }: RowKeys<Row>) {
  const { t } = useLingui();
  const me = useMe();
  const frame = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(-1);
  const [menuOpen, setMenuOpen] = useState<string | null>(null);
  const before = useRef(opened);
  useEffect(() => {
    if (before.current !== null && opened === null) frame.current?.focus({ preventScroll: true });
    before.current = opened;
  }, [opened]);
  const at = Math.min(current, rows.length - 1);
  const row = at >= 0 ? rows[at] : undefined;
  function move(step: number) {
    const next = Math.max(0, Math.min(rows.length - 1, at + step));
    setCurrent(next);
    const there = rows[next];
    if (opened !== null && there !== undefined) open(rowId(there), { replace: true });
  }
  function openRow(one: Row, how?: { full?: boolean }) {
    const id = rowId(one);
    setCurrent(rows.indexOf(one));
    open(id, { ...how, replace: opened !== null });
  }
  const map: KeyMap = {
    j: () => move(1),
    k: () => move(-1),
  };
  if (frame.current?.contains(document.activeElement)) {
    map.ArrowDown = () => move(1);
    map.ArrowUp = () => move(-1);
  }
  if (row !== undefined) {
    map.Enter = () => openRow(row);
    map["Shift+Enter"] = () => openRow(row, { full: true });
    map.x = () => chosen.toggle(rowId(row));
    map.X = () => chosen.upTo(rowId(row), rows.map(rowId));
    map["."] = () => setMenuOpen(rowId(row));
    map.c = () => void copyAndTell(rowId(row), t`Copied`);
    for (const one of actions) {
      if (!one.key || (one.fits && !one.fits(row))) continue;
      map[one.key] = () => {
        if (one.right && !hasRight(me, one.right)) tell({ text: t`Your role may not do this.` });
        else one.run(row);
      };
    }
  }
  if (chosen.count > 0 && opened === null) map.Escape = () => chosen.clear();
  useKeys(map);
  return { frame, current: at, setCurrent, menuOpen, setMenuOpen, openRow };
}
