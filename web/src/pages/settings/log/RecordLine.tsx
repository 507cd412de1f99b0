import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/types";
import { exact } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Time } from "@/parts/Time";
import { placeOf, shortened } from "./thing";

type Row = Schemas["AuditRow"];

/** One record: who did what to which thing; all of it when it is opened. */
export function RecordLine({ row }: { row: Row }) {
  const { t } = useLingui();
  if (!row.at) {
    return (
      <p className="flex flex-wrap items-center gap-2 px-4 py-2.5">
        <Badge tone="critical">{t`damaged`}</Badge>
        <Trans>Record {row.number} can't be read any more. Check the log.</Trans>
      </p>
    );
  }
  const details = Object.entries(row.details);
  return (
    <details className="group">
      <summary className="grid min-h-[44px] cursor-pointer list-none grid-cols-[minmax(0,1fr)_auto_16px] items-center gap-x-3 px-4 py-1.5 hover:bg-hover md:grid-cols-[104px_minmax(0,2fr)_minmax(0,3fr)_minmax(0,5fr)_16px] md:gap-x-4">
        <span className="text-meta text-muted max-md:order-2">
          <Time at={row.at} />
        </span>
        <span className="truncate font-medium max-md:order-1">{row.actor}</span>
        <span className="truncate font-mono text-meta max-md:order-4 max-md:col-span-3">{row.action}</span>
        <span className="truncate text-muted max-md:order-5 max-md:col-span-3" title={row.object}>
          {shortened(row.object)}
        </span>
        <ChevronRight
          className="size-4 shrink-0 text-muted group-open:rotate-90 max-md:order-3"
          aria-hidden
        />
      </summary>
      <dl className="grid grid-cols-[88px_minmax(0,1fr)] gap-x-3 gap-y-0.5 bg-bg px-4 py-2 text-meta md:grid-cols-[120px_minmax(0,1fr)]">
        <Fact name={t`Number`}>{String(row.number)}</Fact>
        <Fact name={t`When`}>{exact(row.at)}</Fact>
        <Fact name={t`What it was done to`}>
          <Thing row={row} />
        </Fact>
        {details.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value === null ? "–" : String(value)}
          </Fact>
        ))}
      </dl>
    </details>
  );
}

/** What a record is about, as a link where it has a page. */
function Thing({ row }: { row: Row }) {
  const place = placeOf(row.action, row.object);
  if (!place) return row.object;
  return (
    <Link to={place} className="link underline" title={row.object}>
      {shortened(row.object)}
    </Link>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="break-words text-muted">{name}</dt>
      <dd className="font-mono break-all">{children}</dd>
    </div>
  );
}
