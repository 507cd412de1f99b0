import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { number } from "@/i18n/format";
import { Skeleton } from "@/parts/Skeleton";
import { facetsQuery } from "@/query/ask";
import { chosen, toggled } from "@/query/text";

/** One field of the panel. */
export interface FacetField {
  field: string;
  title: string;
  /** How a value is said. */
  label?: (value: string) => ReactNode;
}

interface Props {
  noun: string;
  q: string;
  /** The query with what the top bar adds to it. */
  asked: string;
  all: boolean;
  /** What else the list takes. */
  more?: Record<string, string | null>;
  fields: FacetField[];
  onChange: (q: string) => void;
  /** Whether the rows are there; they come first. */
  isReady: boolean;
}

/** The most frequent values of some fields; a press adds them to the query or takes them away. */
export function Facets({ noun, q, asked, all, more, fields, onChange, isReady }: Props) {
  const { t } = useLingui();
  const names = fields.map((one) => one.field);
  const { data, isError, isPlaceholderData } = useQuery({
    ...facetsQuery(noun, asked, names, all, more),
    enabled: isReady,
    placeholderData: (before) => before,
  });
  if (isError) {
    return (
      <p className="p-3 text-muted">
        <Trans>The counts could not be read.</Trans>
      </p>
    );
  }
  if (!data) return <Skeleton rows={10} height={16} />;
  return (
    <div className={`space-y-3 p-3 ${isPlaceholderData ? "opacity-60" : ""}`}>
      {fields.map((one) => {
        const facet = data.facets.find((other) => other.field === one.field);
        if (!facet) return null;
        const on = chosen(q, one.field).map((value) => value?.toLowerCase() ?? null);
        const missing = chosen(q, one.field).filter(
          (value) => !facet.values.some((v) => same(v.value, value)),
        );
        const values = [...facet.values.slice(0, 8), ...missing.map((value) => ({ value, count: 0 }))];
        if (values.length === 0) return null;
        const left = facet.values.length - 8;
        return (
          <section key={one.field} aria-label={one.title}>
            <h2 className="mb-0.5 px-1 text-meta font-semibold text-muted">{one.title}</h2>
            <ul>
              {values.map((row) => {
                const isOn = on.includes(row.value?.toLowerCase() ?? null);
                return (
                  <li key={row.value ?? "\u0000"}>
                    <button
                      type="button"
                      aria-pressed={isOn}
                      onClick={() => onChange(toggled(q, one.field, row.value))}
                      className={`flex min-h-6 w-full items-center gap-1.5 rounded-sm px-1 text-left hover:bg-hover ${isOn ? "font-medium text-accent" : ""}`}
                    >
                      <span className="flex size-3.5 shrink-0 items-center justify-center">
                        {isOn && <Check className="size-3.5" aria-hidden />}
                      </span>
                      <span className="min-w-0 flex-1 truncate">
                        {row.value === null ? t`none` : (one.label?.(row.value) ?? row.value)}
                      </span>
                      <span className="text-meta text-muted">{number(row.count)}</span>
                    </button>
                  </li>
                );
              })}
              {(left > 0 || facet.more) && (
                <li className="px-1 pl-6 text-meta text-muted">
                  {facet.more ? t`and more` : plural(left, { one: "and # more", other: "and # more" })}
                </li>
              )}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function same(a: string | null, b: string | null): boolean {
  return a === b || (a !== null && b !== null && a.toLowerCase() === b.toLowerCase());
}
