import { useLingui } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect } from "react";
import type { ListProps } from "./DataList";

/** The rows of a list as cards, where a table has no room. */
export function Cards<Row>(props: ListProps<Row>) {
  const { t } = useLingui();
  const { rows, rowId, columns, frame, onEnd } = props;
  const heads = columns.filter((one) => one.card === "head");
  const lines = columns.filter((one) => one.card === "line" || one.card === "wide");
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 56 + 22 * Math.ceil(lines.length / 2),
    getItemKey: (at) => rowId(rows[at] as Row),
    overscan: 4,
  });
  const seen = virtual.getVirtualItems();
  const lastSeen = seen.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && lastSeen > rows.length - 40) onEnd();
  }, [lastSeen, rows.length, onEnd]);
  return (
    <div
      ref={frame}
      data-list
      role="region"
      tabIndex={0}
      aria-label={props.label}
      aria-busy={props.isBusy || undefined}
      className={`min-h-0 flex-1 overflow-auto px-3 pb-16 outline-offset-[-2px] ${props.isDim ? "opacity-55" : ""}`}
    >
      <ul className="relative" style={{ height: virtual.getTotalSize() }}>
        {seen.map((item) => {
          const row = rows[item.index] as Row;
          const id = rowId(row);
          return (
            <li
              key={id}
              ref={virtual.measureElement}
              data-index={item.index}
              data-row={id}
              className="absolute inset-x-0 pb-2"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <div
                className={`relative rounded-lg border p-3 ${props.chosen.has(id) || props.opened === id ? "bg-selected" : "bg-panel"}`}
              >
                <div className="mb-1.5 flex items-center gap-2">
                  <input
                    type="checkbox"
                    aria-label={t`Select ${id}`}
                    checked={props.chosen.has(id)}
                    onChange={() => props.chosen.toggle(id)}
                    className="size-6 shrink-0 accent-(--accent)"
                  />
                  <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1">
                    {heads.map((one) => (
                      <span key={one.name} className="min-w-0">
                        {one.cell(row)}
                      </span>
                    ))}
                  </div>
                  <button
                    type="button"
                    onClick={() => props.onOpen(row)}
                    className="min-h-8 shrink-0 rounded-md border px-2.5 text-accent"
                  >
                    {t`Open`}
                    <span className="sr-only"> {id}</span>
                  </button>
                </div>
                <dl className="grid grid-cols-2 gap-x-3 gap-y-1">
                  {lines.map((one) => (
                    <div
                      key={one.name}
                      className={`flex min-w-0 items-baseline gap-1.5 ${one.card === "wide" ? "col-span-2" : ""}`}
                    >
                      <dt className="shrink-0 text-meta text-muted">{t(one.title)}</dt>
                      <dd data-cell={one.name} className="min-w-0 truncate">
                        {one.cell(row)}
                      </dd>
                    </div>
                  ))}
                </dl>
              </div>
            </li>
          );
        })}
      </ul>
      {props.foot}
    </div>
  );
}
