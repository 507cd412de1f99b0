import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { day } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { AdviceBadge, Badge, SeverityBadge } from "@/parts/Badge";
import { KeyId } from "@/parts/Copy";
import { Time } from "@/parts/Time";
import type { Risk } from "./types";
import { evidenceText, PROVIDERS, STATUSES } from "./words";

/** How far a risk is dealt with, and until when it is ignored. */
export function StatusBadge({ one }: { one: Risk }) {
  const { t } = useLingui();
  const until = one.status === "ignored" ? one.decision?.until : null;
  const { tone, title } = STATUSES[one.status];
  return (
    <Badge tone={tone} title={one.decision?.reason}>
      {until ? <Trans>ignored until {day(until)}</Trans> : t(title)}
    </Badge>
  );
}

function Cloud({ row }: { row: Risk }) {
  const { t } = useLingui();
  const title = PROVIDERS[row.provider];
  return <>{title ? t(title) : row.provider}</>;
}

/** Return what shows a risk, in one line. */
export function shown(row: Risk): string {
  return row.detail || row.evidence.map(evidenceText).join("; ");
}

/** The columns of the list of risks. */
export const COLUMNS: Column<Risk>[] = [
  {
    name: "severity",
    title: msg`Level`,
    width: 96,
    sort: "severity",
    order: "descending",
    isSticky: true,
    card: "head",
    cell: (row) => <SeverityBadge value={row.severity} />,
  },
  {
    name: "title",
    title: msg`Risk`,
    width: 260,
    sort: "rule",
    isSticky: true,
    card: "head",
    cell: (row) => (
      <span className="block truncate font-medium max-md:whitespace-normal" title={row.title}>
        {row.title}
      </span>
    ),
  },
  {
    name: "principal",
    title: msg`Identity`,
    width: 140,
    sort: "principal",
    card: "line",
    cell: (row) => (
      <span className="truncate" title={row.principal ?? undefined}>
        {row.principal ?? "—"}
      </span>
    ),
  },
  {
    name: "key_id",
    title: msg`Key`,
    width: 190,
    card: "none",
    cell: (row) => (row.key_id ? <KeyId id={row.key_id} /> : <span className="text-muted">—</span>),
  },
  {
    name: "account_name",
    title: msg`Account`,
    width: 130,
    sort: "account",
    card: "line",
    cell: (row) => (
      <span className="truncate" title={row.account ?? undefined}>
        {row.account_name ?? row.account ?? "—"}
      </span>
    ),
  },
  {
    name: "detail",
    title: msg`By what it shows`,
    width: 320,
    card: "none",
    cell: (row) => (
      <span className="truncate" title={shown(row)}>
        {shown(row)}
      </span>
    ),
  },
  {
    name: "owner",
    title: msg`Owner`,
    width: 120,
    sort: "owner",
    card: "line",
    cell: (row) => <span className="truncate">{row.owner ?? "—"}</span>,
  },
  {
    name: "first_seen_at",
    title: msg`First seen`,
    width: 110,
    sort: "first",
    order: "descending",
    card: "line",
    cell: (row) => <Time at={row.first_seen_at} />,
  },
  {
    name: "status",
    title: msg`State`,
    width: 120,
    card: "line",
    cell: (row) => <StatusBadge one={row} />,
  },
  {
    name: "advice",
    title: msg`Advice`,
    width: 110,
    card: "none",
    isHidden: true,
    cell: (row) => <AdviceBadge value={row.advice} />,
  },
  {
    name: "changed_at",
    title: msg`Changed`,
    width: 110,
    sort: "changed",
    order: "descending",
    card: "none",
    isHidden: true,
    cell: (row) => <Time at={row.changed_at} />,
  },
  {
    name: "provider",
    title: msg`Cloud`,
    width: 110,
    card: "none",
    isHidden: true,
    cell: (row) => <Cloud row={row} />,
  },
  {
    name: "rule",
    title: msg`Rule`,
    width: 190,
    card: "none",
    isHidden: true,
    cell: (row) => <span className="truncate font-mono text-meta">{row.rule}</span>,
  },
];
