import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Fingerprint, LogIn } from "lucide-react";
import { useEffect, useState } from "react";
import { address, get, post, setCsrf } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Me } from "@/api/types";
import { Door } from "@/app/Door";
import { meQuery } from "@/app/me";
import { safeNext } from "@/app/next";
import { useGo, useUrl } from "@/app/url";
import { Button, buttonLook } from "@/parts/Button";
import { Field } from "@/parts/Field";
import { useProblemText } from "@/parts/Problem";
import { askPasskey, hasPasskeys } from "./passkey";

interface Ways {
  first_start: boolean;
  passkeys: boolean;
  sign_on: string | null;
  demo: boolean;
  logged_in: boolean;
}

/** Where one logs in: with a password and, where it is asked for, a code; with a passkey; by single sign-on. */
export default function LoginPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const go = useGo();
  const [url] = useUrl();
  const problemText = useProblemText();
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [needsCode, setNeedsCode] = useState(false);
  const [busy, setBusy] = useState(false);
  const problems: Record<string, string> = {
    sign_on_expired: t`The single sign-on took too long. Try again.`,
    sign_on_refused: t`The single sign-on did not let you in.`,
    sign_on_no_role: t`You have no role here yet. Ask an administrator.`,
    sign_on_unavailable: t`The single sign-on does not answer right now.`,
  };
  const [fault, setFault] = useState<string | null>(problems[url.problem ?? ""] ?? null);
  const ways = useQuery({
    queryKey: ["login", "ways"],
    queryFn: ({ signal }) => get<Ways>("/login", {}, signal),
    retry: false,
    // Somebody may have logged in again in another tab meanwhile.
    refetchOnWindowFocus: "always",
  }).data;
  const next = safeNext(url.next);
  const { history } = useRouter();
  const isIn = ways?.logged_in ?? false;
  useEffect(() => {
    if (isIn) history.replace(next);
  }, [isIn, history, next]);
  function enter(me: Me) {
    setCsrf(me.csrf);
    client.setQueryData(meQuery.queryKey, me);
    go(next);
  }
  async function attempt(how: () => Promise<Me>) {
    setBusy(true);
    setFault(null);
    try {
      enter(await how());
    } catch (error) {
      const body = problemOf(error);
      if (body.code === "second_factor_needed" && !needsCode) setNeedsCode(true);
      else if (!(error instanceof DOMException))
        setFault([problemText(error), body.mend].filter(Boolean).join("\n"));
      setCode("");
    } finally {
      setBusy(false);
    }
  }
  return (
    <Door
      title={needsCode ? <Trans>Your code</Trans> : <Trans>Log in</Trans>}
      text={
        ways?.first_start && (
          <Trans>There is nobody yet: open the link that akwarden up printed on the terminal.</Trans>
        )
      }
    >
      <form
        className="mt-4 space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(() =>
            post<Me>("/login", { login, password, ...(needsCode ? { code: code.trim() } : {}) }),
          );
        }}
      >
        {needsCode ? (
          <Field
            label={t`One-time code`}
            hint={t`Six digits from your authenticator, or one of your recovery codes.`}
            autoComplete="one-time-code"
            autoFocus
            required
            maxLength={40}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        ) : (
          <>
            <Field
              label={t`Login`}
              autoComplete="username webauthn"
              autoCapitalize="none"
              autoFocus
              required
              maxLength={100}
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
            <Field
              label={t`Password`}
              type="password"
              autoComplete="current-password"
              required
              maxLength={1000}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </>
        )}
        {fault && (
          <p role="alert" className="text-critical whitespace-pre-line first-letter:uppercase">
            {fault}
          </p>
        )}
        <Button
          type="submit"
          look="main"
          className="h-8 w-full"
          disabled={busy}
          icon={<LogIn className="size-4" aria-hidden />}
        >
          {needsCode ? t`Go on` : t`Log in`}
        </Button>
        {needsCode && (
          <Button look="quiet" className="w-full" onClick={() => setNeedsCode(false)}>
            <Trans>Back</Trans>
          </Button>
        )}
      </form>
      {!needsCode && (
        <div className="mt-3 space-y-2">
          {ways?.passkeys && hasPasskeys() && (
            <Button
              className="h-8 w-full"
              disabled={busy}
              icon={<Fingerprint className="size-4" aria-hidden />}
              onClick={() => void attempt(askPasskey)}
            >
              <Trans>With a passkey</Trans>
            </Button>
          )}
          {ways?.sign_on && (
            <a href={address("/login/oidc/start")} className={`${buttonLook()} h-8 w-full`}>
              {ways.sign_on}
            </a>
          )}
          <p className="pt-1 text-meta text-muted">
            <Trans>Nobody can log in any more? On the machine itself: akwarden users link LOGIN</Trans>
          </p>
        </div>
      )}
    </Door>
  );
}
