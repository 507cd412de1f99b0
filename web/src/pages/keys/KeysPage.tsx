import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useNavigate } from "@tanstack/react-router";
import { Copy, MessageSquareText, PanelRight, Tag, User } from "lucide-react";
import { useMemo } from "react";
import { useAccountName } from "@/app/accounts";
import { useOpened } from "@/app/url";
import { BulkNote } from "@/list/BulkNote";
import type { RowAction } from "@/list/columns";
import { ListView } from "@/list/ListView";
import { useNotes } from "@/list/notes";
import type { View } from "@/list/views";
import { ADVICE } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { NotSetUp } from "@/parts/Empty";
import { keyColumns, PROVIDERS, STATUSES, TYPES } from "./columns";
import { LIST } from "./page";
import type { KeyRow, KeyStatus } from "./types";

/** All keys of all accounts. */
export default function KeysPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const accountName = useAccountName();
  const save = useNotes("key");
  const { open } = useOpened("/keys");
  const columns = useMemo(
    () => keyColumns((row, field, value) => save({ ids: [row.key_id], q: null }, field, value || null)),
    [save],
  );
  const actions = useMemo<RowAction<KeyRow>[]>(
    () => [
      { name: "open", title: msg`Open`, icon: <PanelRight aria-hidden />, run: (row) => open(row.key_id) },
      {
        name: "remark",
        title: msg`Remark`,
        icon: <MessageSquareText aria-hidden />,
        key: "r",
        right: "note",
        run: (row) => editCell(row.key_id, "remark"),
      },
      {
        name: "owner",
        title: msg`Owner`,
        icon: <User aria-hidden />,
        key: "o",
        right: "note",
        run: (row) => editCell(row.key_id, "owner"),
      },
      {
        name: "copy",
        title: msg`Copy the key id`,
        icon: <Copy aria-hidden />,
        key: "c",
        run: (row) => void copyAndTell(row.key_id, t`The key id is copied.`),
      },
    ],
    [open, t],
  );
  const views: View[] = [
    { title: t`Act now`, href: "/keys?q=advice:act_now" },
    { title: t`Root keys`, href: "/keys?q=type:root" },
    { title: t`No owner`, href: "/keys?q=status:active+owner:none" },
    { title: t`Unused 90 d`, href: "/keys?q=status:active+last%3E90d&sort=last" },
    { title: t`New this week`, href: "/keys?q=created%3C7d&sort=created" },
  ];
  return (
    <ListView<KeyRow>
      {...LIST}
      path="/keys"
      title={t`Keys`}
      command="akwarden keys list"
      allFlag="--all-statuses"
      hiddenWord={t`deleted`}
      columns={columns}
      rowId={(row) => row.key_id}
      views={views}
      actions={actions}
      facets={[
        { field: "advice", title: t`Advice`, label: (value) => labelOf(t, ADVICE, value) },
        {
          field: "status",
          title: t`State`,
          label: (value) => (value in STATUSES ? t(STATUSES[value as KeyStatus].title) : value),
        },
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
        { field: "account", title: t`Account`, label: accountName },
        { field: "owner", title: t`Owner` },
        { field: "tag", title: t`Tags` },
      ]}
      bulk={(chosen) => (
        <>
          <BulkNote
            kind="key"
            field="remark"
            chosen={chosen}
            title={t`Remark`}
            placeholder={t`What they are for`}
            icon={<MessageSquareText className="size-4" aria-hidden />}
          />
          <BulkNote
            kind="key"
            field="owner"
            chosen={chosen}
            title={t`Owner`}
            placeholder={t`A person or a team`}
            icon={<User className="size-4" aria-hidden />}
          />
          <BulkNote
            kind="key"
            field="tags"
            chosen={chosen}
            title={t`Tags`}
            placeholder={t`prod, pay`}
            icon={<Tag className="size-4" aria-hidden />}
          />
        </>
      )}
      empty={() => (
        <NotSetUp
          title={<Trans>No keys yet</Trans>}
          text={<Trans>Keys are listed once a cloud account is connected.</Trans>}
          action={
            <Button
              look="main"
              right="administer"
              onClick={() => void navigate({ to: "/settings/accounts" })}
            >
              <Trans>Connect an account</Trans>
            </Button>
          }
          command="akwarden accounts add tencent prod --from env"
        />
      )}
    />
  );
}

function labelOf(
  t: (one: (typeof ADVICE)["fine"]["label"]) => string,
  of: typeof ADVICE,
  value: string,
): string {
  const known = of[value as keyof typeof ADVICE];
  return known ? t(known.label) : value;
}

/** Press the cell of a row, which then becomes a field. */
function editCell(id: string, name: string): void {
  const row = document.querySelector(`[data-row="${CSS.escape(id)}"]`);
  row?.querySelector<HTMLButtonElement>(`[data-cell="${name}"] button`)?.click();
}
