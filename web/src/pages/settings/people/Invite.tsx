import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Button } from "@/parts/Button";
import { CopyCommand, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { useProblemText } from "@/parts/Problem";
import { Box } from "../Part";
import { groupsQuery } from "./api";
import { GrantsForm } from "./Grants";
import { type Grant, roleFlags } from "./roles";

/** Adds a person; what comes of it is a link. */
export function Invite(props: { onMade: (made: Schemas["PersonLink"]) => void; onClose: () => void }) {
  const { t } = useLingui();
  const problemText = useProblemText();
  const groups = useQuery(groupsQuery).data?.rows ?? [];
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [grants, setGrants] = useState<Grant[]>([{ role: "viewer", group: null }]);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      const body = { login: login.trim(), name: name.trim() || null, email: email.trim() || null, grants };
      props.onMade(await post<Schemas["PersonLink"]>("/people", body));
    } catch (error) {
      setFault([problemText(error), problemOf(error).mend].filter(Boolean).join(" · "));
    } finally {
      setBusy(false);
    }
  }
  const command = [
    "akwarden users add",
    quoted(login.trim() || "LOGIN"),
    roleFlags(grants),
    name.trim() && `--name ${quoted(name.trim())}`,
    email.trim() && `--email ${quoted(email.trim())}`,
  ];
  return (
    <Box title={t`Invite somebody`}>
      <form className="max-w-[640px] space-y-3" onSubmit={(event) => void send(event)}>
        <div className="grid gap-3 md:grid-cols-3">
          <Field
            label={t`Login`}
            required
            autoFocus
            autoCapitalize="none"
            autoComplete="off"
            maxLength={64}
            value={login}
            onChange={(event) => setLogin(event.target.value)}
          />
          <Field
            label={t`Name`}
            autoComplete="off"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Field
            label={t`Email`}
            type="email"
            autoComplete="off"
            maxLength={200}
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </div>
        <GrantsForm grants={grants} onChange={setGrants} groups={[null, ...groups.map((one) => one.name)]} />
        {fault && (
          <p role="alert" className="text-critical first-letter:uppercase">
            {fault}
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button look="main" type="submit" right="administer" disabled={busy}>
            <Trans>Make the link</Trans>
          </Button>
          <Button onClick={props.onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <CopyCommand quiet line={command.filter(Boolean).join(" ")} />
        </div>
      </form>
    </Box>
  );
}
