import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { post, setCsrf } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Door } from "@/app/Door";
import { meQuery } from "@/app/me";
import { safeNext } from "@/app/next";
import { useGo, useUrl } from "@/app/url";
import { Button } from "@/parts/Button";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Codes } from "../settings/me/Codes";
import { Passkeys } from "../settings/me/Passkeys";

/** Where whoever must show a second factor sets one up, or learns to log in with the one that they have. */
export default function FactorPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const go = useGo();
  const [url] = useUrl();
  const tellFault = useTellFault();
  const { data: me, error, refetch } = useQuery(meQuery);
  const isOut = error !== null && problemOf(error).status === 401;
  useEffect(() => {
    if (isOut) void navigate({ to: "/login" });
  }, [isOut, navigate]);
  async function logOut() {
    try {
      await post("/logout");
      setCsrf(null);
      client.clear();
      await navigate({ to: "/login", search: { next: url.next } as never });
    } catch (fault) {
      tellFault(fault);
    }
  }
  if (error && !isOut)
    return (
      <Door title={t`A second factor`}>
        <ProblemView error={error} retry={() => void refetch()} />
      </Door>
    );
  if (!me)
    return (
      <Door title={t`A second factor`}>
        <Skeleton rows={4} />
      </Door>
    );
  if (me.second_factor === "show")
    return (
      <Door
        title={t`Log in with your second factor`}
        text={
          <Trans>
            This console asks for one, and you logged in without it. If you lost it, ask an administrator for
            a new link.
          </Trans>
        }
      >
        <Button look="main" className="mt-4 h-8 w-full" onClick={() => void logOut()}>
          <Trans>Log in again</Trans>
        </Button>
      </Door>
    );
  return (
    <Door
      title={t`Set up a second factor`}
      text={<Trans>This console asks for one before anything else works: one-time codes or a passkey.</Trans>}
    >
      <div className="mt-4 space-y-4">
        <Codes
          isOn={me.person.one_time_codes}
          left={me.recovery_codes}
          needsPassword={!me.person.single_sign_on}
        />
        <Passkeys needsPassword={!me.person.single_sign_on} />
        <div className="flex flex-wrap gap-2">
          <Button
            look="main"
            blocked={me.second_factor ? t`Set up one of the two first.` : null}
            onClick={() => go(safeNext(url.next))}
          >
            <Trans>Go on</Trans>
          </Button>
          <Button onClick={() => void logOut()}>
            <Trans>Log out</Trans>
          </Button>
        </div>
      </div>
    </Door>
  );
}
