import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { number } from "@/i18n/format";
import type { Column } from "@/list/columns";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { Time } from "@/parts/Time";
import type { Principal, RiskIdentity } from "./types";
import { ACCESS, accessOf, PROTECTION, protectionOf, TYPES } from "./words";

/** What kind of identity it is. */
export function TypeBadge({ one }: { one: Principal }) {
  const { t } = useLingui();
  return <Badge tone={one.principal_type === "root" ? "high" : "info"}>{t(TYPES[one.principal_type])}</Badge>;
}

/** By which ways it comes in. */
export function AccessWord({ one }: { one: Principal }) {
  const { t } = useLingui();
  return <span className="truncate">{t(ACCESS[accessOf(one)])}</span>;
}

/** How its login is protected. */
export function ProtectionBadge({ one }: { one: Principal }) {
  const { t } = useLingui();
  const { tone, title } = PROTECTION[protectionOf(one)];
  return <Badge tone={tone}>{t(title)}</Badge>;
}

function Named({ one }: { one: Principal }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <span className="truncate font-medium" title={one.principal}>
        {one.principal}
      </span>
      <TypeBadge one={one} />
    </span>
  );
}

/** The columns of the list of identities. */
export const IDENTITY_COLUMNS: Column<RiskIdentity>[] = [
  {
    name: "worst",
    title: msg`Worst`,
    width: 96,
    sort: "severity",
    order: "descending",
    isSticky: true,
    card: "head",
    cell: (row) => <SeverityBadge value={row.worst} />,
  },
  {
    name: "principal",
    title: msg`Identity`,
    width: 250,
    isSticky: true,
    card: "head",
    cell: (row) => <Named one={row.principal} />,
  },
  {
    name: "open",
    title: msg`Open risks`,
    width: 90,
    sort: "open",
    order: "descending",
    isRight: true,
    card: "line",
    cell: (row) => number(row.open),
  },
  {
    name: "account",
    title: msg`Account`,
    width: 130,
    card: "line",
    cell: (row) => (
      <span className="truncate" title={row.principal.account}>
        {row.principal.account_name}
      </span>
    ),
  },
  {
    name: "access",
    title: msg`Access`,
    width: 130,
    card: "line",
    cell: (row) => <AccessWord one={row.principal} />,
  },
  {
    name: "mfa",
    title: msg`Login protection`,
    width: 140,
    card: "line",
    cell: (row) => <ProtectionBadge one={row.principal} />,
  },
  {
    name: "policies",
    title: msg`Policies granted`,
    width: 120,
    isRight: true,
    card: "line",
    cell: (row) => number(row.policies),
  },
  {
    name: "last_used_at",
    title: msg`Last used`,
    width: 110,
    card: "line",
    cell: (row) => <Time at={row.last_used_at} />,
  },
  {
    name: "never_used_keys",
    title: msg`Keys never used`,
    width: 120,
    isRight: true,
    card: "none",
    cell: (row) => <NeverUsed row={row} />,
  },
  {
    name: "keys",
    title: msg`Keys`,
    width: 80,
    isRight: true,
    card: "none",
    cell: (row) => <Keys one={row.principal} />,
  },
  {
    name: "owner",
    title: msg`Owner`,
    width: 120,
    card: "line",
    cell: (row) => <span className="truncate">{row.principal.owner ?? "—"}</span>,
  },
  {
    name: "rules",
    title: msg`Rules`,
    width: 320,
    card: "none",
    cell: (row) => (
      <span className="truncate font-mono text-meta" title={row.rules.join("\n")}>
        {row.rules.join(" ")}
      </span>
    ),
  },
];

function NeverUsed({ row }: { row: RiskIdentity }) {
  if (row.never_used_keys > 0)
    return <span className="font-medium text-medium">{number(row.never_used_keys)}</span>;
  return <span className="text-muted">{row.principal.active_keys ? "0" : "—"}</span>;
}

function Keys({ one }: { one: Principal }) {
  const { t } = useLingui();
  if (one.keys === null)
    return (
      <span className="text-muted" title={t`Its keys can't be seen`}>
        —
      </span>
    );
  return <>{number(one.keys)}</>;
}
