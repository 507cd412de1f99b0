import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { remove } from "@/api/client";
import type { Schemas } from "@/api/types";
import { day, exact } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { CopyButton } from "@/parts/Copy";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";

type Entry = Schemas["AllowEntry"];
const SOON_MS = 14 * 86_400_000;

/** One entry: which calls, why, who answers for it, until when. */
export function EntryLine({ entry }: { entry: Entry }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const counts = entry.status === "in_force";
  const isSoon = counts && new Date(entry.until).getTime() - Date.now() < SOON_MS;
  return (
    <li className="border-t px-4 py-3" data-entry={entry.id}>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex items-start gap-1">
            <code className="min-w-0 font-mono text-meta leading-6 break-all">{entry.query}</code>
            <CopyButton text={entry.query} label={t`Copy the query`} />
          </p>
          <p className="mt-0.5">{entry.reason}</p>
          <p className="mt-0.5 text-meta text-muted">
            {[
              entry.rule ? t`only alarms of ${entry.rule}` : t`alarms of every rule`,
              t`${entry.owner} answers for it`,
              t`added by ${entry.created_by} on ${day(entry.created_at)}`,
            ].join(" · ")}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <State entry={entry} isSoon={isSoon} />
          {counts && (
            <Confirm
              trigger={
                <Button right="decide" aria-label={t`Take it back: entry ${entry.id}`}>
                  <Trans>Take it back</Trans>
                </Button>
              }
              title={t`Take this entry back?`}
              action={t`Take it back`}
              isDangerous
              command={`akwarden allow remove ${entry.id}`}
              onConfirm={async () => {
                await remove(`/allow/${entry.id}`);
                await client.invalidateQueries({ queryKey: ["list", "allow"] });
                tell({ text: t`Calls that it silenced make alarms again.` });
              }}
            >
              <Trans>
                From now on, calls that fit{" "}
                <code className="font-mono text-meta break-all">{entry.query}</code> make alarms again. The
                entry stays on record.
              </Trans>
            </Confirm>
          )}
        </div>
      </div>
    </li>
  );
}

function State({ entry, isSoon }: { entry: Entry; isSoon: boolean }) {
  const { t } = useLingui();
  if (entry.status === "removed") {
    return (
      <span className="text-meta text-muted" title={entry.removed_at ? exact(entry.removed_at) : undefined}>
        {t`taken back by ${entry.removed_by ?? ""}`}
      </span>
    );
  }
  if (entry.status === "ended") {
    return <Badge>{t`ended on ${day(entry.until)}`}</Badge>;
  }
  return isSoon ? (
    <Badge tone="medium">
      <Trans>
        ends <Time at={entry.until} />
      </Trans>
    </Badge>
  ) : (
    <Badge tone="low">{t`counts until ${day(entry.until)}`}</Badge>
  );
}
