import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "@/api/client";
import { number } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { CopyCommand } from "@/parts/Copy";
import { Section } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Words } from "@/parts/Words";
import type { AlarmPage, Backtest, RulePage } from "./types";

/** What the rule says, and what it would have done in the last days. */
export function RuleTab({ page }: { page: AlarmPage }) {
  const { t } = useLingui();
  const { alarm } = page;
  const [rule, setRule] = useState(alarm.rule);
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "alarms", alarm.id, "rule", rule],
    queryFn: ({ signal }) => get<RulePage>(`/alarms/${alarm.id}/rule`, { rule }, signal),
  });
  return (
    <>
      {alarm.rules.length > 1 && (
        <Section title={t`Rules that fired`}>
          <div className="flex flex-wrap gap-1.5">
            {alarm.rules.map((one) => (
              <Button
                key={one}
                look={one === rule ? "main" : undefined}
                aria-pressed={one === rule}
                onClick={() => setRule(one)}
              >
                {one}
              </Button>
            ))}
          </div>
        </Section>
      )}
      {error ? (
        <ProblemView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={8} />
      ) : (
        <>
          <Section title={data.rule.title} action={<CopyCommand line={`akwarden detect show ${rule}`} />}>
            <p className="whitespace-pre-wrap">
              <Words text={data.description} />
            </p>
            {data.fired && (
              <p className="mt-1 text-muted">
                <Trans>
                  In the last {number(data.fired.days)} days: {number(data.fired.open)} open,{" "}
                  {number(data.fired.handled)} handled, {number(data.fired.ignored)} ignored.
                </Trans>
              </p>
            )}
          </Section>
          <Replay id={alarm.id} rule={rule} />
          {data.false_positives.length > 0 && (
            <Section title={t`What fires it though nothing is wrong`}>
              <ul className="list-disc pl-4">
                {data.false_positives.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            </Section>
          )}
          <Section title={t`As it is written`}>
            <pre className="max-h-96 overflow-auto rounded-md bg-hover p-2 font-mono text-meta" tabIndex={0}>
              {data.detection}
            </pre>
          </Section>
        </>
      )}
    </>
  );
}

/** Whether the rule would have fired in the last days; asked for, since it takes seconds. */
function Replay({ id, rule }: { id: string; rule: string }) {
  const { t } = useLingui();
  const [wanted, setWanted] = useState<string | null>(null);
  const { data, error, isFetching } = useQuery({
    queryKey: ["one", "alarms", id, "replay", rule],
    queryFn: ({ signal }) => get<Backtest>(`/alarms/${id}/replay`, { rule }, signal),
    enabled: wanted === rule,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <Section title={t`Would it have fired in the last 30 days?`}>
      {error && <ProblemView error={error} />}
      {data ? (
        <>
          <p>
            {t`${plural(data.alarms, { one: "# alarm", other: "# alarms" })} from ${number(data.events)} of ${number(data.calls)} calls.`}
          </p>
          <ul className="mt-1 space-y-0.5">
            {data.subjects.slice(0, 8).map((one) => (
              <li key={`${one.account} ${one.subject}`} className="flex justify-between gap-2">
                <span className="min-w-0 truncate font-mono text-meta">{one.subject ?? one.account}</span>
                <span className="text-muted">{plural(one.days, { one: "# day", other: "# days" })}</span>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Button disabled={isFetching} onClick={() => setWanted(rule)}>
          {isFetching ? t`Looking…` : t`Look`}
        </Button>
      )}
    </Section>
  );
}
