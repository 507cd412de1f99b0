import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { RotateCcw } from "lucide-react";
import { get } from "@/api/client";
import { isNoMore } from "@/api/problem";
import { useOpened } from "@/app/url";
import { exact } from "@/i18n/format";
import { useDecide } from "@/list/deciding";
import { SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyButton, CopyCommand, KeyId } from "@/parts/Copy";
import { Drawer, Facts, Section, type Tab } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Words } from "@/parts/Words";
import { StatusBadge, ValidityBadge } from "./columns";
import { DecideButtons, type Decision } from "./Decide";
import { placeText } from "./places";
import type { LeakPage } from "./types";
import { CASES, STATUSES } from "./words";

/** One leaked secret: whether it works, whose it is, what to do, and every place of it. */
export default function LeakDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/leaks");
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "leaks", id],
    queryFn: ({ signal }) => get<LeakPage>(`/leaks/${encodeURIComponent(id)}`, {}, signal),
  });
  // What was read before stays while it can't be read anew.
  if (!data || isNoMore(error)) {
    return (
      <Drawer title={t`Leak`} onClose={close}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton rows={10} />}
      </Drawer>
    );
  }
  const { row } = data;
  const { leak } = row;
  const isClosed = leak.status === "fixed" || leak.status === "ignored";
  const tabs: Tab[] = [
    { name: "summary", title: t`Summary`, content: () => <Summary page={data} /> },
    { name: "places", title: t`Places`, count: row.places_in_all, content: () => <Places page={data} /> },
    { name: "story", title: t`Story`, count: data.closings.length, content: () => <Story page={data} /> },
  ];
  return (
    <Drawer
      title={leak.key_id ? <KeyId id={leak.key_id} whole /> : row.title}
      under={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <SeverityBadge value={row.severity} />
          <ValidityBadge value={leak.validity} />
          <StatusBadge value={leak.status} />
          <span>{t(CASES[leak.case])}</span>
        </span>
      }
      actions={
        <>
          {isClosed ? (
            <Reopen id={leak.id} />
          ) : (
            <DecideButtons key={leak.id} of={{ ids: [leak.id], q: null }} works={data.not_fixed_since} />
          )}
          <CopyCommand line={`akwarden leaks show ${leak.id.slice(0, 12)}`} />
        </>
      }
      tabs={tabs}
      onClose={close}
    />
  );
}

function Reopen({ id }: { id: string }) {
  const decide = useDecide<Decision>("leaks");
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

function Summary({ page }: { page: LeakPage }) {
  const { t } = useLingui();
  const { row, risk } = page;
  const { leak } = row;
  const first = leak.places[0];
  return (
    <>
      {risk && (
        <Section title={t`What is wrong`}>
          <p className="font-medium">{risk.title}</p>
          {risk.detail && (
            <p className="text-muted">
              <Words text={risk.detail} />
            </p>
          )}
        </Section>
      )}
      {risk?.remediation && (
        <Section title={t`What to do next`}>
          <p>
            <Words text={risk.remediation} />
          </p>
        </Section>
      )}
      {page.not_fixed_since && (
        <Section>
          <p className="text-medium">
            <Trans>It can't be closed as fixed: {page.not_fixed_since}.</Trans>
          </p>
        </Section>
      )}
      <Section title={t`Whose it is`}>
        <Facts
          facts={[
            [t`Owner`, leak.owner ?? t`nobody yet`],
            [
              t`Key`,
              leak.key_id ? (
                <Link
                  key="key"
                  to="/keys/$id"
                  params={{ id: leak.key_id } as never}
                  className="link break-all font-mono text-meta"
                >
                  {leak.key_id}
                </Link>
              ) : (
                t`only the secret was found`
              ),
            ],
            [t`Account`, row.account_name ?? row.account ?? t`in no account that is known`],
            [t`Identity`, row.principal ?? "—"],
            [t`First place`, first ? `${first.source} ${placeText(first)}` : "—"],
            [t`First seen`, exact(leak.first_seen_at)],
            [t`Last seen`, exact(row.last_seen_at)],
            [t`Rule`, row.rule],
          ]}
        />
      </Section>
      <Section title={t`Evidence`}>
        <Facts
          facts={[
            [t`Masked`, row.mask ?? "—"],
            [
              t`Fingerprint`,
              leak.fingerprint ? (
                <span key="print" className="flex items-start gap-1">
                  <span className="break-all font-mono text-meta">{leak.fingerprint}</span>
                  <CopyButton text={leak.fingerprint} label={t`Copy the fingerprint`} />
                </span>
              ) : (
                "—"
              ),
            ],
          ]}
        />
        <p className="mt-1 text-meta text-muted">
          <Trans>
            The secret itself is not kept. Equal secrets have equal fingerprints within this installation.
          </Trans>
        </p>
      </Section>
    </>
  );
}

function Places({ page }: { page: LeakPage }) {
  const { t } = useLingui();
  const { leak, places_in_all } = page.row;
  return (
    <ul className="divide-y px-4">
      {leak.places.map((one) => (
        <li key={`${one.source} ${placeText(one)}`} className="flex items-start gap-1 py-2">
          <div className="min-w-0 flex-1">
            <p className="break-all font-mono text-meta">{placeText(one)}</p>
            <p className="break-all text-meta text-muted">{one.source}</p>
          </div>
          <CopyButton text={`${one.source} ${placeText(one)}`} label={t`Copy the place`} />
        </li>
      ))}
      {places_in_all > leak.places.length && (
        <li className="py-2 text-muted">
          {plural(places_in_all - leak.places.length, {
            one: "and # more place",
            other: "and # more places",
          })}
        </li>
      )}
    </ul>
  );
}

function Story({ page }: { page: LeakPage }) {
  const { t } = useLingui();
  if (page.closings.length === 0) {
    return (
      <p className="p-4 text-muted">
        <Trans>Nobody closed it yet.</Trans>
      </p>
    );
  }
  return (
    <ul className="divide-y px-4">
      {page.closings.map((one) => (
        <li key={one.at} className="py-2">
          <p>
            {one.actor}: {t(STATUSES[one.status].title)}
          </p>
          <p className="text-muted">{one.reason}</p>
          <p className="text-meta text-muted">{exact(one.at)}</p>
        </li>
      ))}
    </ul>
  );
}
