import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Copy, ListTree, MessageSquareText, PanelRight, User } from "lucide-react";
import { useMemo } from "react";
import { useGo, useOpened } from "@/app/url";
import { BulkNote } from "@/list/BulkNote";
import type { RowAction } from "@/list/columns";
import { ListView } from "@/list/ListView";
import { useNotes } from "@/list/notes";
import type { View } from "@/list/views";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { NotSetUp } from "@/parts/Empty";
import { ipColumns } from "./columns";
import { LIST } from "./page";
import type { SourceIpRow } from "./types";
import { TRUSTS, TYPES } from "./words";

/** Every address that calls came from: whose it is, and how far it is expected. */
export default function IpsPage() {
  const { t } = useLingui();
  const go = useGo();
  const { open } = useOpened("/ips");
  const save = useNotes("ip");
  const columns = useMemo(
    () => ipColumns((row, field, value) => save({ ids: [row.source_ip], q: null }, field, value || null)),
    [save],
  );
  const actions = useMemo<RowAction<SourceIpRow>[]>(
    () => [
      { name: "open", title: msg`Open`, icon: <PanelRight aria-hidden />, run: (row) => open(row.source_ip) },
      {
        name: "hunt",
        title: msg`Its calls`,
        icon: <ListTree aria-hidden />,
        run: (row) => go(`/calls?q=${encodeURIComponent(`ip:${row.source_ip}`)}&time=30d`),
      },
      {
        name: "accept",
        title: msg`Accept the suggested remark`,
        icon: <MessageSquareText aria-hidden />,
        right: "note",
        fits: (row) => row.suggested_remark !== null,
        run: (row) => void save({ ids: [row.source_ip], q: null }, "remark", row.suggested_remark),
      },
      {
        name: "copy",
        title: msg`Copy the address`,
        icon: <Copy aria-hidden />,
        key: "c",
        run: (row) => void copyAndTell(row.source_ip, t`The address is copied.`),
      },
    ],
    [open, go, save, t],
  );
  const views: View[] = [
    { title: t`Unknown with alarms`, href: "/ips?q=trust:unknown+alarms%3E0" },
    { title: t`Other clouds and hosting`, href: "/ips?q=type:cloud,hosting" },
    { title: t`No remark`, href: "/ips?q=remark:none" },
    { title: t`New this week`, href: "/ips?q=first%3C7d&sort=first" },
  ];
  return (
    <ListView<SourceIpRow>
      {...LIST}
      path="/ips"
      title={t`Source IPs`}
      command="akwarden ips list"
      allFlag=""
      hiddenWord=""
      columns={columns}
      rowId={(row) => row.source_ip}
      views={views}
      actions={actions}
      placeholder={t`Filter: trust:unknown type:cloud calls>100, or any words`}
      exports={[]}
      facets={[
        {
          field: "trust",
          title: t`Trust level`,
          label: (value) => (value in TRUSTS ? t(TRUSTS[value as never]["title"]) : value),
        },
        {
          field: "type",
          title: t`Type`,
          label: (value) => (value in TYPES ? t(TYPES[value as never]) : value),
        },
        { field: "country", title: t`Country` },
        { field: "owner", title: t`Owner` },
      ]}
      bulk={(chosen) => (
        <>
          <BulkNote
            kind="ip"
            field="remark"
            chosen={chosen}
            title={t`Remark`}
            placeholder={t`What they are for`}
            icon={<MessageSquareText className="size-4" aria-hidden />}
          />
          <BulkNote
            kind="ip"
            field="owner"
            chosen={chosen}
            title={t`Owner`}
            placeholder={t`A person or a team`}
            icon={<User className="size-4" aria-hidden />}
          />
        </>
      )}
      empty={() => (
        <NotSetUp
          title={<Trans>No calls are known yet</Trans>}
          text={<Trans>Source IPs come from audit records: hand some in, or let them be pulled.</Trans>}
          action={
            <Button look="main" right="run" everywhere onClick={() => go("/settings/sources?import=1")}>
              <Trans>Hand in audit records</Trans>
            </Button>
          }
          command="akwarden audit import FILE"
        />
      )}
    />
  );
}
