import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post, setCsrf } from "@/api/client";
import { problemOf } from "@/api/problem";
import type { Me } from "@/api/types";
import { Door } from "@/app/Door";
import { meQuery } from "@/app/me";
import { useGo } from "@/app/url";
import { Button } from "@/parts/Button";
import { Field } from "@/parts/Field";
import { ProblemView, useProblemText } from "@/parts/Problem";

/** Read the token from behind the `#`, which no server and no log ever sees, and take it out of the address. */
function takeToken(): string {
  const behind = decodeURIComponent(location.hash.slice(1));
  if (behind) history.replaceState(history.state, "", location.pathname);
  return new URLSearchParams(behind).get("token") ?? behind;
}

/** Make a password that nobody types: in the demo there is nothing that it would keep. */
function madeUp(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(24)), (one) => one.toString(16)).join("");
}

/** Where a one-time link leads: at the first start, and for whoever was invited. */
export default function WelcomePage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const go = useGo();
  const problemText = useProblemText();
  const [token] = useState(takeToken);
  const [login, setLogin] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const whose = useQuery({
    queryKey: ["login", "whose"],
    queryFn: () => post<{ login: string | null }>("/login/link/whose", { token }),
    enabled: token !== "",
    retry: false,
    gcTime: 0,
  });
  const ways = useQuery({
    queryKey: ["login", "ways"],
    queryFn: ({ signal }) => get<{ demo: boolean }>("/login", {}, signal),
    retry: false,
  }).data;
  const isFirst = whose.data?.login === null;
  async function choose() {
    if (password !== again) return setFault(t`The two passwords differ.`);
    await enter(password);
  }
  async function enter(password: string) {
    setBusy(true);
    setFault(null);
    try {
      const me = await post<Me>("/login/link", {
        token,
        password,
        ...(isFirst ? { login: login.trim(), name: name.trim() || null } : {}),
      });
      setCsrf(me.csrf);
      client.setQueryData(meQuery.queryKey, me);
      go("/");
    } catch (error) {
      setFault([problemText(error), problemOf(error).mend].filter(Boolean).join("\n"));
    } finally {
      setBusy(false);
    }
  }
  if (!token) {
    return (
      <Door
        title={<Trans>This link is not complete</Trans>}
        text={<Trans>Open it exactly as it was printed or sent. It works for one login.</Trans>}
      >
        <a href="/login" className="link mt-3 inline-block">
          <Trans>To the login</Trans>
        </a>
      </Door>
    );
  }
  if (whose.error) {
    return (
      <Door title={<Trans>This link does not work</Trans>}>
        <ProblemView error={whose.error} />
        <a href="/login" className="link inline-block">
          <Trans>To the login</Trans>
        </a>
      </Door>
    );
  }
  if (ways?.demo && whose.data?.login)
    return (
      <Door
        title={<Trans>Welcome</Trans>}
        text={<Trans>Everything here is made up, so there is no password to think of.</Trans>}
      >
        {fault && (
          <p role="alert" className="mt-3 text-critical whitespace-pre-line first-letter:uppercase">
            {fault}
          </p>
        )}
        <Button look="main" className="mt-4 h-8 w-full" disabled={busy} onClick={() => void enter(madeUp())}>
          {t`Come in as ${whose.data.login}`}
        </Button>
      </Door>
    );
  return (
    <Door
      title={<Trans>Welcome</Trans>}
      text={<Trans>Choose a password. This link works for one login.</Trans>}
    >
      <form
        className="mt-4 space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          void choose();
        }}
      >
        {isFirst ? (
          <>
            <Field
              label={t`Login`}
              hint={t`You become the administrator.`}
              autoComplete="username"
              autoCapitalize="none"
              autoFocus
              required
              maxLength={100}
              value={login}
              onChange={(event) => setLogin(event.target.value)}
            />
            <Field
              label={t`Your name`}
              autoComplete="name"
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </>
        ) : (
          <Field label={t`Login`} autoComplete="username" readOnly value={whose.data?.login ?? ""} />
        )}
        <Field
          label={t`Password`}
          type="password"
          hint={t`At least 12 characters. A sentence is good.`}
          autoComplete="new-password"
          minLength={12}
          maxLength={1000}
          required
          value={password}
          onChange={(event) => {
            setPassword(event.target.value);
            // It spoke of the one before.
            setFault(null);
          }}
        />
        <Field
          label={t`Once more`}
          type="password"
          autoComplete="new-password"
          required
          maxLength={1000}
          value={again}
          onChange={(event) => setAgain(event.target.value)}
        />
        {fault && (
          <p role="alert" className="text-critical whitespace-pre-line first-letter:uppercase">
            {fault}
          </p>
        )}
        <Button type="submit" look="main" className="h-8 w-full" disabled={busy}>
          <Trans>Log in</Trans>
        </Button>
      </form>
    </Door>
  );
}
