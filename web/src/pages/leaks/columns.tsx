import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { number } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { KeyId } from "@/parts/Copy";
import { Time } from "@/parts/Time";
import { placeText, sourceName } from "./places";
import type { LeakRow, LeakStatus, Validity } from "./types";
import { CASES, STATUSES, VALIDITY } from "./words";

/** Whether the key works. */
export function ValidityBadge({ value }: { value: Validity }) {
  const { t } = useLingui();
  return <Badge tone={VALIDITY[value].tone}>{t(VALIDITY[value].title)}</Badge>;
}

/** How far a leak is dealt with. */
export function StatusBadge({ value }: { value: LeakStatus }) {
  const { t } = useLingui();
  return <Badge tone={STATUSES[value].tone}>{t(STATUSES[value].title)}</Badge>;
}

function CaseWord({ row }: { row: LeakRow }) {
  const { t } = useLingui();
  return <>{t(CASES[row.leak.case])}</>;
}

function Places({ row }: { row: LeakRow }) {
  const first = row.leak.places[0];
  if (!first) return <>—</>;
  return (
    <span className="flex min-w-0 items-baseline gap-1" title={`${first.source} ${placeText(first)}`}>
      <span className="max-w-1/2 shrink-0 truncate">{sourceName(first.source)}</span>
      <span className="truncate font-mono text-meta">{placeText(first)}</span>
    </span>
  );
}

/** The columns of the list of leaks. */
export const COLUMNS: Column<LeakRow>[] = [
  {
    name: "severity",
    title: msg`Level`,
    width: 88,
    sort: "severity",
    order: "descending",
    isSticky: true,
    card: "head",
    cell: (row) => <SeverityBadge value={row.severity} />,
  },
  {
    name: "key_id",
    title: msg`Key`,
    width: 180,
    sort: "key",
    isSticky: true,
    card: "head",
    cell: (row) =>
      row.leak.key_id ? (
        <KeyId id={row.leak.key_id} />
      ) : (
        <span className="font-mono text-meta">{row.mask ?? "—"}</span>
      ),
  },
  {
    name: "validity",
    title: msg`Works`,
    width: 96,
    card: "line",
    cell: (row) => <ValidityBadge value={row.leak.validity} />,
  },
  { name: "place", title: msg`Where`, width: 240, card: "wide", cell: (row) => <Places row={row} /> },
  {
    name: "owner",
    title: msg`Owner`,
    width: 108,
    sort: "owner",
    card: "line",
    cell: (row) => <span className="truncate">{row.leak.owner ?? "—"}</span>,
  },
  {
    name: "status",
    title: msg`State`,
    width: 100,
    card: "line",
    cell: (row) => <StatusBadge value={row.leak.status} />,
  },
  {
    name: "first_seen_at",
    title: msg`First seen`,
    width: 110,
    sort: "first",
    order: "descending",
    card: "line",
    cell: (row) => <Time at={row.leak.first_seen_at} />,
  },
  {
    name: "case",
    title: msg`How it leaked`,
    width: 140,
    sort: "case",
    card: "line",
    cell: (row) => <CaseWord row={row} />,
  },
  {
    name: "places",
    title: msg`Places`,
    width: 74,
    sort: "places",
    order: "descending",
    isRight: true,
    card: "none",
    cell: (row) => number(row.places_in_all),
  },
  {
    name: "account",
    title: msg`Account`,
    width: 130,
    sort: "account",
    card: "line",
    cell: (row) => <span className="truncate">{row.account_name ?? row.account ?? "—"}</span>,
  },
  {
    name: "principal",
    title: msg`Identity`,
    width: 130,
    card: "none",
    cell: (row) => <span className="truncate">{row.principal ?? "—"}</span>,
  },
  {
    name: "rule",
    title: msg`Rule`,
    width: 180,
    isHidden: true,
    card: "none",
    cell: (row) => <span className="truncate font-mono text-meta">{row.rule}</span>,
  },
];
