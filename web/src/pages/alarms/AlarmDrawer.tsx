import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { useRef } from "react";
import { get } from "@/api/client";
import { isNoMore } from "@/api/problem";
import { useOpened } from "@/app/url";
import { exact, listed, number } from "@/i18n/format";
import { useKeys } from "@/keyboard/keys";
import { SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyCommand, KeyId } from "@/parts/Copy";
import { Drawer, Facts, Section, type Tab } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Address, StatusBadge } from "./columns";
import { DecideButtons } from "./Decide";
import { useDecideAlarms } from "./deciding";
import { NextStep } from "./NextStep";
import { RuleTab } from "./RuleTab";
import { BesideTable, Swimlane } from "./Swimlane";
import type { AlarmActivity, AlarmPage } from "./types";

/** One alarm: what is wrong, why we say so, whose it is, what to do next, and the evidence. */
export default function AlarmDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/alarms");
  const frame = useRef<HTMLSpanElement>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "alarms", id],
    queryFn: ({ signal }) => get<AlarmPage>(`/alarms/${encodeURIComponent(id)}`, {}, signal),
  });
  const press = (name: string) => () =>
    frame.current?.parentElement?.querySelector<HTMLButtonElement>(`[data-form="${name}"]`)?.click();
  useKeys({ h: press("handle"), i: press("ignore"), s: press("snooze") });
  // What was read before stays while it can't be read anew.
  if (!data || isNoMore(error)) {
    return (
      <Drawer title={t`Alarm`} onClose={close}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton rows={10} />}
      </Drawer>
    );
  }
  const { alarm } = data;
  const tabs: Tab[] = [
    { name: "why", title: t`Why`, content: () => <Why page={data} /> },
    { name: "calls", title: t`Calls`, content: () => <Calls page={data} /> },
    { name: "rule", title: t`Rule`, content: () => <RuleTab page={data} /> },
    {
      name: "related",
      title: t`Related`,
      count: data.related.length,
      content: () => <Related page={data} />,
    },
  ];
  return (
    <Drawer
      title={alarm.title}
      under={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <SeverityBadge value={alarm.severity} />
          <StatusBadge one={alarm} />
          {alarm.key_id && <KeyId id={alarm.key_id} />}
          <span>{alarm.account_name ?? alarm.account}</span>
        </span>
      }
      actions={
        <>
          <span ref={frame} hidden />
          {alarm.status === "open" ? (
            <DecideButtons key={alarm.id} of={{ ids: [alarm.id], q: null }} />
          ) : (
            <Reopen id={alarm.id} />
          )}
          <CopyCommand line={`akwarden alarms show ${alarm.id.slice(0, 12)}`} />
        </>
      }
      tabs={tabs}
      onClose={close}
    />
  );
}

function Reopen({ id }: { id: string }) {
  const decide = useDecideAlarms();
  return (
    <Button
      right="decide"
      icon={<RotateCcw className="size-4" aria-hidden />}
      onClick={() => void decide({ ids: [id], q: null }, { decision: "reopen" })}
    >
      <Trans>Open again</Trans>
    </Button>
  );
}

