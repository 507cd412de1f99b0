import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { clock, day, number } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { KeyId } from "@/parts/Copy";
import { Time } from "@/parts/Time";
import type { Alarm } from "./types";
import { STATUSES, TYPES } from "./words";

/** How far an alarm is dealt with, and until when it is out of the way. */
export function StatusBadge({ one }: { one: Alarm }) {
  const { t } = useLingui();
  const snoozed = one.status === "open" && one.snoozed_until && new Date(one.snoozed_until) > new Date();
  if (snoozed && one.snoozed_until) {
    return (
      <Badge title={one.snoozed_until}>
        <Trans>
          snoozed until {day(one.snoozed_until)} {clock(one.snoozed_until)}
        </Trans>
      </Badge>
    );
  }
  const { tone, title } = STATUSES[one.status];
  return (
    <Badge tone={tone} title={one.status_reason ?? undefined}>
      {t(title)}
    </Badge>
  );
}

/** The columns of the list of alarms. */
export const COLUMNS: Column<Alarm>[] = [
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
    title: msg`Alarm`,
    width: 270,
    isSticky: true,
    card: "head",
    cell: (row) => (
      <span className="font-medium md:truncate" title={row.title}>
        {row.title}
      </span>
    ),
  },
  {
    name: "reasons",
    title: msg`Why`,
    width: 300,
    card: "wide",
    cell: (row) => (
      <span className="truncate" title={row.reasons.map((one) => one.text).join("\n")}>
        {row.reasons[0]?.text ?? ""}
      </span>
    ),
  },
  {
    name: "key_id",
    title: msg`Key`,
    width: 186,
    card: "wide",
    cell: (row) => (row.key_id ? <KeyId id={row.key_id} /> : <Subject row={row} />),
  },
  {
    name: "account_name",
    title: msg`Account`,
    width: 130,
    card: "line",
    cell: (row) => <span className="truncate">{row.account_name ?? row.account}</span>,
  },
  {
    name: "source_ips",
    title: msg`Source IPs`,
    width: 150,
    card: "line",
    cell: (row) => (
      <span className="truncate font-mono text-meta" title={row.source_ips.join("\n")}>
        {row.source_ips[0] ?? "—"}
        {row.source_ips.length > 1 && ` +${row.source_ips.length - 1}`}
      </span>
    ),
  },
  {
    name: "count",
    title: msg`Calls`,
    width: 72,
    sort: "count",
    order: "descending",
    isRight: true,
    card: "none",
    cell: (row) => number(row.count),
  },
  {
    name: "last_at",
    title: msg`Last`,
    width: 110,
    sort: "last",
    order: "descending",
    card: "line",
    cell: (row) => <Time at={row.last_at} />,
  },
  {
    name: "first_at",
    title: msg`First`,
    width: 110,
    sort: "first",
    order: "descending",
    card: "none",
    cell: (row) => <Time at={row.first_at} />,
  },
  {
    name: "owner",
    title: msg`Owner`,
    width: 120,
    card: "line",
    cell: (row) => <span className="truncate">{row.owner ?? "—"}</span>,
  },
  {
    name: "status",
    title: msg`State`,
    width: 120,
    card: "line",
    cell: (row) => <StatusBadge one={row} />,
  },
  {
    name: "type",
    title: msg`Type`,
    width: 120,
    card: "none",
    isHidden: true,
    cell: (row) => <TypeWord row={row} />,
  },
  {
    name: "techniques",
    title: msg`Techniques`,
    width: 140,
    card: "none",
    isHidden: true,
    cell: (row) => <span className="truncate font-mono text-meta">{row.techniques.join(" ")}</span>,
  },
];

function TypeWord({ row }: { row: Alarm }) {
  const { t } = useLingui();
  return <>{t(TYPES[row.type])}</>;
}

function Subject({ row }: { row: Alarm }) {
  const text = row.principal ?? row.subject.replace(/^[a-z]+:/, "");
  return (
    <span className="truncate font-mono text-meta" title={row.subject}>
      {text}
    </span>
  );
}

/** A link to the page of an address. */
export function Address({ ip }: { ip: string }) {
  return (
    <Link to="/ips/$id" params={{ id: ip } as never} className="link font-mono text-meta">
      {ip}
    </Link>
  );
}
