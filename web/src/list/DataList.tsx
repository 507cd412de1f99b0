import { useLingui } from "@lingui/react/macro";
import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type Range, useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, type ReactNode, type RefObject, useEffect, useId, useMemo, useRef } from "react";
import { Menu, MenuItem } from "@/parts/Menu";
import { type Stored, useStored } from "@/parts/stored";
import { Cards } from "./Cards";
import type { Column, Layout, RowAction } from "./columns";
import type { Chosen } from "./useChosen";

const features = tableFeatures({
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
});
const CHECK = 32;
const MENU = 36;
const NEAR_END = 80;
/** Rows that are drawn beside those that are seen: around them, and while they scroll, ahead and behind. */
const AROUND = 5;
const AHEAD = 14;
const BEHIND = 3;

export interface ListProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowId: (row: Row) => string;
  /** How many there are on all pages. */
  total: number;
  layout: Stored<Layout>;
  height: number;
  sort: string;
  onSort: (sort: string) => void;
  current: number;
  setCurrent: (at: number) => void;
  opened: string | null;
  onOpen: (row: Row, how?: { full?: boolean }) => void;
  chosen: Chosen;
  actions: RowAction<Row>[];
  menuOpen: string | null;
  setMenuOpen: (id: string | null) => void;
  isDim: boolean;
  /** Whether the rows that were asked for are still to come. */
  isBusy: boolean;
  isNarrow: boolean;
  onEnd: () => void;
  frame: RefObject<HTMLDivElement | null>;
  foot?: ReactNode;
}

/** The rows of a list as a table whose rows are drawn where they are seen; as cards where there is no room. */
export function DataList<Row>(props: ListProps<Row>) {
  return props.isNarrow ? <Cards {...props} /> : <Table {...props} />;
}

/** Return the sizes and order of the columns that are shown, sticky ones first. */
function useColumns<Row>(columns: Column<Row>[], layout: Layout, save: (layout: Layout) => void) {
  const defs = useMemo(
    () => columns.map((one) => ({ id: one.name, size: one.width, minSize: 48, maxSize: 800 })),
    [columns],
  );
  const shown = useMemo(() => {
    const wanted = columns.map((one) => [one.name, layout.shown[one.name] ?? !one.isHidden]);
    return Object.fromEntries(wanted) as Record<string, boolean>;
  }, [columns, layout.shown]);
  const pinned = useMemo(
    () => ({ start: columns.filter((one) => one.isSticky).map((one) => one.name), end: [] }),
    [columns],
  );
  const table = useTable({
    features,
    columns: defs,
    data: NOTHING,
    state: {
      columnVisibility: shown,
      columnOrder: layout.order,
      columnSizing: layout.widths,
      columnPinning: pinned,
    },
    onColumnSizingChange: (change) =>
      save({ ...layout, widths: typeof change === "function" ? change(layout.widths) : change }),
  });
  const byName = useMemo(() => new Map(columns.map((one) => [one.name, one])), [columns]);
  const start = table.getStartVisibleLeafColumns();
  const center = table.getCenterVisibleLeafColumns();
  let left = CHECK;
  const placed = [...start, ...center].map((one, at) => {
    const size = one.getSize();
    const place = { column: byName.get(one.id) as Column<Row>, size, left, isSticky: at < start.length };
    left += size;
    return place;
  });
  const resize = (name: string, size: number) =>
    save({ ...layout, widths: { ...layout.widths, [name]: size } });
  return { placed, width: left + MENU, resize };
}

const NOTHING: never[] = [];

