import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { number } from "@/i18n/format";
import { SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CommandLine } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { useTellFault } from "@/parts/Problem";
import { tell } from "@/parts/Toast";
import type { TrustShown } from "./types";

const DAY_MS = 86_400_000;

/** Says that calls from a network are meant to be there; first shows what that would have silenced. */
export function TrustForm({ network }: { network: string }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const tellFault = useTellFault();
  const [networks, setNetworks] = useState(network);
  const [key, setKey] = useState("");
  const [reason, setReason] = useState("");
  const [owner, setOwner] = useState("");
  const [days, setDays] = useState("90");
  const [seen, setSeen] = useState<{ of: string; shown: TrustShown } | null>(null);
  const [busy, setBusy] = useState(false);
  // What was shown holds for what was asked, and for nothing that was written since.
  const what = JSON.stringify([networks, key, reason, owner, days]);
  const shown = seen?.of === what ? seen.shown : null;
  const asked = () => ({
    networks: networks.split(/[\s,，、]+/).filter(Boolean),
    key: key.trim() || null,
    reason: reason.trim(),
    owner: owner.trim(),
    until: new Date(Date.now() + Number(days) * DAY_MS).toISOString(),
  });
  async function look(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      setSeen({ of: what, shown: await post<TrustShown>("/ips/trust/preview", asked()) });
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  async function save() {
    setBusy(true);
    try {
      await post("/ips/trust", asked());
      await client.invalidateQueries({ queryKey: ["list"] });
      await client.invalidateQueries({ queryKey: ["one"] });
      setSeen(null);
      tell({ text: t`It is on the trust list now.` });
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="space-y-3" onSubmit={(event) => void look(event)}>
      <Field
        label={t`From where`}
        hint={t`Addresses or networks, with blanks between`}
        required
        value={networks}
        onChange={(event) => setNetworks(event.target.value)}
      />
      <Field
        label={t`For one key only`}
        hint={t`Empty for every key`}
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <Field
        label={t`Why`}
        required
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Field
        label={t`Who answers for it`}
        required
        maxLength={100}
        value={owner}
        onChange={(event) => setOwner(event.target.value)}
      />
      <Field
        label={t`For how many days`}
        type="number"
        min={1}
        max={400}
        required
        value={days}
        onChange={(event) => setDays(event.target.value)}
      />
      <Button look={shown ? undefined : "main"} type="submit" right="decide" disabled={busy}>
        <Trans>Show what it would silence</Trans>
      </Button>
      {shown && (
        <div className="space-y-2 rounded-md border p-3">
          <p>
            <Trans>
              It would have silenced {number(shown.preview.silenced.length)} of the last{" "}
              {number(shown.preview.looked_at)} alarms.
            </Trans>
          </p>
          <ul className="space-y-0.5">
            {shown.preview.silenced.slice(0, 8).map((one) => (
              <li key={one.id} className="flex items-center gap-2">
                <SeverityBadge value={one.severity} /> <span className="truncate">{one.title}</span>
              </li>
            ))}
          </ul>
          <CommandLine line={shown.command} />
          <Button look="main" right="decide" disabled={busy} onClick={() => void save()}>
            <Trans>Put it on the trust list</Trans>
          </Button>
        </div>
      )}
    </form>
  );
}
