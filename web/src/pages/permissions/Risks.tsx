import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { BellOff, Copy, PanelRight, RotateCcw, ScanSearch } from "lucide-react";
import { useMemo } from "react";
import { get } from "@/api/client";
import type { AdviceLevel } from "@/api/types";
import type { Search } from "@/app/search";
import { useOpened, useUrl } from "@/app/url";
import type { RowAction } from "@/list/columns";
import { useDecide } from "@/list/deciding";
import { ListView } from "@/list/ListView";
import type { View } from "@/list/views";
import { ADVICE, SEVERITIES } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { NotSetUp, TrulyClean } from "@/parts/Empty";
import { chosen as chosenIn } from "@/query/text";
import { COLUMNS } from "./columns";
import { CountAgain, IgnoreForm } from "./Decide";
import { LIST } from "./page";
import { useRecheck } from "./Recheck";
import type { Decision, Risk, RiskItemList, RiskStatus } from "./types";
import { PROVIDERS, STATUSES, TYPES } from "./words";

/** Each risk on a line of its own, the worst first. */
export function Risks() {
  const { t } = useLingui();
  const { open } = useOpened("/permissions");
  const [url] = useUrl();
  const decide = useDecide<Decision>("risks");
  const recheck = useRecheck();
  const ignore = useAskToIgnore();
  const actions = useMemo<RowAction<Risk>[]>(
    () => [
      { name: "open", title: msg`Open`, icon: <PanelRight aria-hidden />, run: (row) => open(row.id) },
      {
        name: "ignore",
        title: msg`Ignore`,
        icon: <BellOff aria-hidden />,
        key: "i",
        right: "decide",
        fits: (row) => row.status === "open",
        run: (row) => ignore(row.id),
      },
      {
        name: "unignore",
        title: msg`Count again`,
        icon: <RotateCcw aria-hidden />,
        right: "decide",
        fits: (row) => row.status === "ignored",
        run: (row) => void decide({ ids: [row.id], q: null }, { decision: "unignore", all: true }),
      },
      {
        name: "recheck",
        title: msg`Check again`,
        icon: <ScanSearch aria-hidden />,
        right: "run",
        fits: (row) => row.account !== null,
        run: (row) => {
          open(row.id);
          void recheck(row.id);
        },
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
    [open, ignore, decide, recheck, t],
  );
  const views: View[] = [
    { title: t`Act now`, href: "/permissions?q=advice:act_now" },
    { title: t`Root`, href: "/permissions?q=type:root" },
    { title: t`No owner`, href: "/permissions?q=owner:none" },
    { title: t`New this week`, href: "/permissions?q=first%3C7d&sort=first" },
    { title: t`Ignored`, href: "/permissions?q=status:ignored" },
    { title: t`Converged this week`, href: "/permissions?q=status:converged+changed%3C7d&sort=changed" },
  ];
  const seesIgnored = url.all === "1" || chosenIn(url.q ?? "", "status").includes("ignored");
  return (
    <ListView<Risk>
      {...LIST}
      path="/permissions"
      title={t`Risks`}
      placeholder={t`Filter: level:critical owner:none account:prod, or any words`}
      command="akwarden risks list"
      allFlag="--all-statuses"
      hiddenWord={t`ignored or converged`}
      columns={COLUMNS}
      rowId={(row) => row.id}
      views={views}
      actions={actions}
      facets={[
        {
          field: "severity",
          title: t`Level`,
          label: (value) => (value in SEVERITIES ? t(SEVERITIES[value as never]) : value),
        },
        {
          field: "advice",
          title: t`Advice`,
          label: (value) => (value in ADVICE ? t(ADVICE[value as AdviceLevel].label) : value),
        },
        {
          field: "status",
          title: t`State`,
          label: (value) => (value in STATUSES ? t(STATUSES[value as RiskStatus].title) : value),
        },
        { field: "rule", title: t`Rule` },
        { field: "account", title: t`Account` },
        {
          field: "type",
          title: t`Identity`,
          label: (value) => (value in TYPES ? t(TYPES[value as never]) : value),
        },
        {
          field: "provider",
          title: t`Cloud`,
          label: (value) => (PROVIDERS[value] ? t(PROVIDERS[value]) : value),
        },
        { field: "owner", title: t`Owner` },
      ]}
      bulk={(chosen) => (
        <>
          <IgnoreForm of={chosen.selection} onDone={chosen.clear} side="top" />
          {seesIgnored && <CountAgain of={chosen.selection} onDone={chosen.clear} />}
        </>
      )}
      empty={() => <Nothing />}
    />
  );
}

/** Return what opens a risk beside its list, with the form that asks why it does not matter. */
function useAskToIgnore(): (id: string) => void {
  const navigate = useNavigate();
  return useMemo(() => {
    const search = ({ tab: _, full: __, ...rest }: Search) => ({ ...rest, form: "ignore" });
    return (id) =>
      void navigate({
        to: `/permissions/${encodeURIComponent(id)}`,
        search: search as never,
        resetScroll: false,
      });
  }, [navigate]);
}

/** No risk at all: because no account was read, or because nothing is wrong. */
export function Nothing() {
  const navigate = useNavigate();
  const { data } = useQuery({
    queryKey: ["list", "risks/items", ""],
    queryFn: ({ signal }) => get<RiskItemList>("/risks/items", {}, signal),
  });
  if (!data) return null;
  if (data.checked_at) {
    return (
      <TrulyClean
        title={<Trans>No risk is open</Trans>}
        checkedAt={data.checked_at}
        unseen={<Trans>What is not seen stands on the overview.</Trans>}
      />
    );
  }
  return (
    <NotSetUp
      title={<Trans>No account was read to its end yet</Trans>}
      text={<Trans>Risks are judged from what an account tells of its keys, identities and policies.</Trans>}
      action={
        <Button look="main" right="administer" onClick={() => void navigate({ to: "/settings/accounts" })}>
          <Trans>Connect an account</Trans>
        </Button>
      }
      command="akwarden accounts add tencent prod --from env"
    />
  );
}