/** Return which rows are drawn; the browser scrolls on while those ahead are still to be drawn. */
function drawn(range: Range, runs: "forward" | "backward" | null): number[] {
  const before = { forward: BEHIND, backward: AHEAD, none: AROUND }[runs ?? "none"];
  const behind = { forward: AHEAD, backward: BEHIND, none: AROUND }[runs ?? "none"];
  const from = Math.max(range.startIndex - before, 0);
  const to = Math.min(range.endIndex + behind, range.count - 1);
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

type Placed<Row> = ReturnType<typeof useColumns<Row>>["placed"][number];

function Table<Row>(props: ListProps<Row>) {
  const { rows, rowId, height, frame, chosen, total, onEnd } = props;
  const { t } = useLingui();
  const id = useId();
  const [layout, save] = useStored(props.layout);
  const { placed, width, resize } = useColumns(props.columns, layout, save);
  const runs = useRef<"forward" | "backward" | null>(null);
  const latest = useRef(props as unknown as ListProps<unknown>);
  latest.current = props as unknown as ListProps<unknown>;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => height,
    onChange: (one) => {
      runs.current = one.scrollDirection;
    },
    rangeExtractor: (range) => drawn(range, runs.current),
    scrollPaddingStart: 32,
    scrollPaddingEnd: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another height is why it measures again
  useEffect(() => virtual.measure(), [virtual, height]);
  const seen = virtual.getVirtualItems();
  const lastSeen = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastSeen > rows.length - NEAR_END) onEnd();
  }, [lastSeen, rows.length, onEnd]);
  const before = useRef(props.current);
  useEffect(() => {
    if (before.current !== props.current && props.current >= 0) virtual.scrollToIndex(props.current);
    before.current = props.current;
  }, [props.current, virtual]);
  const isEvery = rows.length > 0 && (chosen.isAll || rows.every((row) => chosen.has(rowId(row))));
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-colcount={placed.length + 2}
      aria-multiselectable="true"
      aria-busy={props.isBusy || undefined}
      aria-activedescendant={
        props.current >= 0 && seen.some((one) => one.index === props.current)
          ? `${id}-${props.current}`
          : undefined
      }
      tabIndex={0}
      data-list
      className={`min-h-0 flex-1 overflow-auto bg-panel outline-offset-[-2px] transition-opacity ${props.isDim ? "opacity-55" : ""}`}
    >
      <div style={{ width, minWidth: "100%" }} role="presentation">
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-20 flex h-8 border-b bg-bg text-meta text-muted"
        >
          <span
            role="columnheader"
            className="sticky left-0 z-10 flex shrink-0 items-center justify-center bg-bg"
            style={{ width: CHECK }}
          >
            <Check
              label={t`Select all that are loaded`}
              checked={isEvery}
              onToggle={() => (isEvery ? chosen.clear() : chosen.set(rows.map(rowId)))}
            />
          </span>
          {placed.map((one) => (
            <Head
              key={one.column.name}
              place={one}
              sort={props.sort}
              onSort={props.onSort}
              onResize={resize}
            />
          ))}
          <span role="columnheader" className="flex-1">
            <span className="sr-only">{t`Menu`}</span>
          </span>
        </div>
        <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
          {seen.map((item) => {
            const row = rows[item.index] as Row;
            const key = rowId(row);
            return (
              <RowLine
                key={key}
                id={`${id}-${item.index}`}
                name={key}
                row={row}
                at={item.index}
                top={item.start}
                height={height}
                placed={placed as Placed<unknown>[]}
                isCurrent={props.current === item.index}
                isOpened={props.opened === key}
                isChosen={chosen.has(key)}
                isMenuOpen={props.menuOpen === key}
                actions={props.actions as RowAction<unknown>[]}
                list={latest}
              />
            );
          })}
        </div>
        {props.foot}
      </div>
    </div>
  );
}

function Check(props: { label: string; checked: boolean; onToggle: (event: React.MouseEvent) => void }) {
  return (
    <input
      type="checkbox"
      aria-label={props.label}
      checked={props.checked}
      onChange={() => {}}
      onClick={(event) => {
        event.stopPropagation();
        props.onToggle(event);
      }}
      className="relative size-4 accent-(--accent) before:absolute before:-inset-1 before:content-['']"
    />
  );
}

interface HeadProps<Row> {
  place: Placed<Row>;
  sort: string;
  onSort: (sort: string) => void;
  onResize: (name: string, size: number) => void;
}

function Head<Row>({ place, sort, onSort, onResize }: HeadProps<Row>) {
  const { t } = useLingui();
  const { column, size, left, isSticky } = place;
  const isBy = column.sort !== undefined && sort.replace(/^-/, "") === column.sort;
  const isReversed = sort.startsWith("-");
  const first = column.order ?? "ascending";
  const runs = isReversed === (first === "ascending") ? "descending" : "ascending";
  const Arrow = runs === "descending" ? ArrowDown : ArrowUp;
  const title = t(column.title);
  return (
    <span
      role="columnheader"
      aria-sort={isBy ? runs : undefined}
      className={`relative flex shrink-0 items-center px-2 ${isSticky ? "sticky z-10 bg-bg" : ""} ${column.isRight ? "justify-end" : ""}`}
      style={isSticky ? { width: size, left } : { width: size }}
    >
      {column.sort ? (
        <button
          type="button"
          onClick={() => onSort(isBy && !isReversed ? `-${column.sort}` : (column.sort as string))}
          className={`flex min-h-6 min-w-6 items-center gap-1 rounded-sm hover:text-ink ${isBy ? "font-semibold text-ink" : ""}`}
        >
          <span className="truncate">{title}</span>
          {isBy && <Arrow className="size-3 shrink-0" aria-hidden />}
        </button>
      ) : (
        <span className="truncate">{title}</span>
      )}
      <Grip name={column.name} title={title} size={size} onResize={onResize} />
    </span>
  );
}

