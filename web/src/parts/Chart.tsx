import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useState } from "react";
import { number } from "@/i18n/format";

/** 24 bars in a row of a list. The text says the same to whoever does not see them. */
export function Sparkline({ values, text }: { values: number[]; text: string }) {
  const most = Math.max(...values, 1);
  const step = 72 / Math.max(values.length, 1);
  return (
    <svg viewBox="0 0 72 18" className="h-[18px] w-[72px] shrink-0 text-accent" role="img" aria-label={text}>
      <title>{text}</title>
      {values.map((value, at) => {
        const height = value === 0 ? 1 : Math.max(2, (value / most) * 17);
        return (
          <rect
            key={at}
            x={at * step}
            y={18 - height}
            width={Math.max(step - 1, 1)}
            height={height}
            className={value === 0 ? "fill-line" : "fill-current"}
          />
        );
      })}
    </svg>
  );
}

export interface Bar {
  name: string;
  label?: ReactNode;
  value: number;
  /** How much of the value is bad, such as failed calls; drawn striped. */
  bad?: number;
  href?: string;
}

interface BarsProps {
  title: string;
  bars: Bar[];
  /** What the values count. */
  unit: string;
  badUnit?: string;
}

/** Horizontal bars from zero; a table with the same figures is one button away. */
export function Bars({ title, bars, unit, badUnit }: BarsProps) {
  const { t } = useLingui();
  const [asTable, setAsTable] = useState(false);
  const most = Math.max(...bars.map((one) => one.value), 1);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex items-center justify-between gap-2">
        <span className="font-medium">{title}</span>
        <button
          type="button"
          className="min-h-6 rounded-sm px-1 text-meta text-muted hover:text-ink"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          <Trans>Table</Trans>
        </button>
      </figcaption>
      {asTable ? (
        <table className="w-full text-left">
          <thead className="text-meta text-muted">
            <tr>
              <th className="font-normal">{t`Name`}</th>
              <th className="text-right font-normal">{unit}</th>
              {badUnit && <th className="text-right font-normal">{badUnit}</th>}
            </tr>
          </thead>
          <tbody>
            {bars.map((one) => (
              <tr key={one.name} className="border-t">
                <td className="font-mono text-meta">{one.name}</td>
                <td className="text-right">{number(one.value)}</td>
                {badUnit && <td className="text-right">{number(one.bad ?? 0)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <ul className="space-y-1">
          {bars.map((one) => (
            <li key={one.name} className="grid grid-cols-[minmax(0,11rem)_1fr_auto] items-center gap-2">
              <span className="truncate font-mono text-meta" title={one.name}>
                {one.label ?? one.name}
              </span>
              <span className="flex h-2.5 min-w-0" aria-hidden="true">
                <span
                  className="h-full rounded-sm bg-accent/70"
                  style={{ width: share(one.value - (one.bad ?? 0), most) }}
                />
                <span
                  className="stripes h-full border border-medium/60"
                  hidden={!one.bad}
                  style={{ width: share(one.bad ?? 0, most) }}
                />
              </span>
              <span className="text-right text-meta">
                {number(one.value)}
                <span className="sr-only"> {unit}</span>
                {one.bad && badUnit ? (
                  <span className="text-medium">
                    {" "}
                    ({number(one.bad)} {badUnit})
                  </span>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}

function share(value: number, most: number): string {
  return value <= 0 ? "0" : `max(2px, ${(100 * value) / most}%)`;
}
