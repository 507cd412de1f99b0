import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import type { Schemas } from "@/api/types";
import { meQuery } from "@/app/me";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyButton } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { Once } from "../people/Once";
import { useFault } from "./fault";

interface Props {
  isOn: boolean;
  /** Recovery codes that are left. */
  left: number;
  needsPassword: boolean;
}

/** One-time codes: set up with a phone, proven once, with recovery codes for whoever loses it. */
export function Codes({ isOn, left, needsPassword }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const fault = useFault();
  const [asked, setAsked] = useState<"begin" | "stop" | null>(null);
  const [password, setPassword] = useState("");
  const [begun, setBegun] = useState<Schemas["CodesStarted"] | null>(null);
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const readMe = () => client.fetchQuery({ ...meQuery, staleTime: 0 });
  function close() {
    setAsked(null);
    setBegun(null);
    setPassword("");
    setCode("");
    fault.clear();
  }
  async function attempt(event: FormEvent, how: () => Promise<void>) {
    event.preventDefault();
    setBusy(true);
    fault.clear();
    try {
      await how();
    } catch (error) {
      fault.tell(error);
    } finally {
      setBusy(false);
    }
  }
  const body = () => (needsPassword ? { password } : {});
  const begin = async () => {
    setBegun(await post<Schemas["CodesStarted"]>("/me/one-time-codes/begin", body()));
    setPassword("");
  };
  const finish = async () => {
    const sent = { step: begun?.step, code: code.replaceAll(" ", "") };
    const done = await post<Schemas["RecoveryCodes"]>("/me/one-time-codes/finish", sent);
    close();
    setCodes(done.codes);
    await readMe();
  };
  const stop = async () => {
    await post("/me/one-time-codes/stop", body());
    close();
    setCodes(null);
    await readMe();
    tell({ text: t`Logins ask for no one-time code any more.` });
  };
  return (
    <>
      {codes && (
        <Once
          title={<Trans>Your recovery codes</Trans>}
          values={[{ name: t`Each lets you in once, without the phone`, value: codes.join("\n") }]}
          onClose={() => setCodes(null)}
        />
      )}
      <Box
        title={
          <span className="inline-flex flex-wrap items-center gap-2">
            <Trans>One-time codes</Trans>
            <Badge tone={isOn ? "low" : "medium"}>{isOn ? t`on` : t`off`}</Badge>
          </span>
        }
        action={
          asked === null && (
            <div className="flex flex-wrap gap-2">
              <Button look={isOn ? "plain" : "main"} onClick={() => setAsked("begin")}>
                {isOn ? t`Set up anew` : t`Set up`}
              </Button>
              {isOn && (
                <Button look="quiet" onClick={() => setAsked("stop")}>
                  <Trans>Turn off</Trans>
                </Button>
              )}
            </div>
          )
        }
      >
        <p className="max-w-[640px] text-muted">
          <Trans>After the password, a login asks for a code that your phone shows.</Trans>
          {isOn &&
            ` ${t`${plural(left, { one: "# recovery code is left.", other: "# recovery codes are left." })}`}`}
        </p>
        {asked !== null && !begun && (
          <form
            className="mt-3 max-w-[320px] space-y-3"
            onSubmit={(event) => void attempt(event, asked === "begin" ? begin : stop)}
          >
            {needsPassword && <Again value={password} onChange={setPassword} />}
            {fault.view}
            <div className="flex flex-wrap gap-2">
              <Button look={asked === "stop" ? "danger" : "main"} type="submit" disabled={busy}>
                {asked === "stop" ? t`Turn off` : t`Go on`}
              </Button>
              <Button onClick={close}>
                <Trans>Cancel</Trans>
              </Button>
            </div>
          </form>
        )}
        {begun && (
          <form
            className="mt-3 flex flex-wrap items-start gap-4"
            onSubmit={(event) => void attempt(event, finish)}
          >
            <img
              src={`data:image/svg+xml;base64,${btoa(begun.svg)}`}
              alt={t`QR code for your authenticator`}
              className="size-44 shrink-0 rounded-md border p-1"
            />
            <div className="max-w-[360px] min-w-0 flex-1 basis-56 space-y-3">
              <p>
                <Trans>Scan it with an authenticator on your phone, or type this there:</Trans>
              </p>
              <p className="flex items-center gap-1">
                <code className="min-w-0 font-mono text-meta break-all">{begun.secret}</code>
                <CopyButton text={begun.secret} label={t`Copy what the codes are made from`} />
              </p>
              <Field
                label={t`The code that it shows now`}
                inputMode="numeric"
                autoComplete="one-time-code"
                autoFocus
                required
                maxLength={12}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
              {fault.view}
              <div className="flex flex-wrap gap-2">
                <Button look="main" type="submit" disabled={busy}>
                  <Trans>Turn on</Trans>
                </Button>
                <Button onClick={close}>
                  <Trans>Cancel</Trans>
                </Button>
              </div>
            </div>
          </form>
        )}
      </Box>
    </>
  );
}

/** The password once more, before something that lets people in changes. */
export function Again({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  return (
    <Field
      label={t`Your password, once more`}
      type="password"
      autoComplete="current-password"
      autoFocus
      required
      maxLength={1000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