/** What is dragged, or moved by arrow keys, to make a column wider. */
function Grip(props: {
  name: string;
  title: string;
  size: number;
  onResize: (name: string, size: number) => void;
}) {
  const { t } = useLingui();
  const { name, size, onResize } = props;
  const set = (next: number) => onResize(name, Math.round(Math.min(800, Math.max(48, next))));
  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={t`Width of ${props.title}`}
      aria-valuenow={size}
      aria-valuemin={48}
      aria-valuemax={800}
      tabIndex={-1}
      onPointerDown={(event) => {
        event.preventDefault();
        const grip = event.currentTarget;
        const from = event.clientX;
        grip.setPointerCapture(event.pointerId);
        grip.onpointermove = (move) => set(size + move.clientX - from);
        grip.onpointerup = () => {
          grip.onpointermove = null;
        };
      }}
      className="absolute top-1 -right-1 z-10 h-6 w-2 cursor-col-resize touch-none after:absolute after:inset-y-1 after:left-[3px] after:w-px after:bg-line hover:after:w-0.5 hover:after:bg-accent"
    />
  );
}

interface LineProps {
  id: string;
  name: string;
  row: unknown;
  at: number;
  top: number;
  height: number;
  placed: Placed<unknown>[];
  isCurrent: boolean;
  isOpened: boolean;
  isChosen: boolean;
  isMenuOpen: boolean;
  actions: RowAction<unknown>[];
  /** The list as it is when somebody presses: a row is drawn anew only for what is seen of it. */
  list: RefObject<ListProps<unknown>>;
}

function Line(props: LineProps) {
  const { t } = useLingui();
  const { row, at, list, placed, isCurrent, isOpened, isChosen } = props;
  const upToHere = () => {
    const { chosen, rows, rowId } = list.current;
    chosen.upTo(props.name, rows.map(rowId));
  };
  const ground =
    isChosen || isOpened ? "bg-selected" : isCurrent ? "bg-hover" : "bg-panel group-hover:bg-hover";
  const mark = isCurrent ? "shadow-[inset_2px_0_0_var(--accent)]" : "";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it has the keys
    <div
      role="row"
      id={props.id}
      aria-rowindex={at + 2}
      aria-selected={isChosen}
      data-row={props.name}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest("button:not([aria-disabled=true]),a,input")) return;
        if (getSelection()?.toString()) return;
        list.current.setCurrent(at);
        if (event.shiftKey) upToHere();
        else list.current.onOpen(row);
      }}
      className="group absolute left-0 flex w-full cursor-default border-b"
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
    >
      <span
        role="gridcell"
        className={`sticky left-0 z-10 flex shrink-0 items-center justify-center ${ground} ${mark}`}
        style={{ width: CHECK }}
      >
        <Check
          label={t`Select ${props.name}`}
          checked={isChosen}
          onToggle={(event) => (event.shiftKey ? upToHere() : list.current.chosen.toggle(props.name))}
        />
      </span>
      {placed.map(({ column, size, left, isSticky }) => (
        <span
          key={column.name}
          role="gridcell"
          data-cell={column.name}
          className={`flex shrink-0 items-center overflow-hidden px-2 whitespace-nowrap ${ground} ${column.isRight ? "justify-end" : ""} ${isSticky ? "sticky z-10" : ""}`}
          style={isSticky ? { width: size, left } : { width: size }}
        >
          {column.cell(row)}
        </span>
      ))}
      <span
        role="gridcell"
        className={`flex flex-1 items-center justify-end pr-1 ${ground}`}
        style={{ minWidth: MENU }}
      >
        <RowMenu {...props} />
      </span>
    </div>
  );
}

const RowLine = memo(Line, (a, b) => {
  const names = [
    "row",
    "at",
    "top",
    "height",
    "isCurrent",
    "isOpened",
    "isChosen",
    "isMenuOpen",
    "actions",
  ] as const;
  return names.every((name) => a[name] === b[name]) && sameColumns(a, b);
});

function sameColumns(a: LineProps, b: LineProps): boolean {
  return (
    a.placed.length === b.placed.length &&
    a.placed.every((one, at) => {
      const other = b.placed[at];
      return other?.column === one.column && other.size === one.size && other.left === one.left;
    })
  );
}

function RowMenu({ row, name, list, isMenuOpen, actions: all }: LineProps) {
  const { t } = useLingui();
  const actions = all.filter((one) => one.fits?.(row) ?? true);
  if (actions.length === 0) return null;
  const button = (
    <button
      type="button"
      aria-label={t`Menu of ${name}`}
      className="icon-more flex size-6 items-center justify-center rounded-sm text-muted hover:bg-line hover:text-ink"
      onClick={isMenuOpen ? undefined : () => list.current.setMenuOpen(name)}
    />
  );
  if (!isMenuOpen) return button;
  return (
    <Menu
      align="end"
      open
      onOpenChange={(open) => list.current.setMenuOpen(open ? name : null)}
      trigger={button}
    >
      {actions.map((one) => (
        <MenuItem
          key={one.name}
          icon={one.icon}
          hint={one.key}
          right={one.right}
          onClick={() => one.run(row)}
        >
          {t(one.title)}
        </MenuItem>
      ))}
    </Menu>
  );
}
