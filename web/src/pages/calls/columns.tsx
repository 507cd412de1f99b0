import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { exact } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { Badge } from "@/parts/Badge";
import { shortKey } from "@/parts/Copy";
import type { CallRecord } from "./types";
import { RESULTS } from "./words";

/** How a call ended. */
export function ResultBadge({ row }: { row: CallRecord }) {
  const { t } = useLingui();
  const known = RESULTS[row.result];
  const text = row.error_code ?? (known ? t(known.title) : row.result);
  return (
    <Badge tone={known?.tone ?? "medium"} title={row.result}>
      <span className="max-w-[10rem] truncate">{text}</span>
    </Badge>
  );
}

/** The columns of the call log. */
export const COLUMNS: Column<CallRecord>[] = [
  {
    name: "time",
    title: msg`Time`,
    width: 180,
    isSticky: true,
    card: "head",
    cell: (row) => <time dateTime={row.time}>{exact(row.time)}</time>,
  },
  {
    name: "action",
    title: msg`API`,
    width: 220,
    isSticky: true,
    card: "head",
    cell: (row) => (
      <span className="truncate font-mono text-meta" title={`${row.service}:${row.action}`}>
        {row.service}:{row.action}
      </span>
    ),
  },
  { name: "result", title: msg`Result`, width: 150, card: "line", cell: (row) => <ResultBadge row={row} /> },
  {
    name: "key_id",
    title: msg`Key`,
    width: 176,
    card: "line",
    cell: (row) =>
      row.key_id ? (
        <Link
          to="/keys/$id"
          params={{ id: row.key_id } as never}
          className="truncate font-mono text-meta hover:underline"
        >
          {shortKey(row.key_id)}
        </Link>
      ) : (
        "—"
      ),
  },
  {
    name: "principal_name",
    title: msg`Caller`,
    width: 140,
    card: "line",
    cell: (row) => <span className="truncate">{row.principal_name ?? row.principal_type}</span>,
  },
  {
    name: "source_ip",
    title: msg`Source IP`,
    width: 140,
    card: "line",
    cell: (row) =>
      row.source_ip ? (
        <Link
          to="/ips/$id"
          params={{ id: row.source_ip } as never}
          className="truncate font-mono text-meta hover:underline"
        >
          {row.source_ip}
        </Link>
      ) : (
        "—"
      ),
  },
  {
    name: "ip_org",
    title: msg`Network`,
    width: 160,
    card: "none",
    cell: (row) => (
      <span className="truncate">{[row.ip_country, row.ip_org].filter(Boolean).join(" · ") || "—"}</span>
    ),
  },
  {
    name: "account",
    title: msg`Account`,
    width: 130,
    card: "none",
    cell: (row) => <span className="truncate font-mono text-meta">{row.account}</span>,
  },
  { name: "region", title: msg`Region`, width: 120, card: "none", cell: (row) => row.region ?? "—" },
  {
    name: "client",
    title: msg`Client`,
    width: 130,
    card: "none",
    cell: (row) => <span className="truncate">{row.client}</span>,
  },
  {
    name: "resource",
    title: msg`Resource`,
    width: 200,
    isHidden: true,
    card: "none",
    cell: (row) => (
      <span className="truncate font-mono text-meta" title={row.resource ?? undefined}>
        {row.resource ?? "—"}
      </span>
    ),
  },
];
