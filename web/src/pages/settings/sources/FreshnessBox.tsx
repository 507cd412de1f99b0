import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { Freshness } from "@/api/types";
import { number, span } from "@/i18n/format";
import { type Task, useStartJob, useWhenJobEnds } from "@/jobs/job";
import { freshnessQuery } from "@/live/freshness";
import { Badge, type Tone } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import { Box } from "../Part";

type Fresh = Freshness["sources"][number];

const KINDS: Record<Fresh["kind"], MessageDescriptor> = {
  account: msg`Account`,
  records: msg`Audit records`,
  detection: msg`Detection`,
};

type State = "failed" | "late" | "never" | "fresh" | "read";

const STATES: Record<State, { tone: Tone; label: MessageDescriptor }> = {
  failed: { tone: "high", label: msg({ message: "Failed", context: "source" }) },
  late: { tone: "medium", label: msg({ message: "Late", context: "source" }) },
  never: { tone: "medium", label: msg({ message: "Not read", context: "source" }) },
  fresh: { tone: "low", label: msg({ message: "Fresh", context: "source" }) },
  read: { tone: "info", label: msg({ message: "Read", context: "source" }) },
};

/** Say how a source stands; what is not read by itself is never called fresh. */
function stateOf(one: Fresh): State {
  if (one.error) return "failed";
  if (one.late) return "late";
  if (one.up_to === null) return "never";
  return one.every_seconds === null ? "read" : "fresh";
}

const FEW = 8;

/** Up to when everything is read, and what reads it now. */
export function FreshnessBox() {
  const { t } = useLingui();
  const client = useQueryClient();
  const [all, setAll] = useState(false);
  const fresh = useQuery(freshnessQuery);
  const again = useCallback(() => void client.invalidateQueries(freshnessQuery), [client]);
  useWhenJobEnds("sync pull detect import", again);
  const sources = fresh.data?.sources ?? [];
  return (
    <Box title={t`How fresh it is`} isBare action={<Now />}>
      {fresh.error && !fresh.data && <ProblemView error={fresh.error} retry={() => void fresh.refetch()} />}
      {fresh.isPending && <Skeleton rows={5} />}
      {fresh.data && sources.length === 0 && (
        <p className="px-4 pb-4 text-muted">
          <Trans>Nothing is read yet: add an account, or hand in audit records.</Trans>
        </p>
      )}
      {sources.length > 0 && (
        <ul className="divide-y border-t">
          {(all ? sources : sources.slice(0, FEW)).map((one) => (
            <Source key={`${one.kind} ${one.name} ${one.account}`} one={one} />
          ))}
        </ul>
      )}
      {sources.length > FEW && (
        <Button look="quiet" className="m-2" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t`Only the first` : t`All ${number(sources.length)}`}
        </Button>
      )}
    </Box>
  );
}

function Source({ one }: { one: Fresh }) {
  const { t } = useLingui();
  const { tone, label } = STATES[stateOf(one)];
  return (
    <li className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-start gap-x-3 gap-y-0.5 px-4 py-2">
      <span>
        <Badge tone={tone}>{t(label)}</Badge>
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {one.name} <span className="text-meta text-muted">{t(KINDS[one.kind])}</span>
        {one.error && <span className="block text-high">{one.error}</span>}
      </span>
      <span className="text-right text-muted">
        <Time at={one.up_to} none={t`never`} />
        <span className="block text-meta">
          {one.every_seconds === null ? t`not by itself` : t`every ${span(one.every_seconds)}`}
        </span>
      </span>
    </li>
  );
}

function Now() {
  const { t } = useLingui();
  const start = useStartJob();
  const tellFault = useTellFault();
  const begin = (task: Task, text: string) => void start(task).then(() => tell({ text }), tellFault);
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        right="run"
        title="akwarden sync"
        onClick={() => begin({ kind: "sync" }, t`The accounts are being read.`)}
      >
        <Trans>Read accounts now</Trans>
      </Button>
      <Button
        right="run"
        title="akwarden audit pull"
        onClick={() => begin({ kind: "pull" }, t`Audit records are being fetched.`)}
      >
        <Trans>Fetch records now</Trans>
      </Button>
      <Button
        right="run"
        everywhere
        title="akwarden detect"
        onClick={() => begin({ kind: "detect" }, t`Calls are being judged.`)}
      >
        <Trans>Judge now</Trans>
      </Button>
    </div>
  );
}
