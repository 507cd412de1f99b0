import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Link2, ShieldCheck, UserCheck, UserX } from "lucide-react";
import { useState } from "react";
import { post } from "@/api/client";
import type { Person, Schemas } from "@/api/types";
import { useMe } from "@/app/me";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { quoted } from "@/parts/Copy";
import { Menu, MenuItem, MenuLine } from "@/parts/Menu";
import { useTellFault } from "@/parts/Problem";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import { groupsQuery, peopleQuery } from "./api";
import { GrantBadges, GrantsForm } from "./Grants";
import { type Grant, roleFlags } from "./roles";

type Asked = "link" | "deactivate" | null;

/** One person, and what an administrator can do about them. */
export function PersonLine({
  person,
  onLink,
}: {
  person: Person;
  onLink: (made: Schemas["PersonLink"]) => void;
}) {
  const { t } = useLingui();
  const client = useQueryClient();
  const tellFault = useTellFault();
  const me = useMe();
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState<Asked>(null);
  const [forget, setForget] = useState(false);
  const isMe = me?.person.id === person.id;
  const path = `/people/${encodeURIComponent(person.login)}`;
  const read = () => client.invalidateQueries({ queryKey: peopleQuery.queryKey });
  async function setActive(active: boolean) {
    try {
      await post(`${path}/${active ? "activate" : "deactivate"}`);
      await read();
      tell({ text: active ? t`${person.login} may come in again.` : t`${person.login} is let in no more.` });
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <li className="border-t px-4 py-2.5">
      <div className="flex items-start gap-3">
        <div className="grid min-w-0 flex-1 gap-x-4 gap-y-1 md:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_minmax(0,3fr)]">
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-1.5">
              <span className="truncate font-medium">{person.name || person.login}</span>
              {isMe && (
                <Badge tone="accent">
                  <Trans>you</Trans>
                </Badge>
              )}
              {!person.active && (
                <Badge tone="high">
                  <Trans>not let in</Trans>
                </Badge>
              )}
            </div>
            <div className="truncate text-meta text-muted">
              {[person.login, person.email].filter(Boolean).join(" · ")}
            </div>
          </div>
          <div className="min-w-0">
            <GrantBadges grants={person.grants} />
          </div>
          <div className="min-w-0 text-meta text-muted">
            <div>
              {person.last_seen_at ? (
                <Trans>
                  here <Time at={person.last_seen_at} />
                </Trans>
              ) : (
                <Trans>never here</Trans>
              )}
            </div>
            <ComesInBy person={person} />
          </div>
        </div>
        <Menu
          align="end"
          trigger={
            <Button
              look="quiet"
              aria-label={t`What can be done about ${person.login}`}
              icon={<Ellipsis className="size-4" aria-hidden />}
            />
          }
        >
          <MenuItem icon={<ShieldCheck aria-hidden />} right="administer" onClick={() => setEditing(true)}>
            <Trans>Change the roles</Trans>
          </MenuItem>
          <MenuItem
            icon={<Link2 aria-hidden />}
            right="administer"
            blocked={
              person.single_sign_on
                ? t`They come in by single sign-on.`
                : person.active
                  ? null
                  : t`Let them in again first.`
            }
            onClick={() => setAsked("link")}
          >
            <Trans>Make a link for a new password</Trans>
          </MenuItem>
          <MenuLine />
          {person.active ? (
            <MenuItem
              icon={<UserX aria-hidden />}
              right="administer"
              blocked={isMe ? t`This is you.` : null}
              onClick={() => setAsked("deactivate")}
            >
              <Trans>Let in no more</Trans>
            </MenuItem>
          ) : (
            <MenuItem
              icon={<UserCheck aria-hidden />}
              right="administer"
              onClick={() => void setActive(true)}
            >
              <Trans>Let in again</Trans>
            </MenuItem>
          )}
        </Menu>
      </div>
      {editing && <Roles person={person} onClose={() => setEditing(false)} onDone={read} />}
      <Confirm
        open={asked === "link"}
        onOpenChange={(open) => setAsked(open ? "link" : null)}
        title={t`A link for a new password of ${person.login}?`}
        action={t`Make the link`}
        command={`akwarden users link ${quoted(person.login)}${forget ? " --forget-codes" : ""}`}
        onConfirm={async () =>
          onLink(await post<Schemas["PersonLink"]>(`${path}/link`, { forget_codes: forget }))
        }
      >
        <p>
          <Trans>The link works once, for a day; earlier links end. The old password works until then.</Trans>
        </p>
        {(person.one_time_codes || person.passkeys > 0) && (
          <label className="flex items-start gap-2">
            <input
              type="checkbox"
              className="mt-1"
              checked={forget}
              onChange={(event) => setForget(event.target.checked)}
            />
            <Trans>
              The phone is lost: logins ask for no one-time code any more, and no passkey lets in.
            </Trans>
          </label>
        )}
      </Confirm>
      <Confirm
        open={asked === "deactivate"}
        onOpenChange={(open) => setAsked(open ? "deactivate" : null)}
        title={t`Let ${person.login} in no more?`}
        action={t`Let in no more`}
        isDangerous
        command={`akwarden users deactivate ${quoted(person.login)}`}
        onConfirm={() => setActive(false)}
      >
        <Trans>Their sessions end now, and their tokens stop working. What they did stays on record.</Trans>
      </Confirm>
    </li>
  );
}

function ComesInBy({ person }: { person: Person }) {
  const { t } = useLingui();
  const ways = [
    person.single_sign_on && t`single sign-on`,
    person.one_time_codes && t`one-time codes`,
    person.passkeys > 0 && plural(person.passkeys, { one: "# passkey", other: "# passkeys" }),
  ].filter(Boolean);
  // Who was never here has set no password yet.
  const none = person.last_seen_at ? t`password alone` : t`no password yet`;
  return <div>{ways.length > 0 ? ways.join(" · ") : none}</div>;
}

function Roles({
  person,
  onClose,
  onDone,
}: {
  person: Person;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const { t } = useLingui();
  const tellFault = useTellFault();
  const groups = useQuery(groupsQuery).data?.rows ?? [];
  const [grants, setGrants] = useState<Grant[]>(person.grants);
  const flags = grants.length > 0 ? roleFlags(grants) : "--nothing";
  async function save() {
    try {
      await post(`/people/${encodeURIComponent(person.login)}/grants`, { grants });
      await onDone();
      onClose();
      tell({ text: t`${person.login} has these roles now.` });
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <div className="mt-3 max-w-[640px] space-y-3 rounded-md border bg-bg p-3">
      <GrantsForm grants={grants} onChange={setGrants} groups={[null, ...groups.map((one) => one.name)]} />
      <div className="flex flex-wrap gap-2">
        <Confirm
          trigger={
            <Button look="main" right="administer">
              <Trans>Give these roles</Trans>
            </Button>
          }
          title={t`Give ${person.login} these roles and no others?`}
          action={t`Give these roles`}
          command={`akwarden users grant ${quoted(person.login)} ${flags}`}
          onConfirm={save}
        >
          <Trans>Their sessions end: they log in again and have the new roles.</Trans>
        </Confirm>
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </div>
  );
}
