import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { get, post, remove } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { browserOf } from "./browser";

const QUERY = ["list", "sessions"];

/** The browsers in which one is logged in. */
export function Sessions() {
  const { t } = useLingui();
  const client = useQueryClient();
  const tellFault = useTellFault();
  const sessions = useQuery({
    queryKey: QUERY,
    queryFn: ({ signal }) => get<Schemas["SessionList"]>("/me/sessions", {}, signal),
  });
  const rows = [...(sessions.data?.rows ?? [])].sort(
    (one, other) => Number(other.is_this) - Number(one.is_this),
  );
  const hows: Record<string, string> = {
    password: t`password`,
    "password and code": t`password and one-time code`,
    passkey: t`passkey`,
    link: t`one-time link`,
    "single sign-on": t`single sign-on`,
  };
  async function end(id: string) {
    try {
      await remove(`/me/sessions/${encodeURIComponent(id)}`);
      await client.invalidateQueries({ queryKey: QUERY });
      tell({ text: t`The session ended.` });
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <Box
      isBare
      title={t`Where you are logged in`}
      action={
        rows.length > 1 && (
          <Confirm
            trigger={
              <Button look="danger">
                <Trans>End all others</Trans>
              </Button>
            }
            title={t`End all sessions but this one?`}
            action={t`End all others`}
            isDangerous
            onConfirm={async () => {
              await post("/me/sessions/end-others");
              await client.invalidateQueries({ queryKey: QUERY });
            }}
          >
            <Trans>Those browsers have to log in again.</Trans>
          </Confirm>
        )
      }
    >
      {sessions.error && <ProblemView error={sessions.error} retry={() => void sessions.refetch()} />}
      {sessions.isPending && <Skeleton rows={2} />}
      <ul>
        {rows.map((one) => (
          <li key={one.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t px-4 py-2.5">
            <div className="min-w-0 flex-1 basis-56">
              <div className="flex flex-wrap items-center gap-1.5">
                <span className="min-w-0 truncate font-medium" title={one.agent}>
                  {browserOf(one.agent) ?? t`a browser that gives no name`}
                </span>
                {one.is_this && (
                  <Badge tone="accent">
                    <Trans>this one</Trans>
                  </Badge>
                )}
              </div>
              <div className="text-meta text-muted">
                {[one.address || t`from an address that is not known`, hows[one.how] ?? one.how].join(" · ")}
              </div>
            </div>
            <div className="text-meta text-muted">
              <Trans>
                since <Time at={one.created_at} />, used <Time at={one.seen_at} />
              </Trans>
            </div>
            {!one.is_this && (
              <Button
                aria-label={t`End it: ${browserOf(one.agent) ?? one.address}`}
                onClick={() => void end(one.id)}
              >
                <Trans>End it</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Box>
  );
}
