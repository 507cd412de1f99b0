import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { hasRight, useMe } from "@/app/me";
import { Button } from "@/parts/Button";
import { Choice, Select } from "@/parts/Choice";
import { CopyCommand, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { useProblemText } from "@/parts/Problem";
import { Box } from "../Part";
import { groupsQuery, peopleQuery } from "./api";
import { GrantsForm } from "./Grants";
import { type Grant, groupsWithin, roleFlags, rolesWithin } from "./roles";

const DAY_MS = 86_400_000;

interface Props {
  everybody: boolean;
  onMade: (made: Schemas["TokenMade"]) => void;
  onClose: () => void;
}

/** Makes a token, or a pair; it does no more than its person and than who makes it. */
export function NewToken({ everybody, onMade, onClose }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const problemText = useProblemText();
  const forOthers = everybody && hasRight(me, "administer");
  const people = useQuery({ ...peopleQuery, enabled: forOthers }).data?.rows ?? [];
  const groups = useQuery({ ...groupsQuery, enabled: everybody }).data?.rows ?? [];
  const myLogin = me?.person.login ?? "";
  const [login, setLogin] = useState(myLogin);
  const person = people.find((one) => one.login === login) ?? me?.person;
  const held = person?.grants ?? [];
  const roles = rolesWithin(held);
  const places = groupsWithin(
    held,
    groups.map((one) => one.name),
  );
  const [kind, setKind] = useState<"token" | "wire">("token");
  const [name, setName] = useState("");
  const [grants, setGrants] = useState<Grant[]>(() => leastOf(held));
  const [networks, setNetworks] = useState("");
  const [days, setDays] = useState("90");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const list = networks.split(/[\s,，、]+/).filter(Boolean);
  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    const expires = days === "never" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const body = { kind, name: name.trim(), grants, networks: list, expires_at: expires };
    try {
      const isMine = login === myLogin;
      onMade(
        isMine
          ? await post<Schemas["TokenMade"]>("/me/tokens", body)
          : await post<Schemas["TokenMade"]>("/tokens", { ...body, login }),
      );
    } catch (error) {
      const { why, mend } = problemOf(error);
      setFault([problemText(error), why, mend].filter(Boolean).join(" · "));
    } finally {
      setBusy(false);
    }
  }
  const command = [
    `akwarden tokens create ${quoted(login || "LOGIN")}`,
    `--name ${quoted(name.trim() || "NAME")}`,
    roleFlags(grants),
    ...list.map((one) => `--network ${quoted(one)}`),
    `--until ${days === "never" ? days : `${days}d`}`,
    kind === "wire" && "--kind wire",
  ];
  return (
    <Box title={t`Make a token`}>
      <form className="max-w-[640px] space-y-3" onSubmit={(event) => void send(event)}>
        <Choice
          label={t`Token or pair`}
          value={kind}
          onChange={(value) => setKind(value as typeof kind)}
          options={[
            { value: "token", title: t`Token`, about: t`For the API under /api/v1, as a Bearer token.` },
            {
              value: "wire",
              title: t`SecretId and SecretKey`,
              about: t`Signs calls in the form of the cloud's own SDKs. This version does not answer such calls yet.`,
            },
          ]}
        />
        <div className="grid gap-3 md:grid-cols-2">
          <Field
            label={t`What it is for`}
            required
            autoFocus
            autoComplete="off"
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          {forOthers && (
            <Select
              label={t`For whom it calls`}
              value={login}
              options={people
                .filter((one) => one.active)
                .map((one) => ({ value: one.login, title: one.login }))}
              onChange={(event) => {
                setLogin(event.target.value);
                setGrants(leastOf(people.find((one) => one.login === event.target.value)?.grants ?? []));
              }}
            />
          )}
        </div>
        <GrantsForm grants={grants} onChange={setGrants} roles={roles} groups={places} />
        <div className="grid gap-3 md:grid-cols-2">
          <Field
            label={t`Only from`}
            hint={t`Addresses or networks, with blanks between; empty for everywhere`}
            autoComplete="off"
            value={networks}
            onChange={(event) => setNetworks(event.target.value)}
          />
          <Select
            label={t`Until when`}
            value={days}
            options={[
              { value: "7", title: t`for 7 days` },
              { value: "30", title: t`for 30 days` },
              { value: "90", title: t`for 90 days` },
              { value: "365", title: t`for a year` },
              { value: "never", title: t`without an end` },
            ]}
            onChange={(event) => setDays(event.target.value)}
          />
        </div>
        {fault && (
          <p role="alert" className="text-critical first-letter:uppercase">
            {fault}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button
            look="main"
            type="submit"
            disabled={busy}
            blocked={grants.length === 0 ? t`A token without a role can do nothing.` : null}
          >
            {kind === "wire" ? t`Make the pair` : t`Make the token`}
          </Button>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <CopyCommand quiet line={command.filter(Boolean).join(" ")} />
        </div>
      </form>
    </Box>
  );
}

/** Return what a new token starts with: to look, where its person may. */
function leastOf(held: Grant[]): Grant[] {
  const first = held.find((one) => !one.group) ?? held[0];
  return first ? [{ role: "viewer", group: first.group ?? null }] : [];
}
