import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { get } from "@/api/client";
import { useGo } from "@/app/url";
import { Button } from "@/parts/Button";
import { NotSetUp } from "@/parts/Empty";
import { ProblemView } from "@/parts/Problem";
import { patiently } from "@/parts/patiently";
import { Skeleton } from "@/parts/Skeleton";
import { stored, useStored } from "@/parts/stored";
import { Coverage } from "./Coverage";
import { First } from "./First";
import { Numbers } from "./Numbers";
import { TrendChart } from "./Trend";
import type { Overview, SourceMap } from "./types";

/** Whether the map is drawn: `on` or `off`. */
const MAP = stored<string>("map", "on");
const WorldMap = lazy(() => patiently(() => import("@/parts/WorldMap")));

/** What is wrong, what to do first, and what is not seen. */
export default function OverviewPage() {
  const { t } = useLingui();
  const whole = useQuery({
    queryKey: ["list", "overview"],
    queryFn: ({ signal }) => get<Overview>("/overview", {}, signal),
    refetchInterval: 60_000,
  });
  if (whole.error && !whole.data)
    return <ProblemView error={whole.error} retry={() => void whole.refetch()} />;
  if (!whole.data) return <Skeleton rows={12} />;
  const { data } = whole;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[1240px] space-y-4 p-4 max-md:p-3">
        <h1 className="text-page font-semibold">{t`Overview`}</h1>
        <Numbers numbers={data.numbers} />
        {isEmpty(data) ? <Begin /> : <First first={data.first} coverage={data.coverage.as_of} />}
        <div className="grid gap-4 lg:grid-cols-2">
          <Panel title={t`Where calls came from`}>
            <Places />
          </Panel>
          <Panel title={t`The last 30 days`}>
            <TrendChart title={t`Alarms`} days={data.trend.alarms} />
            <TrendChart title={t`Risks`} days={data.trend.risks} />
            {data.trend.unknown.map((one) => (
              <p key={one} className="text-meta text-muted">
                {one}
              </p>
            ))}
          </Panel>
        </div>
        <Coverage coverage={data.coverage} noted={data.noted} />
      </div>
    </div>
  );
}

function isEmpty(data: Overview): boolean {
  return data.noted.keys === 0 && data.numbers.every((one) => !one.value);
}

function Begin() {
  const go = useGo();
  return (
    <section className="rounded-lg border bg-panel">
      <NotSetUp
        title={<Trans>Nothing is watched yet</Trans>}
        text={
          <Trans>
            Connect a cloud account, hand in audit records, or scan a repository: each takes a minute.
          </Trans>
        }
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button look="main" right="administer" onClick={() => go("/settings/accounts?add=1")}>
              <Trans>Connect an account</Trans>
            </Button>
            <Button right="run" everywhere onClick={() => go("/settings/sources?import=1")}>
              <Trans>Hand in audit records</Trans>
            </Button>
            <Button right="run" everywhere onClick={() => go("/settings/sources?scan=1")}>
              <Trans>Scan a repository</Trans>
            </Button>
          </div>
        }
        command="akwarden accounts add tencent prod --from env && akwarden sync"
      />
    </section>
  );
}

/** A part of the page under a heading. */
export function Panel({
  title,
  action,
  children,
}: {
  title: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="min-w-0 rounded-lg border bg-panel p-4">
      <div className="mb-3 flex items-center justify-between gap-2">
        <h2 className="text-drawer font-semibold">{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}

function Places() {
  const [isOn, setOn] = useStored(MAP);
  const places = useQuery({
    queryKey: ["list", "ips-map"],
    queryFn: ({ signal }) => get<SourceMap>("/ips/map", {}, signal),
    enabled: isOn === "on",
  });
  if (isOn !== "on") {
    return (
      <Button onClick={() => setOn("on")}>
        <Trans>Show the map</Trans>
      </Button>
    );
  }
  if (places.error) return <ProblemView error={places.error} retry={() => void places.refetch()} />;
  if (!places.data) return <Skeleton rows={6} />;
  if (places.data.points.length === 0 && places.data.no_place === 0) {
    return (
      <p className="text-muted">
        <Trans>No calls are known yet: they come from audit records.</Trans>
      </p>
    );
  }
  return (
    <Suspense fallback={<Skeleton rows={6} />}>
      <WorldMap
        points={places.data.points.map((one) => ({ ...one, unusual: one.alarms > 0 }))}
        noPlace={places.data.no_place}
        source={places.data.place_source}
        href={(country) => `/ips?q=country:${country}`}
      />
      <button type="button" className="link mt-1 min-h-6 text-meta" onClick={() => setOn("off")}>
        <Trans>Turn the map off</Trans>
      </button>
    </Suspense>
  );
}
