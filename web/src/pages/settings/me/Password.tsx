import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { Button } from "@/parts/Button";
import { Field } from "@/parts/Field";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { useFault } from "./fault";

const LEAST = 12;

/** Takes a new password; the other sessions end. */
export function Password() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const fault = useFault();
  const differs = again !== "" && again !== password;
  async function send(event: FormEvent) {
    event.preventDefault();
    if (again !== password) return;
    setBusy(true);
    try {
      const { ended } = await post<{ ended: number }>("/me/password", { current, password });
      fault.clear();
      for (const set of [setCurrent, setPassword, setAgain]) set("");
      await client.invalidateQueries({ queryKey: ["list", "sessions"] });
      tell({
        text: t`The password is changed. ${plural(ended, { one: "# other session ended.", other: "# other sessions ended." })}`,
      });
    } catch (error) {
      fault.tell(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Box title={t`Password`}>
      <form className="max-w-[640px] space-y-3" onSubmit={(event) => void send(event)}>
        <div className="grid gap-3 md:grid-cols-3">
          <Field
            label={t`Current password`}
            type="password"
            autoComplete="current-password"
            required
            maxLength={1000}
            value={current}
            onChange={(event) => setCurrent(event.target.value)}
          />
          <Field
            label={t`New password`}
            hint={t`At least 12 characters`}
            type="password"
            autoComplete="new-password"
            required
            minLength={LEAST}
            maxLength={1000}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Field
            label={t`New password again`}
            type="password"
            autoComplete="new-password"
            required
            maxLength={1000}
            value={again}
            fault={differs ? t`It is not the same.` : null}
            onChange={(event) => setAgain(event.target.value)}
          />
        </div>
        {fault.view}
        <Button type="submit" disabled={busy}>
          <Trans>Change the password</Trans>
        </Button>
      </form>
    </Box>
  );
}
