import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { BellOff, CheckCheck, Clock, Copy, PanelRight, ShieldCheck } from "lucide-react";
import { useMemo } from "react";
import { useGo, useOpened } from "@/app/url";
import type { RowAction } from "@/list/columns";
import { inHours } from "@/list/deciding";
import { ListView } from "@/list/ListView";
import type { View } from "@/list/views";
import { seenAlarms, useLive } from "@/live/events";
import { freshnessQuery } from "@/live/freshness";
import { SEVERITIES } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { NotSetUp, TrulyClean } from "@/parts/Empty";
import { COLUMNS } from "./columns";
import { DecideButtons } from "./Decide";
import { useDecideAlarms } from "./deciding";
import { LIST } from "./page";
import type { Alarm } from "./types";
import { STATUSES, TYPES } from "./words";

/** What is abnormal about the use of keys, the worst first. */
export default function AlarmsPage() {
  const { t } = useLingui();
  const { open } = useOpened("/alarms");
  const go = useGo();
  const decide = useDecideAlarms();
  const live = useLive();
  const actions = useMemo<RowAction<Alarm>[]>(
    () => [
      {
        name: "open",
        title: msg`Open`,
        icon: <PanelRight aria-hidden />,
        run: (row) => open(row.id),
      },
      {
        name: "handle",
        title: msg`Handled`,
        icon: <CheckCheck aria-hidden />,
        key: "h",
        right: "decide",
        fits: (row) => row.status === "open",
        run: (row) => void decide({ ids: [row.id], q: null }, { decision: "handle", reason: "" }),
      },
      {
        name: "ignore",
        title: msg`Ignore as a false alarm`,
        icon: <BellOff aria-hidden />,
        key: "i",
        right: "decide",
        fits: (row) => row.status === "open",
        run: (row) =>
          void decide({ ids: [row.id], q: null }, { decision: "ignore", as: "false_alarm", reason: "" }),
      },
      {
        name: "snooze",
        title: msg`Snooze until tomorrow`,
        icon: <Clock aria-hidden />,
        key: "s",
        right: "decide",
        fits: (row) => row.status === "open",
        run: (row) => void decide({ ids: [row.id], q: null }, { decision: "snooze", until: inHours(24) }),
      },
      {
        name: "reopen",
        title: msg`Open again`,
        right: "decide",
        fits: (row) => row.status !== "open",
        run: (row) => void decide({ ids: [row.id], q: null }, { decision: "reopen" }),
      },
      {
        name: "trust",
        title: msg`Trust such calls`,
        icon: <ShieldCheck aria-hidden />,
        key: "t",
        right: "decide",
        run: (row) => go(trustOf(row)),
      },
      {
        name: "copy",
        title: msg`Copy the key id`,
        icon: <Copy aria-hidden />,
        key: "c",
        fits: (row) => row.key_id !== null,
        run: (row) => void copyAndTell(row.key_id ?? "", t`The key id is copied.`),
      },
    ],
    [open, decide, go, t],
  );
  const views: View[] = [
    { title: t`Act now`, href: "/alarms?q=level:critical,high" },
    { title: t`Leaked keys in use`, href: "/alarms?q=type:leak" },
    { title: t`No owner`, href: "/alarms?q=owner:none" },
    { title: t`Snoozed`, href: "/alarms?q=snoozed:yes" },
    { title: t`New this week`, href: "/alarms?q=first%3C7d&sort=first" },
  ];
  return (
    <ListView<Alarm>
      {...LIST}
      path="/alarms"
      title={t`Alarms`}
      command="akwarden alarms list"
      allFlag="--all-statuses"
      hiddenWord={t`handled, ignored or snoozed`}
      columns={COLUMNS}
      rowId={(row) => row.id}
      views={views}
      actions={actions}
      placeholder={t`Filter: level:critical account:prod last<24h, or any words`}
      fresh={live.newAlarms}
      onFresh={seenAlarms}
      facets={[
        {
          field: "severity",
          title: t`Level`,
          label: (value) => (value in SEVERITIES ? t(SEVERITIES[value as never]) : value),
        },
        {
          field: "status",
          title: t`State`,
          label: (value) => (value in STATUSES ? t(STATUSES[value as never]["title"]) : value),
        },
        {
          field: "type",
          title: t`Type`,
          label: (value) => (value in TYPES ? t(TYPES[value as never]) : value),
        },
        { field: "rule", title: t`Rule` },
        { field: "account", title: t`Account` },
        { field: "owner", title: t`Owner` },
      ]}
      bulk={(chosen) => <DecideButtons of={chosen.selection} onDone={chosen.clear} side="top" />}
      empty={(asOf) => <Nothing asOf={asOf} />}
    />
  );
}

/** Return the page that says which calls are meant to be there, filled in from an alarm. */
function trustOf(row: Alarm): string {
  const form = new URLSearchParams({ add: "1", rule: row.rule });
  if (row.key_id) form.set("key", row.key_id);
  if (row.source_ips[0]) form.set("ip", row.source_ips[0]);
  return `/settings/trust?${form}`;
}

/** No alarm at all: because no calls are judged, or because they were and nothing was wrong. */
function Nothing({ asOf }: { asOf: string | null }) {
  const navigate = useNavigate();
  const { data } = useQuery(freshnessQuery);
  if (data?.sources.some((one) => one.kind === "detection")) {
    return (
      <TrulyClean
        title={<Trans>No alarm is open</Trans>}
        checkedAt={asOf}
        unseen={<Trans>What is not seen stands on the overview.</Trans>}
      />
    );
  }
  return (
    <NotSetUp
      title={<Trans>No calls are judged yet</Trans>}
      text={<Trans>Alarms come from audit records: hand some in, or let them be pulled.</Trans>}
      action={
        <Button look="main" right="run" onClick={() => void navigate({ to: "/settings/sources" as never })}>
          <Trans>Hand in audit records</Trans>
        </Button>
      }
      command="akwarden audit import FILE && akwarden detect run"
    />
  );
}
