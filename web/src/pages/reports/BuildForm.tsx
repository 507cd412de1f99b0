import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { get } from "@/api/client";
import type { QueryCheck } from "@/api/types";
import { Button } from "@/parts/Button";
import { Choice } from "@/parts/Choice";
import { CommandLine, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { commandOf, FORMS, type Form } from "./forms";

/** What a report is to be of. */
export interface Wanted {
  form: string;
  where: string;
  all_statuses: boolean;
}

/** The form of a new report: how it is written, and of which keys it is. */
export function BuildForm({ onBuild }: { onBuild: (wanted: Wanted) => void }) {
  const { t } = useLingui();
  const [form, setForm] = useState<Form>("html");
  const [where, setWhere] = useState("");
  const [all, setAll] = useState(false);
  const asked = useSettled(where.trim());
  const check = useQuery({
    queryKey: ["query-check", "keys", asked],
    queryFn: ({ signal }) => get<QueryCheck>("/query/check", { list: "keys", q: asked }, signal),
    enabled: asked !== "",
    staleTime: 60_000,
  });
  const fault = asked === "" ? null : (check.data?.fault ?? null);
  function send(event: FormEvent) {
    event.preventDefault();
    if (!fault) onBuild({ form, where: where.trim(), all_statuses: all });
  }
  return (
    <form className="space-y-4" onSubmit={send}>
      <Choice
        label={t`Written as`}
        columns={3}
        value={form}
        onChange={(value) => setForm(value as Form)}
        options={(Object.keys(FORMS) as Form[]).map((value) => ({
          value,
          title: t(FORMS[value].title),
          about: t(FORMS[value].about),
        }))}
      />
      <Field
        label={t`Of which keys`}
        value={where}
        maxLength={2000}
        spellCheck={false}
        placeholder="account:prod status:active owner:none"
        hint={t`As in the list of keys; empty for all of them.`}
        fault={fault && (fault.mend ? `${fault.what}; ${fault.mend}` : fault.what)}
        onChange={(event) => setWhere(event.target.value)}
      />
      <label className="flex min-h-6 items-center gap-2">
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
        <Trans>Also keys that are deleted</Trans>
      </label>
      <Button
        look="main"
        type="submit"
        right="run"
        blocked={fault ? t`The filter can't be read: mend what is marked in it.` : null}
      >
        <Trans>Build</Trans>
      </Button>
      <CommandLine line={commandOf(form, where, all, quoted)} />
    </form>
  );
}

const SETTLED_MS = 300;

/** Return a text as it is once nobody types any more. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