function Why({ page }: { page: AlarmPage }) {
  const { t } = useLingui();
  const { alarm } = page;
  return (
    <>
      <Section title={t`Why we say so`}>
        <ul className="space-y-1">
          {alarm.reasons.map((one) => (
            <li key={one.text} className="flex gap-2">
              <span className="mt-[9px] size-1 shrink-0 rounded-full bg-muted" aria-hidden />
              {one.text}
            </li>
          ))}
        </ul>
      </Section>
      {alarm.next_action && (
        <Section title={t`What to do next`}>
          <NextStep line={alarm.next_action} />
        </Section>
      )}
      <Section title={t`Whose it is`}>
        <Facts
          facts={[
            [t`Owner`, alarm.owner ?? t`nobody yet`],
            [
              t`Key`,
              alarm.key_id ? (
                <KeyLink key="k" id={alarm.key_id} remark={page.key?.remark} />
              ) : (
                listed(page.key_ids)
              ),
            ],
            [t`Caller`, listed(page.principals) || alarm.subject],
            [t`From`, <Addresses key="a" ips={alarm.source_ips} />],
            [t`Calls`, number(alarm.count)],
            [t`First`, exact(alarm.first_at)],
            [t`Last`, exact(alarm.last_at)],
            [t`Told`, exact(page.opened_at)],
            ...(alarm.changed_by && alarm.status !== "open"
              ? [[t`Decided`, `${alarm.changed_by}: ${alarm.status_reason ?? ""}`] as [string, string]]
              : []),
            ...(alarm.techniques.length > 0
              ? [["MITRE ATT&CK", listed(alarm.techniques)] as [string, string]]
              : []),
          ]}
        />
      </Section>
      {page.leaks.length > 0 && (
        <Section title={t`The key leaked`}>
          <ul className="space-y-1">
            {page.leaks.map((one) => (
              <li key={one.id}>
                <Link
                  to="/leaks/$id"
                  params={{ id: one.id } as never}
                  className="link break-all font-mono text-meta"
                >
                  {one.places[0] ? `${one.places[0].source} ${one.places[0].vpath}` : one.id.slice(0, 12)}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {page.permissions.length > 0 && (
        <Section title={t`What the key may do`}>
          <ul className="space-y-1">
            {page.permissions.map((one) => (
              <li key={`${one.policy} ${one.via}`} className={one.warning ? "text-high" : ""}>
                {one.policy} {one.warning && <span>({one.warning})</span>}
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function KeyLink({ id, remark }: { id: string; remark: string | undefined }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Link to="/keys/$id" params={{ id } as never} className="link break-all font-mono text-meta">
        {id}
      </Link>
      {remark}
    </span>
  );
}

function Addresses({ ips }: { ips: string[] }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      {ips.map((ip) => (
        <Address key={ip} ip={ip} />
      ))}
    </span>
  );
}

function Calls({ page }: { page: AlarmPage }) {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "alarms", page.alarm.id, "calls"],
    queryFn: ({ signal }) => get<AlarmActivity>(`/alarms/${page.alarm.id}/calls`, {}, signal),
  });
  if (error)
    return <ProblemView error={error} means={t`The alarm itself stands.`} retry={() => void refetch()} />;
  if (!data) return <Skeleton rows={10} />;
  return (
    <>
      {data.has_records && (
        <Section title={t`Addresses over time`}>
          <Swimlane activity={data} />
        </Section>
      )}
      <Section title={t`Beside what was usual`}>
        {data.beside.length > 0 ? (
          <BesideTable activity={data} />
        ) : (
          <Trans>Nothing is known of before.</Trans>
        )}
      </Section>
      <Section title={t`Calls that it was raised for`}>
        <ul className="divide-y">
          {data.events.map((one) => (
            <li key={one.id} className="py-1.5">
              <p className="flex justify-between gap-3">
                <span className="min-w-0 break-all font-mono text-meta">
                  {one.call ? `${one.call.service}:${one.call.action}` : one.id}
                </span>
                <Time at={one.at} />
              </p>
              {one.call && (
                <p className="text-meta text-muted">
                  {[
                    one.call.source_ip,
                    one.call.ip_org,
                    one.call.region,
                    one.call.client,
                    one.call.error_code,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              )}
            </li>
          ))}
        </ul>
        {page.alarm.count > data.events.length && (
          <p className="pt-1 text-meta text-muted">
            {plural(page.alarm.count - data.events.length, {
              one: "and # more call",
              other: "and # more calls",
            })}
          </p>
        )}
      </Section>
    </>
  );
}

function Related({ page }: { page: AlarmPage }) {
  if (page.related.length === 0) {
    return (
      <p className="p-4 text-muted">
        <Trans>No other alarm is about the same.</Trans>
      </p>
    );
  }
  return (
    <ul className="divide-y px-4">
      {page.related.map((one) => (
        <li key={one.id} className="flex items-center gap-2 py-2">
          <SeverityBadge value={one.severity} />
          <Link to="/alarms/$id" params={{ id: one.id } as never} className="link min-w-0 flex-1">
            {one.title}
          </Link>
          <Time at={one.first_at} />
        </li>
      ))}
    </ul>
  );
}
