import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Copy, Fingerprint, PanelRight, RotateCcw } from "lucide-react";
import { useMemo } from "react";
import { get } from "@/api/client";
import type { Job } from "@/api/types";
import { useGo, useOpened } from "@/app/url";
import type { RowAction } from "@/list/columns";
import { useDecide } from "@/list/deciding";
import { ListView } from "@/list/ListView";
import type { View } from "@/list/views";
import { SEVERITIES } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { NotSetUp, TrulyClean } from "@/parts/Empty";
import { COLUMNS } from "./columns";
import { DecideButtons, type Decision } from "./Decide";
import { LIST } from "./page";
import type { LeakRow } from "./types";
import { CASES, STATUSES, VALIDITY } from "./words";

/** Keys that stand where they should not: one row a secret, however often it stands somewhere. */
export default function LeaksPage() {
  const { t } = useLingui();
  const { open } = useOpened("/leaks");
  const go = useGo();
  const decide = useDecide<Decision>("leaks");
  const actions = useMemo<RowAction<LeakRow>[]>(
    () => [
      { name: "open", title: msg`Open`, icon: <PanelRight aria-hidden />, run: (row) => open(row.leak.id) },
      {
        name: "reopen",
        title: msg`Open again`,
        icon: <RotateCcw aria-hidden />,
        right: "decide",
        fits: (row) => row.leak.status === "fixed" || row.leak.status === "ignored",
        run: (row) => void decide({ ids: [row.leak.id], q: null }, { decision: "reopen" }),
      },
      {
        name: "same",
        title: msg`Where else this secret stands`,
        icon: <Fingerprint aria-hidden />,
        fits: (row) => row.leak.fingerprint !== null,
        run: (row) => go(`/leaks?all=1&q=${encodeURIComponent(`fingerprint:"${row.leak.fingerprint}"`)}`),
      },
      {
        name: "copy",
        title: msg`Copy the key id`,
        icon: <Copy aria-hidden />,
        key: "c",
        fits: (row) => row.leak.key_id !== null,
        run: (row) => void copyAndTell(row.leak.key_id ?? "", t`The key id is copied.`),
      },
    ],
    [open, decide, go, t],
  );
  const views: View[] = [
    { title: t`Leaked and live`, href: "/leaks?q=status:open+validity:active" },
    { title: t`May work`, href: "/leaks?q=status:open+validity:unknown" },
    { title: t`No owner`, href: "/leaks?q=owner:none" },
    { title: t`New this week`, href: "/leaks?q=first%3C7d&sort=first" },
  ];
  return (
    <ListView<LeakRow>
      {...LIST}
      path="/leaks"
      title={t`Leaks`}
      command="akwarden leaks list"
      allFlag="--all"
      hiddenWord={t`closed`}
      columns={COLUMNS}
      rowId={(row) => row.leak.id}
      views={views}
      actions={actions}
      placeholder={t`Filter: status:open validity:active owner:none, or any words`}
      facets={[
        {
          field: "validity",
          title: t`Works`,
          label: (value) => (value in VALIDITY ? t(VALIDITY[value as never]["title"]) : value),
        },
        {
          field: "status",
          title: t`State`,
          label: (value) => (value in STATUSES ? t(STATUSES[value as never]["title"]) : value),
        },
        {
          field: "case",
          title: t`How it leaked`,
          label: (value) => (value in CASES ? t(CASES[value as never]) : value),
        },
        {
          field: "severity",
          title: t`Level`,
          label: (value) => (value in SEVERITIES ? t(SEVERITIES[value as never]) : value),
        },
        { field: "account", title: t`Account` },
        { field: "owner", title: t`Owner` },
        { field: "rule", title: t`Rule` },
      ]}
      bulk={(chosen) => <DecideButtons of={chosen.selection} onDone={chosen.clear} side="top" />}
      empty={() => <Nothing />}
    />
  );
}

/** No leak at all: because nothing was scanned, or because nothing was found. */
function Nothing() {
  const go = useGo();
  const scans = useQuery({
    queryKey: ["list", "jobs", "scan"],
    queryFn: ({ signal }) => get<{ rows: Job[] }>("/jobs", { kind: "scan", state: "done", limit: 1 }, signal),
  });
  const last = scans.data?.rows[0];
  if (last?.ended_at) {
    return (
      <TrulyClean
        title={<Trans>No leak is open</Trans>}
        checkedAt={last.ended_at}
        unseen={<Trans>That holds for what was scanned.</Trans>}
      />
    );
  }
  return (
    <NotSetUp
      title={<Trans>Nothing was scanned yet</Trans>}
      text={
        <Trans>Scan a repository or an archive: what is found is joined with the keys by their ids.</Trans>
      }
      action={
        <Button look="main" right="run" everywhere onClick={() => go("/settings/sources?scan=1")}>
          <Trans>Scan a repository</Trans>
        </Button>
      }
      command="akwarden scan . --save"
    />
  );
}
