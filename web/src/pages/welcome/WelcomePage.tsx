import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post, setCsrf } from "@/api/client";
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
  const isFirst = whose.data?.login === null;
  async function enter() {
    if (password !== again) return setFault(t`The two passwords differ.`);
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
        title={<Trans>This link is not whole</Trans>}
        text={<Trans>Open it exactly as it was printed or sent. It holds for one login.</Trans>}
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
  return (
    <Door
      title={<Trans>Welcome</Trans>}
      text={<Trans>Choose a password. This link holds for one login.</Trans>}
    >
      <form
        className="mt-4 space-y-3"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
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
          onChange={(event) => setPassword(event.target.value)}
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
