import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { total } from "@/i18n/format";
import type { NumberName, OverviewNumber } from "./types";

const TITLES: Record<NumberName, MessageDescriptor> = {
  leaked_and_live: msg`Leaked and live`,
  open_alarms: msg`Open alarms`,
  root_keys_in_use: msg`Root keys in use`,
  unused_90d: msg`Unused for 90 days`,
  rotation_due: msg`Rotation due`,
};

/** Red is for what is critical alone. */
const TONES: Partial<Record<NumberName, string>> = {
  leaked_and_live: "text-critical",
  open_alarms: "text-high",
  root_keys_in_use: "text-high",
};

/** Five numbers; each leads to the list that it counts. */
export function Numbers({ numbers }: { numbers: OverviewNumber[] }) {
  return (
    <ul className="grid grid-cols-5 gap-3 max-lg:grid-cols-3 max-md:grid-cols-2">
      {numbers.map((one) => (
        <li key={one.name} className="min-w-0">
          <One one={one} />
        </li>
      ))}
    </ul>
  );
}

function One({ one }: { one: OverviewNumber }) {
  const { t } = useLingui();
  const tone = one.value ? (TONES[one.name] ?? "text-ink") : "text-muted";
  const inner = (
    <>
      <span className={`block text-number font-semibold ${tone}`} data-figure>
        {one.value === null ? "–" : total(one.value, one.approximate)}
      </span>
      <span className="block">{t(TITLES[one.name])}</span>
      {one.reason && <span className="block text-meta text-muted">{one.reason}</span>}
    </>
  );
  const frame = "block h-full rounded-lg border bg-panel px-4 py-3";
  if (!one.list) return <div className={frame}>{inner}</div>;
  return (
    <Link
      to={`/${one.list}`}
      search={(one.query ? { q: one.query } : {}) as never}
      className={`${frame} hover:border-accent`}
    >
      {inner}
    </Link>
  );
}
