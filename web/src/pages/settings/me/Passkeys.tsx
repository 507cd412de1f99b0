import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { type FormEvent, useState } from "react";
import { get, remove } from "@/api/client";
import type { Schemas } from "@/api/types";
import { meQuery } from "@/app/me";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { Again } from "./Codes";
import { useFault } from "./fault";
import { hasPasskeys, makePasskey } from "./passkey";

const QUERY = ["list", "passkeys"];

/** Return an address with a name in it: this one, where passkeys can be for it. */
function named({ hostname, origin, port }: Location): string {
  if (hostname === "localhost" || origin.startsWith("https:")) return origin;
  const isHere = hostname === "[::1]" || hostname.startsWith("127.");
  return isHere ? `http://localhost:${port}` : "https://…";
}

/** Passkeys: a login without a password, by this device or a security key. */
export function Passkeys({ needsPassword }: { needsPassword: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const fault = useFault();
  const keys = useQuery({
    queryKey: QUERY,
    queryFn: ({ signal }) => get<Schemas["PasskeyList"]>("/me/passkeys", {}, signal),
  });
  const ways = useQuery({
    queryKey: ["login", "ways"],
    queryFn: ({ signal }) => get<Schemas["LoginWays"]>("/login", {}, signal),
  });
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const rows = keys.data?.rows ?? [];
  const address = named(location);
  const blocked = !hasPasskeys()
    ? t`This browser can't make passkeys here.`
    : ways.data && !ways.data.passkeys
      ? t`The server was not started for the name in your address bar, and passkeys are bound to that name: akwarden up --url ${address}`
      : null;
  async function readAgain() {
    await client.invalidateQueries({ queryKey: QUERY });
    await client.fetchQuery({ ...meQuery, staleTime: 0 });
  }
  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    fault.clear();
    try {
      const made = await makePasskey(name.trim(), needsPassword ? password : null);
      setAdding(false);
      setName("");
      setPassword("");
      await readAgain();
      tell({ text: t`The passkey ${made.name} lets you in now.` });
    } catch (error) {
      // Whoever closes the window of the browser has changed their mind, and that is no fault.
      if (!(error instanceof DOMException && error.name === "NotAllowedError")) fault.tell(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Box
      isBare
      title={t`Passkeys`}
      action={
        <Button
          blocked={blocked}
          icon={<Fingerprint className="size-4" aria-hidden />}
          onClick={() => setAdding(true)}
        >
          <Trans>Add a passkey</Trans>
        </Button>
      }
    >
      <p className="max-w-[640px] px-4 pb-3 text-muted">
        {blocked ?? t`A passkey lets you in with this device or a security key, without the password.`}
      </p>
      {keys.error && <ProblemView error={keys.error} retry={() => void keys.refetch()} />}
      {adding && (
        <form className="max-w-[352px] space-y-3 px-4 pb-4" onSubmit={(event) => void send(event)}>
          <Field
            label={t`What to call it`}
            hint={t`Such as the name of the device`}
            required
            autoFocus={!needsPassword}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          {needsPassword && <Again value={password} onChange={setPassword} />}
          {fault.view}
          <div className="flex flex-wrap gap-2">
            <Button look="main" type="submit" disabled={busy}>
              <Trans>Add it</Trans>
            </Button>
            <Button onClick={() => setAdding(false)}>
              <Trans>Cancel</Trans>
            </Button>
          </div>
        </form>
      )}
      <ul>
        {rows.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-2">
            <span className="min-w-0 flex-1 basis-40 truncate font-medium">{one.name}</span>
            <span className="text-meta text-muted">
              {one.used_at ? (
                <Trans>
                  used <Time at={one.used_at} />
                </Trans>
              ) : (
                <Trans>never used</Trans>
              )}
            </span>
            <Confirm
              trigger={
                <Button look="quiet" aria-label={t`Take away the passkey ${one.name}`}>
                  <Trans>Take away</Trans>
                </Button>
              }
              title={t`Take the passkey ${one.name} away?`}
              action={t`Take away`}
              isDangerous
              onConfirm={async () => {
                await remove(`/me/passkeys/${encodeURIComponent(one.id)}`);
                await readAgain();
              }}
            >
              <Trans>It lets nobody in any more.</Trans>
            </Confirm>
          </li>
        ))}
      </ul>
    </Box>
  );
}
