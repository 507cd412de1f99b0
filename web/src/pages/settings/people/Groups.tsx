import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { get, put, remove } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { type Group, groupsQuery } from "./api";

/** Named sets of accounts, for which somebody may have a role. */
export function Groups() {
  const { t } = useLingui();
  const groups = useQuery(groupsQuery);
  const [edited, setEdited] = useState<string | null>(null);
  const rows = groups.data?.rows ?? [];
  return (
    <Box
      isBare
      title={t`Account groups`}
      action={
        <Button
          right="administer"
          icon={<Plus className="size-4" aria-hidden />}
          onClick={() => setEdited("")}
        >
          <Trans>Add a group</Trans>
        </Button>
      }
    >
      {groups.error && <ProblemView error={groups.error} retry={() => void groups.refetch()} />}
      {groups.isPending && <Skeleton rows={2} />}
      {edited === "" && <GroupForm onClose={() => setEdited(null)} />}
      {groups.data && rows.length === 0 && edited === null && (
        <p className="px-4 pb-4 text-muted">
          <Trans>None yet. With a group, a role can hold for some accounts alone.</Trans>
        </p>
      )}
      <ul>
        {rows.map((one) => (
          <li key={one.name} className="border-t">
            {edited === one.name ? (
              <GroupForm group={one} onClose={() => setEdited(null)} />
            ) : (
              <GroupLine group={one} edit={() => setEdited(one.name)} />
            )}
          </li>
        ))}
      </ul>
    </Box>
  );
}

function GroupLine({ group, edit }: { group: Group; edit: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const shown = group.accounts.slice(0, 6).map((one) => `${one.provider} ${one.number}`);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-60">
        <div className="font-medium">{group.name}</div>
        <div className="text-meta text-muted">
          {[
            plural(group.accounts.length, { one: "# account", other: "# accounts" }),
            shown.join(", ") + (group.accounts.length > shown.length ? ", …" : ""),
          ]
            .filter(Boolean)
            .join(" · ")}
        </div>
      </div>
      <Button right="administer" onClick={edit} aria-label={t`Change the accounts of ${group.name}`}>
        <Trans>Change</Trans>
      </Button>
      <Confirm
        trigger={
          <Button look="quiet" right="administer" aria-label={t`Take away the group ${group.name}`}>
            <Trans>Take away</Trans>
          </Button>
        }
        title={t`Take the group ${group.name} away?`}
        action={t`Take away`}
        isDangerous
        command={`akwarden users groups remove ${quoted(group.name)}`}
        onConfirm={async () => {
          await remove(`/account-groups/${encodeURIComponent(group.name)}`);
          await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
        }}
      >
        <Trans>The accounts stay. A group for which somebody still has a role can't be taken away.</Trans>
      </Confirm>
    </div>
  );
}

/** The accounts of a group, by ticks; also such as are in it and not added yet. */
function GroupForm({ group, onClose }: { group?: Group; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const tellFault = useTellFault();
  const accounts = useQuery({
    queryKey: ["list", "accounts"],
    queryFn: ({ signal }) => get<Schemas["AccountList"]>("/accounts", {}, signal),
  });
  const groups = useQuery(groupsQuery).data?.rows ?? [];
  const [name, setName] = useState(group?.name ?? "");
  // To save it would put other accounts into the one that is there.
  const isTaken = group === undefined && groups.some((one) => one.name === name.trim());
  const [chosen, setChosen] = useState(
    () => new Set(group?.accounts.map((one) => `${one.provider}:${one.number}`)),
  );
  const known = (accounts.data?.rows ?? []).map((one) => ({
    id: `${one.provider}:${one.account}`,
    title: one.name,
  }));
  const unknown = (group?.accounts ?? [])
    .map((one) => `${one.provider}:${one.number}`)
    .filter((id) => !known.some((one) => one.id === id))
    .map((id) => ({ id, title: t`not added here` }));
  function tick(id: string) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }
  async function save(event: FormEvent) {
    event.preventDefault();
    if (isTaken) return;
    const body = [...chosen].map((id) => {
      const [provider = "", number = ""] = id.split(":");
      return { provider, number };
    });
    try {
      await put(`/account-groups/${encodeURIComponent(name.trim())}`, { accounts: body });
      await client.invalidateQueries({ queryKey: groupsQuery.queryKey });
      onClose();
      tell({ text: t`The group ${name.trim()} has these accounts now.` });
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <form className="space-y-3 px-4 py-3" onSubmit={(event) => void save(event)}>
      <Field
        className="max-w-[320px]"
        label={t`Name of the group`}
        required
        maxLength={64}
        readOnly={group !== undefined}
        autoFocus={group === undefined}
        value={name}
        fault={isTaken ? t`There is a group of this name already.` : null}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset>
        <legend className="mb-1 font-medium">
          <Trans>Accounts in it</Trans>
        </legend>
        {accounts.error && <ProblemView error={accounts.error} />}
        <div className="grid max-h-72 gap-x-4 overflow-y-auto bg-panel md:grid-cols-2">
          {[...known, ...unknown].map((one) => (
            <label key={one.id} className="flex min-h-7 min-w-0 items-center gap-2">
              <input type="checkbox" checked={chosen.has(one.id)} onChange={() => tick(one.id)} />
              <span className="truncate">{one.title}</span>
              <span className="truncate font-mono text-meta text-muted">{one.id}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <div className="flex flex-wrap gap-2">
        <Button look="main" type="submit" right="administer">
          <Trans>Save</Trans>
        </Button>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}
