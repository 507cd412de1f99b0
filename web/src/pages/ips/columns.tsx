import { msg, plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { number, short } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { Badge } from "@/parts/Badge";
import { Sparkline } from "@/parts/Chart";
import { InlineEdit } from "@/parts/InlineEdit";
import { Time } from "@/parts/Time";
import type { SourceIpRow, Trust } from "./types";
import { TRUSTS, TYPES } from "./words";

/** How far calls from an address are expected. */
export function TrustBadge({ value }: { value: Trust }) {
  const { t } = useLingui();
  return <Badge tone={TRUSTS[value].tone}>{t(TRUSTS[value].title)}</Badge>;
}

function TypeWord({ row }: { row: SourceIpRow }) {
  const { t } = useLingui();
  return <span className="truncate">{t(TYPES[row.type])}</span>;
}

function Place({ row }: { row: SourceIpRow }) {
  const { t } = useLingui();
  const text = [row.ip_country, row.ip_org].filter(Boolean).join(" · ");
  return (
    <span className="truncate" title={t`A place alone never raises an alarm: sources disagree about places.`}>
      {text || "—"}
    </span>
  );
}

function Spark({ row }: { row: SourceIpRow }) {
  const { t } = useLingui();
  if (!row.spark) return <>—</>;
  const calls = row.spark.reduce((sum, one) => sum + one, 0);
  return (
    <Sparkline
      values={row.spark}
      text={t`${plural(calls, { one: "# call", other: "# calls" })} in 24 hours`}
    />
  );
}

function Note({ row, field, save }: { row: SourceIpRow; field: "remark" | "owner"; save: Save }) {
  const { t } = useLingui();
  return (
    <InlineEdit
      value={row[field] ?? ""}
      label={field === "remark" ? t`Remark` : t`Owner`}
      placeholder={(field === "remark" && row.suggested_remark) || "—"}
      onSave={(value) => save(row, field, value)}
    />
  );
}

type Save = (row: SourceIpRow, field: "remark" | "owner", value: string) => Promise<boolean>;

/** The columns of the list of source addresses. */
export function ipColumns(save: Save): Column<SourceIpRow>[] {
  return [
    {
      name: "trust",
      title: msg`Trust level`,
      width: 96,
      isSticky: true,
      card: "head",
      cell: (row) => <TrustBadge value={row.trust} />,
    },
    {
      name: "source_ip",
      title: msg`IP`,
      width: 160,
      sort: "ip",
      isSticky: true,
      card: "head",
      cell: (row) => <span className="truncate font-mono text-meta">{row.source_ip}</span>,
    },
    {
      name: "remark",
      title: msg`Remark`,
      width: 170,
      card: "line",
      cell: (row) => <Note row={row} field="remark" save={save} />,
    },
    {
      name: "owner",
      title: msg`Owner`,
      width: 120,
      card: "line",
      cell: (row) => <Note row={row} field="owner" save={save} />,
    },
    { name: "type", title: msg`Type`, width: 120, card: "line", cell: (row) => <TypeWord row={row} /> },
    {
      name: "resource",
      title: msg`Instance or VPC`,
      width: 150,
      card: "line",
      cell: (row) => <span className="truncate">{row.resource ?? "—"}</span>,
    },
    {
      name: "place",
      title: msg`Place and network`,
      width: 200,
      card: "line",
      cell: (row) => <Place row={row} />,
    },
    {
      name: "keys",
      title: msg`Keys used`,
      width: 84,
      sort: "keys",
      order: "descending",
      isRight: true,
      card: "line",
      cell: (row) => number(row.keys),
    },
    {
      name: "calls",
      title: msg`Calls`,
      width: 84,
      sort: "calls",
      order: "descending",
      isRight: true,
      card: "line",
      cell: (row) => (
        <Link
          className="hover:underline"
          to="/calls"
          search={{ q: `ip:${row.source_ip}`, time: "30d" } as never}
        >
          {short(row.calls)}
        </Link>
      ),
    },
    {
      name: "failed",
      title: msg`Failed`,
      width: 76,
      isRight: true,
      card: "none",
      cell: (row) => (
        <span className={row.failed > 0 ? "text-medium" : "text-muted"}>{short(row.failed)}</span>
      ),
    },
    {
      name: "alarms",
      title: msg`Alarms`,
      width: 76,
      sort: "alarms",
      order: "descending",
      isRight: true,
      card: "line",
      cell: (row) =>
        row.alarms ? (
          <Link
            className="font-semibold text-critical hover:underline"
            to="/alarms"
            search={{ q: `ip:${row.source_ip}` } as never}
          >
            {number(row.alarms)}
          </Link>
        ) : (
          <span className="text-muted">{row.alarms === null ? "—" : 0}</span>
        ),
    },
    { name: "spark", title: msg`24 hours`, width: 92, card: "none", cell: (row) => <Spark row={row} /> },
    {
      name: "last_at",
      title: msg`Last seen`,
      width: 104,
      sort: "last",
      order: "descending",
      card: "line",
      cell: (row) => <Time at={row.last_at} />,
    },
    {
      name: "first_at",
      title: msg`First seen`,
      width: 104,
      sort: "first",
      order: "descending",
      card: "none",
      cell: (row) => <Time at={row.first_at} />,
    },
  ];
}
