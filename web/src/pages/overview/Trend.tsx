import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { number, utcDay } from "@/i18n/format";
import type { DayCounts } from "./types";

const WIDTH = 600;
const HALF = 44;

/** What came (upwards) and what went (downwards, striped) on each day; from zero. */
export function TrendChart({ title, days }: { title: string; days: DayCounts[] }) {
  const { t } = useLingui();
  const [asTable, setAsTable] = useState(false);
  const opened = days.reduce((sum, one) => sum + one.opened, 0);
  const closed = days.reduce((sum, one) => sum + one.closed, 0);
  const summary = t`${plural(opened, { one: "# came", other: "# came" })}, ${plural(closed, { one: "# was closed", other: "# were closed" })}`;
  return (
    <figure className="mb-3 min-w-0">
      <figcaption className="mb-1 flex items-center justify-between gap-2">
        <span>
          <span className="font-medium">{title}</span> <span className="text-muted">{summary}</span>
        </span>
        <button
          type="button"
          className="min-h-6 rounded-sm px-1 text-meta text-muted hover:text-ink"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          <Trans>Table</Trans>
        </button>
      </figcaption>
      {asTable ? <Table days={days} /> : <Picture days={days} text={`${title}: ${summary}`} />}
    </figure>
  );
}

function Picture({ days, text }: { days: DayCounts[]; text: string }) {
  const most = Math.max(...days.map((one) => Math.max(one.opened, one.closed)), 1);
  const step = WIDTH / Math.max(days.length, 1);
  const first = days[0];
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${2 * HALF + 2}`} className="h-auto w-full" role="img" aria-label={text}>
        <line x1="0" x2={WIDTH} y1={HALF + 1} y2={HALF + 1} className="stroke-edge" strokeWidth="1" />
        {days.map((one, at) => {
          const up = (one.opened / most) * HALF;
          const down = (one.closed / most) * HALF;
          return (
            <g key={one.day}>
              <rect x={at * step + 2} y={HALF - up} width={step - 4} height={up} className="fill-high" />
              <rect
                x={at * step + 2.5}
                y={HALF + 2}
                width={step - 5}
                height={down}
                className="fill-low-fill stroke-low"
                strokeWidth={down > 0 ? 1 : 0}
              />
            </g>
          );
        })}
      </svg>
      <p className="flex justify-between text-meta text-muted">
        <span>{first ? utcDay(first.day) : ""}</span>
        <span>
          <Trans>up: came, down: closed</Trans>
        </span>
        <span>
          <Trans>today</Trans>
        </span>
      </p>
    </>
  );
}

function Table({ days }: { days: DayCounts[] }) {
  return (
    <div className="max-h-44 overflow-y-auto" tabIndex={0} role="region" aria-label="30">
      <table className="w-full text-left">
        <thead className="text-meta text-muted">
          <tr>
            <th className="font-normal">
              <Trans>Day</Trans>
            </th>
            <th className="text-right font-normal">
              <Trans>Came</Trans>
            </th>
            <th className="text-right font-normal">
              <Trans>Closed</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {[...days].reverse().map((one) => (
            <tr key={one.day} className="border-t">
              <td>{utcDay(one.day)}</td>
              <td className="text-right">{number(one.opened)}</td>
              <td className="text-right">{number(one.closed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
