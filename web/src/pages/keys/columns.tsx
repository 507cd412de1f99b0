import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { number } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { Account } from "@/parts/Account";
import { AdviceBadge, Badge, type Tone } from "@/parts/Badge";
import { KeyId } from "@/parts/Copy";
import { InlineEdit } from "@/parts/InlineEdit";
import { Age, Time } from "@/parts/Time";
import type { KeyRow, KeyStatus, PrincipalType } from "./types";

export const STATUSES: Record<KeyStatus, { tone: Tone; title: MessageDescriptor }> = {
  active: { tone: "low", title: msg`on` },
  inactive: { tone: "info", title: msg`off` },
  deleted: { tone: "info", title: msg`deleted` },
  unlisted: { tone: "high", title: msg`in no account` },
};
export const TYPES: Record<PrincipalType, MessageDescriptor> = {
  root: msg`root`,
  user: msg`sub-account`,
  role: msg`role`,
  collaborator: msg`collaborator`,
  service: msg`service`,
};
export const PROVIDERS: Record<string, MessageDescriptor> = {
  tencent: msg`Tencent Cloud`,
  aws: msg`AWS`,
};

/** Whether a key is on, off, gone, or in no account that is known. */
export function StatusBadge({ value }: { value: KeyStatus }) {
  const { t } = useLingui();
  return <Badge tone={STATUSES[value].tone}>{t(STATUSES[value].title)}</Badge>;
}

/** A number that leads to what it counts; a dash for what is not known. */
function Count({
  value,
  tab,
  row,
  isBad,
}: {
  value: number | null;
  tab: string;
  row: KeyRow;
  isBad?: boolean;
}) {
  const { t } = useLingui();
  if (value === null)
    return (
      <span className="text-muted" title={t`No audit log is read yet`}>
        —
      </span>
    );
  if (value === 0) return <span className="text-muted">0</span>;
  return (
    <Link
      to="/keys/$id"
      params={{ id: row.key_id }}
      search={((before: Record<string, string>) => ({ ...before, tab })) as never}
      data-figure
      className={`inline-flex min-h-6 min-w-6 items-center justify-end rounded-sm px-1 hover:underline ${isBad ? "font-semibold text-critical" : ""}`}
    >
      {number(value)}
    </Link>
  );
}

function Identity({ row }: { row: KeyRow }) {
  const { t } = useLingui();
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {row.principal_type === "root" && <Badge tone="high">{t(TYPES.root)}</Badge>}
      {row.key_type === "temporary" && <Badge>{t`temporary`}</Badge>}
      <span className="truncate" title={row.principal ?? undefined}>
        {row.principal ?? "—"}
      </span>
    </span>
  );
}

function Reason({ row }: { row: KeyRow }) {
  const first = row.reasons[0] ?? "";
  return (
    <span className="truncate" title={row.reasons.join("\n")}>
      {first}
    </span>
  );
}

type Save = (row: KeyRow, field: "remark" | "owner", value: string) => Promise<boolean>;

function Note({ row, field, save }: { row: KeyRow; field: "remark" | "owner"; save: Save }) {
  const { t } = useLingui();
  return (
    <InlineEdit
      value={row[field] ?? ""}
      label={field === "remark" ? t`Remark` : t`Owner`}
      placeholder="—"
      onSave={(value) => save(row, field, value)}
    />
  );
}

/** The columns of the list of keys. */
export function keyColumns(save: Save): Column<KeyRow>[] {
  return [
    {
      name: "advice",
      title: msg`Advice`,
      width: 102,
      sort: "advice",
      order: "descending",
      isSticky: true,
      card: "head",
      cell: (row) => <AdviceBadge value={row.advice} />,
    },
    {
      name: "key_id",
      title: msg`Key`,
      width: 180,
      sort: "key",
      isSticky: true,
      card: "head",
      cell: (row) => <KeyId id={row.key_id} />,
    },
    { name: "reasons", title: msg`Why`, width: 200, card: "wide", cell: (row) => <Reason row={row} /> },
    {
      name: "remark",
      title: msg`Remark`,
      width: 130,
      sort: "remark",
      card: "line",
      cell: (row) => <Note row={row} field="remark" save={save} />,
    },
    {
      name: "owner",
      title: msg`Owner`,
      width: 116,
      sort: "owner",
      card: "line",
      cell: (row) => <Note row={row} field="owner" save={save} />,
    },
    {
      name: "last_used_at",
      title: msg`Last used`,
      width: 104,
      sort: "last",
      order: "descending",
      card: "line",
      cell: (row) => <Time at={row.last_used_at} none="—" />,
    },
    {
      name: "alarms",
      title: msg`Alarms`,
      width: 72,
      sort: "alarms",
      order: "descending",
      isRight: true,
      card: "line",
      cell: (row) => <Count value={row.alarms} tab="alarms" row={row} isBad />,
    },
    {
      name: "leaks",
      title: msg`Leaks`,
      width: 66,
      sort: "leaks",
      order: "descending",
      isRight: true,
      card: "line",
      cell: (row) => <Count value={row.leaks} tab="leaks" row={row} isBad />,
    },
    {
      name: "risks",
      title: msg`Risks`,
      width: 64,
      sort: "risks",
      order: "descending",
      isRight: true,
      card: "none",
      cell: (row) => <Count value={row.risks} tab="permissions" row={row} />,
    },
    {
      name: "principal",
      title: msg`Identity`,
      width: 150,
      sort: "principal",
      card: "line",
      cell: (row) => <Identity row={row} />,
    },
    {
      name: "account",
      title: msg`Account`,
      width: 126,
      sort: "account",
      card: "line",
      cell: (row) => <Account number={row.account} />,
    },
    {
      name: "status",
      title: msg`State`,
      width: 104,
      sort: "status",
      card: "line",
      cell: (row) => <StatusBadge value={row.status} />,
    },
    {
      name: "source_ips",
      title: msg`Source IPs`,
      width: 90,
      isRight: true,
      card: "none",
      cell: (row) => <Count value={row.source_ips} tab="ips" row={row} />,
    },
    {
      name: "calls_24h",
      title: msg`Calls 24 h`,
      width: 88,
      isRight: true,
      card: "none",
      cell: (row) => <Count value={row.calls_24h} tab="calls" row={row} />,
    },
    {
      name: "created_at",
      title: msg`Age`,
      width: 100,
      sort: "created",
      order: "ascending",
      card: "none",
      cell: (row) => <Age of={row.created_at} />,
    },
    {
      name: "tags",
      title: msg`Tags`,
      width: 140,
      card: "none",
      isHidden: true,
      cell: (row) => <Tags tags={row.tags} />,
    },
    {
      name: "provider",
      title: msg`Cloud`,
      width: 120,
      isHidden: true,
      card: "none",
      cell: (row) => <Provider value={row.provider} />,
    },
    {
      name: "department",
      title: msg`Department`,
      width: 130,
      isHidden: true,
      card: "none",
      cell: (row) => row.department ?? "—",
    },
  ];
}

function Tags({ tags }: { tags: string[] }) {
  return (
    <span className="flex gap-1 overflow-hidden">
      {tags.map((one) => (
        <Badge key={one}>{one}</Badge>
      ))}
    </span>
  );
}

/** The name of a cloud. */
export function Provider({ value }: { value: string }) {
  const { t } = useLingui();
  const title = PROVIDERS[value];
  return <>{title ? t(title) : value}</>;
}
