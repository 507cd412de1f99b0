import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { get } from "@/api/client";
import { isNoMore } from "@/api/problem";
import { useOpened } from "@/app/url";
import { exact, number } from "@/i18n/format";
import { Bars, Sparkline } from "@/parts/Chart";
import { CopyCommand } from "@/parts/Copy";
import { Drawer, Facts, Section, type Tab } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { TrustBadge } from "./columns";
import { TrustForm } from "./TrustForm";
import type { SourceIpPage } from "./types";
import { TYPES } from "./words";

/** One address: whose it is, which keys were used there, and what is expected of it. */
export default function IpDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/ips");
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "ips", id],
    queryFn: ({ signal }) => get<SourceIpPage>(`/ips/${encodeURIComponent(id)}`, {}, signal),
  });
  // What was read before stays while it can't be read anew.
  if (!data || isNoMore(error)) {
    return (
      <Drawer title={<span className="font-mono">{id}</span>} onClose={close}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton rows={10} />}
      </Drawer>
    );
  }
  const tabs: Tab[] = [
    { name: "summary", title: t`Summary`, content: () => <Summary page={data} /> },
    { name: "keys", title: t`Keys`, count: data.keys.length, content: () => <Keys page={data} /> },
    { name: "trust", title: t`Trust`, count: data.allowed.length, content: () => <Allowed page={data} /> },
  ];
  return (
    <Drawer
      title={<span className="font-mono">{data.address}</span>}
      under={
        <span className="flex flex-wrap items-center gap-2">
          {data.row && <TrustBadge value={data.row.trust} />}
          {data.row && <span>{t(TYPES[data.row.type])}</span>}
          {data.row?.remark}
        </span>
      }
      actions={<CopyCommand line={`akwarden ips show ${data.address}`} />}
      tabs={tabs}
      onClose={close}
    />
  );
}

function Summary({ page }: { page: SourceIpPage }) {
  const { t } = useLingui();
  const { row } = page;
  if (!row) {
    return (
      <p className="p-4 text-muted">
        <Trans>No call came from here.</Trans>
      </p>
    );
  }
  return (
    <>
      <Section title={t`What it is`}>
        <Facts
          facts={[
            [t`Owner`, row.owner ?? t`nobody yet`],
            [t`Instance or VPC`, row.resource ?? "—"],
            [t`Network`, [row.ip_org, row.ip_asn && `AS${row.ip_asn}`].filter(Boolean).join(" · ") || "—"],
            [t`Place`, row.ip_country ?? "—"],
            [t`First seen`, row.first_at ? exact(row.first_at) : "—"],
            [t`Last seen`, row.last_at ? exact(row.last_at) : "—"],
          ]}
        />
        <p className="mt-1 text-meta text-muted">
          <Trans>{page.place_source}. A place alone never raises an alarm.</Trans>
        </p>
      </Section>
      <Section
        title={t`Calls`}
        action={
          <Link className="link" to="/calls" search={{ q: `ip:${page.address}`, time: "30d" } as never}>
            <Trans>All calls</Trans>
          </Link>
        }
      >
        <p className="flex flex-wrap items-center gap-3">
          {row.spark && <Sparkline values={row.spark} text={t`Calls in the last 24 hours`} />}
          <span>
            <Trans>
              {number(row.calls)} calls, {number(row.failed)} failed, {number(row.denied)} denied
            </Trans>
          </span>
        </p>
      </Section>
      {page.regions.length > 0 && (
        <Section>
          <Bars
            title={t`Regions that were called`}
            unit={t`calls`}
            bars={page.regions.map((one) => ({ name: one.region, value: one.calls }))}
          />
        </Section>
      )}
    </>
  );
}

function Keys({ page }: { page: SourceIpPage }) {
  const { t } = useLingui();
  return (
    <ul className="divide-y px-4">
      {page.keys.map((one) => (
        <li key={`${one.key_id} ${one.account}`} className="py-2">
          {one.key_id ? (
            <Link
              to="/keys/$id"
              params={{ id: one.key_id } as never}
              className="link break-all font-mono text-meta"
            >
              {one.key_id}
            </Link>
          ) : (
            t`calls without a key`
          )}
          <p className="flex flex-wrap gap-x-3 text-meta text-muted">
            <span>{one.account}</span>
            <span>
              <Trans>{number(one.calls)} calls</Trans>
            </span>
            {one.failed > 0 && (
              <span>
                <Trans>{number(one.failed)} failed</Trans>
              </span>
            )}
            <Time at={one.last_at} />
          </p>
        </li>
      ))}
    </ul>
  );
}

function Allowed({ page }: { page: SourceIpPage }) {
  const { t } = useLingui();
  return (
    <>
      {page.allowed.length > 0 && (
        <Section title={t`On the trust list`}>
          <ul className="space-y-2">
            {page.allowed.map((one) => (
              <li key={one.id}>
                <code className="break-all font-mono text-meta">{one.query}</code>
                <p className="text-muted">
                  {one.reason} · <Time at={one.until} />
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t`Expect calls from here`}>
        <TrustForm network={page.address} />
      </Section>
    </>
  );
}
