import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { remove } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useMe } from "@/app/me";
import { day, listed } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";
import { type ApiKey, tokensQuery } from "./api";
import { GrantBadges } from "./Grants";
import { NewToken } from "./NewToken";
import { Once } from "./Once";

/** API tokens and pairs: of everybody for who may see that, else one's own. */
export function Tokens({ everybody }: { everybody: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery(everybody));
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<Schemas["TokenMade"] | null>(null);
  const [all, setAll] = useState(false);
  const rows = tokens.data?.rows ?? [];
  const working = rows.filter((one) => !whyDead(one));
  const shown = all ? rows : working;
  function show(token: Schemas["TokenMade"]) {
    setAdding(false);
    setMade(token);
    void client.invalidateQueries({ queryKey: ["list", "tokens"] });
  }
  return (
    <>
      {made && (
        <Once
          title={
            made.token.kind === "wire" ? (
              <Trans>The pair {made.token.name}</Trans>
            ) : (
              <Trans>The token {made.token.name}</Trans>
            )
          }
          values={
            made.token.kind === "wire"
              ? [
                  { name: "SecretId", value: made.token.id },
                  { name: "SecretKey", value: made.secret },
                ]
              : [{ name: t`Token`, value: made.secret }]
          }
          onClose={() => setMade(null)}
        >
          {made.token.kind === "token" && (
            <p className="mt-1 text-muted">
              <Trans>
                Send it as <code className="font-mono text-ink">Authorization: Bearer …</code>, and keep it in
                no repository.
              </Trans>
            </p>
          )}
        </Once>
      )}
      {adding && <NewToken everybody={everybody} onMade={show} onClose={() => setAdding(false)} />}
      <Box
        isBare
        title={everybody ? t`API tokens` : t`Your API tokens`}
        action={
          <Button icon={<Plus className="size-4" aria-hidden />} onClick={() => setAdding(true)}>
            <Trans>Make a token</Trans>
          </Button>
        }
      >
        {tokens.error && <ProblemView error={tokens.error} retry={() => void tokens.refetch()} />}
        {tokens.isPending && <Skeleton rows={2} />}
        {tokens.data && shown.length === 0 && (
          <p className="px-4 pb-4 text-muted">
            <Trans>
              None that works. With a token, a program calls the API and does no more than it says.
            </Trans>
          </p>
        )}
        <ul>
          {shown.map((one) => (
            <TokenLine key={one.id} token={one} everybody={everybody} />
          ))}
        </ul>
        {rows.length > working.length && (
          <div className="border-t px-3 py-2">
            <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
              {all
                ? t`Only those that work`
                : t`${plural(rows.length - working.length, { one: "Also # that works no more", other: "Also # that work no more" })}`}
            </Button>
          </div>
        )}
      </Box>
    </>
  );
}

function whyDead(token: ApiKey): "revoked" | "ended" | null {
  if (token.revoked_at) return "revoked";
  return token.expires_at && new Date(token.expires_at).getTime() <= Date.now() ? "ended" : null;
}

function TokenLine({ token, everybody }: { token: ApiKey; everybody: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const me = useMe();
  const dead = whyDead(token);
  const isMine = me?.person.id === token.person_id;
  const about = [
    everybody && token.login,
    token.kind === "wire" ? token.id : null,
    token.networks.length > 0 ? t`only from ${listed(token.networks)}` : t`from everywhere`,
    token.expires_at ? t`until ${day(token.expires_at)}` : t`without an end`,
    token.created_by !== token.login && t`made by ${token.created_by}`,
  ].filter(Boolean);
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1.5 border-t px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="min-w-0 truncate font-medium">{token.name}</span>
          <Badge>{token.kind === "wire" ? t`SecretId and SecretKey` : t`Token`}</Badge>
          {dead && <Badge tone="high">{dead === "revoked" ? t`revoked` : t`ended`}</Badge>}
        </div>
        <div className="text-meta break-words text-muted">{about.join(" · ")}</div>
      </div>
      <div className="min-w-0 basis-40">
        <GrantBadges grants={token.grants} />
        <div className="mt-0.5 text-meta text-muted">
          {token.used_at ? (
            <Trans>
              used <Time at={token.used_at} /> from {token.used_from ?? t`not known`}
            </Trans>
          ) : (
            <Trans>never used</Trans>
          )}
        </div>
      </div>
      {!dead && (
        <Confirm
          trigger={
            <Button
              look="danger"
              right={isMine ? undefined : "administer"}
              aria-label={t`Revoke ${token.name}`}
            >
              <Trans>Revoke</Trans>
            </Button>
          }
          title={t`Revoke ${token.name}?`}
          action={t`Revoke`}
          isDangerous
          command={`akwarden tokens revoke ${token.id}`}
          onConfirm={async () => {
            await remove(`${isMine ? "/me" : ""}/tokens/${encodeURIComponent(token.id)}`);
            await client.invalidateQueries({ queryKey: ["list", "tokens"] });
            tell({ text: t`${token.name} works no more.` });
          }}
        >
          <Trans>The next call with it is refused. This can't be taken back; make a new one instead.</Trans>
        </Confirm>
      )}
    </li>
  );
}
