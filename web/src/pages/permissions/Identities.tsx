import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Copy, ListFilter, PanelRight } from "lucide-react";
import { useMemo } from "react";
import type { Page } from "@/api/types";
import { useGo, useOpened } from "@/app/url";
import type { RowAction } from "@/list/columns";
import { ListView } from "@/list/ListView";
import type { Chosen } from "@/list/useChosen";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { written } from "@/query/text";
import { IDENTITY_COLUMNS } from "./identityColumns";
import { Nothing } from "./Risks";
import type { Principal, RiskIdentity } from "./types";
import { identityId } from "./words";

/** Return what lists the risks of an identity and of its keys. */
export function risksOf(one: Principal): string {
  return `principal:${written(one.principal)} account:${written(one.account)}`;
}

/** The identities that have open risks, the worst first. */
export default function Identities() {
  const { t } = useLingui();
  const { open } = useOpened("/permissions/identities");
  const go = useGo();
  const client = useQueryClient();
  const actions = useMemo<RowAction<RiskIdentity>[]>(
    () => [
      {
        name: "open",
        title: msg`Open`,
        icon: <PanelRight aria-hidden />,
        run: (row) => open(identityId(row.principal)),
      },
      {
        name: "risks",
        title: msg`List its risks`,
        icon: <ListFilter aria-hidden />,
        run: (row) => go(`/permissions?q=${encodeURIComponent(risksOf(row.principal))}`),
      },
      {
        name: "copy",
        title: msg`Copy the name`,
        icon: <Copy aria-hidden />,
        key: "c",
        run: (row) => void copyAndTell(row.principal.principal, t`The name is copied.`),
      },
    ],
    [open, go, t],
  );
  /** Return the list of the risks of what is selected. */
  function theirs({ selection }: Chosen): string {
    if (selection.ids === null) return `/permissions?q=${encodeURIComponent(selection.q)}`;
    const pages = client
      .getQueriesData<{ pages?: Page<RiskIdentity>[] }>({ queryKey: ["list", "risks/identities"] })
      .flatMap(([, data]) => data?.pages ?? []);
    const rows = pages.flatMap((page) => page.rows).map((row) => row.principal);
    const meant = rows.filter((one) => selection.ids.includes(identityId(one)));
    const q = [...new Set(meant.map((one) => one.account))]
      .map((account) => {
        const those = meant.filter((one) => one.account === account);
        const names = [...new Set(those.map((one) => written(one.principal)))].join(",");
        return `(account:${written(account)} principal:${names})`;
      })
      .join(" or ");
    return `/permissions?q=${encodeURIComponent(q)}`;
  }
  return (
    <ListView<RiskIdentity>
      noun="risks/identities"
      vocabulary="risks"
      path="/permissions/identities"
      title={t`Identities with risks`}
      placeholder={t`Filter: level:critical owner:none account:prod, or any words`}
      command="akwarden risks identities"
      allFlag=""
      hiddenWord=""
      columns={IDENTITY_COLUMNS}
      rowId={(row) => identityId(row.principal)}
      sort="severity"
      facets={[]}
      exports={[]}
      views={[
        { title: t`Act now`, href: "/permissions/identities?q=advice:act_now" },
        { title: t`Most risks`, href: "/permissions/identities?sort=open" },
        { title: t`Root`, href: "/permissions/identities?q=type:root" },
      ]}
      actions={actions}
      bulk={(chosen) => (
        <Button icon={<ListFilter className="size-4" aria-hidden />} onClick={() => go(theirs(chosen))}>
          {t`List their risks`}
        </Button>
      )}
      empty={() => <Nothing />}
    />
  );
}
