import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { get, post } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { Button } from "@/parts/Button";
import { Select } from "@/parts/Choice";
import { CopyCommand, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { useProblemText } from "@/parts/Problem";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { type Shown, Silenced } from "./Silenced";

const DAY_MS = 86_400_000;

interface Props {
  query: string;
  rule: string | null;
  onClose: () => void;
}

/** Adds an entry; what it would have silenced is shown before it counts. */
export function AllowForm(props: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const problemText = useProblemText();
  const rules = useQuery({
    queryKey: ["list", "rules", "calls", ""],
    queryFn: ({ signal }) => get<Schemas["CallRuleList"]>("/rules/calls", {}, signal),
    staleTime: 300_000,
  }).data?.rows;
  const [q, setQ] = useState(props.query);
  const [rule, setRule] = useState(props.rule ?? "");
  const [reason, setReason] = useState("");
  const [owner, setOwner] = useState("");
  const [days, setDays] = useState("90");
  const [seen, setSeen] = useState<{ of: string; shown: Shown } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = {
    q: q.trim(),
    rule: rule || null,
    reason: reason.trim(),
    owner: owner.trim(),
  };
  const what = JSON.stringify([asked.q, asked.rule]);
  const shown = seen?.of === what ? seen.shown : null;
  async function attempt(how: (body: object) => Promise<void>) {
    setBusy(true);
    setFault(null);
    try {
      await how({ ...asked, until: new Date(Date.now() + Number(days) * DAY_MS).toISOString() });
    } catch (error) {
      const { why, mend } = problemOf(error);
      setFault([problemText(error), why, mend].filter(Boolean).join(" · "));
    } finally {
      setBusy(false);
    }
  }
  function send(event: FormEvent) {
    event.preventDefault();
    if (!shown) {
      void attempt(async (body) => setSeen({ of: what, shown: await post<Shown>("/allow/preview", body) }));
      return;
    }
    void attempt(async (body) => {
      await post("/allow", body);
      await client.invalidateQueries({ queryKey: ["list"] });
      props.onClose();
      tell({ text: t`It is on the trust list now.` });
    });
  }
  const ids = new Set((rules ?? []).map((one) => one.id));
  const options = [
    { value: "", title: t`Every rule` },
    ...(rule && !ids.has(rule) ? [{ value: rule, title: rule }] : []),
    ...(rules ?? [])
      .filter((one) => !one.fault)
      .map((one) => ({ value: one.id, title: `${one.id} · ${one.title}` })),
  ];
  const command = [
    `akwarden allow add ${quoted(asked.q || "QUERY")}`,
    asked.rule && `--rule ${quoted(asked.rule)}`,
    `--reason ${quoted(asked.reason || "REASON")}`,
    `--owner ${quoted(asked.owner || "OWNER")}`,
    `--until ${days}d`,
  ];
  return (
    <Box title={t`Add an entry`}>
      <form className="max-w-[720px] space-y-3" onSubmit={send}>
        <Field
          label={t`Which calls`}
          hint={t`A query of the call log that names whose calls they are: key:, principal:, account:, ip: … More than one narrows it down.`}
          required
          autoFocus={!props.query}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
        <Select
          label={t`Which alarms`}
          value={rule}
          options={options}
          onChange={(event) => setRule(event.target.value)}
        />
        <Field
          label={t`Why`}
          hint={t`Whoever reads this in a year should understand it`}
          required
          autoFocus={Boolean(props.query)}
          autoComplete="off"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="grid gap-3 md:grid-cols-2">
          <Field
            label={t`Who answers for it`}
            required
            autoComplete="off"
            maxLength={100}
            value={owner}
            onChange={(event) => setOwner(event.target.value)}
          />
          <Field
            label={t`For how many days`}
            hint={t`At most 400`}
            type="number"
            min={1}
            max={400}
            required
            value={days}
            onChange={(event) => setDays(event.target.value)}
          />
        </div>
        {fault && (
          <p role="alert" className="text-critical first-letter:uppercase">
            {fault}
          </p>
        )}
        <div aria-live="polite">{shown && <Silenced shown={shown} />}</div>
        <div className="flex flex-wrap gap-2">
          <Button look="main" type="submit" right="decide" disabled={busy}>
            {shown ? t`Put it on the trust list` : busy ? t`Looking…` : t`Show what it would silence`}
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
