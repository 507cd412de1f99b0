import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ScanSearch } from "lucide-react";
import { get } from "@/api/client";
import { isNoMore } from "@/api/problem";
import { carried } from "@/app/scope";
import { useOpened, useUrl } from "@/app/url";
import { day, exact } from "@/i18n/format";
import { isOver } from "@/jobs/job";
import { useKeys } from "@/keyboard/keys";
import type { Selection } from "@/list/columns";
import { AdviceBadge, SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyCommand } from "@/parts/Copy";
import { Drawer, Facts, Section, type Tab } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Words } from "@/parts/Words";
import { StatusBadge } from "./columns";
import { CountAgain, IgnoreForm } from "./Decide";
import { EvidenceTab } from "./Evidence";
import { Mend } from "./Mend";
import { RecheckState, useRecheck, useRecheckJob } from "./Recheck";
import type { RiskPage } from "./types";
import { identityId, PROVIDERS, TARGETS, TYPES } from "./words";

/** One risk: what is wrong, why it matters, by what it shows, and how it is mended. */
export default function RiskDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/permissions");
  const [url, change] = useUrl();
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "risks", id],
    queryFn: ({ signal }) => get<RiskPage>(`/risks/${encodeURIComponent(id)}`, {}, signal),
  });
  const recheck = useRecheck();
  const job = useRecheckJob(id);
  const setForm = (open: boolean) => change({ form: open ? "ignore" : null });
  const isOpen = data?.risk.status === "open";
  useKeys(isOpen ? { i: () => setForm(true) } : null);
  // What was read before stays while it can't be read anew.
  if (!data || isNoMore(error)) {
    return (
      <Drawer title={t`Risk`} onClose={close}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton rows={10} />}
      </Drawer>
    );
  }
  const { risk } = data;
  const tabs: Tab[] = [
    { name: "why", title: t`What is wrong`, content: () => <Why page={data} /> },
    {
      name: "evidence",
      title: t`Evidence`,
      count: risk.evidence.length,
      content: () => <EvidenceTab page={data} />,
    },
    { name: "mend", title: t`How to mend it`, content: () => <Mend page={data} /> },
  ];
  const isAsking = job !== undefined && !isOver(job);
  const of: Selection = { ids: [risk.id], q: null };
  return (
    <Drawer
      title={risk.title}
      under={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <SeverityBadge value={risk.severity} />
          <StatusBadge one={risk} />
          {isOpen && <AdviceBadge value={risk.advice} />}
          <span>{[risk.principal, risk.account_name ?? risk.account].filter(Boolean).join(" · ")}</span>
        </span>
      }
      actions={
        <>
          {isOpen && <IgnoreForm key={risk.id} of={of} open={url.form === "ignore"} setOpen={setForm} />}
          {risk.status === "ignored" && <CountAgain of={of} />}
          <Button
            right="run"
            icon={<ScanSearch className="size-4" aria-hidden />}
            blocked={
              isAsking ? t`The cloud is being asked.` : risk.account ? null : t`No account lists its key.`
            }
            onClick={() => void recheck(risk.id)}
          >
            <Trans>Check again</Trans>
          </Button>
          <CopyCommand line={`akwarden risks show ${risk.id.slice(0, 12)}`} />
          {job && <RecheckState id={risk.id} job={job} />}
        </>
      }
      tabs={tabs}
      onClose={close}
    />
  );
}

function Why({ page }: { page: RiskPage }) {
  const { t } = useLingui();
  const { risk } = page;
  const { decision } = risk;
  const cloud = PROVIDERS[risk.provider];
  return (
    <>
      {risk.status === "ignored" && decision && (
        <Section title={t`Ignored`}>
          <p className="[overflow-wrap:anywhere]">{decision.reason}</p>
          <p className="text-meta text-muted">
            {decision.until ? (
              <Trans>
                {decision.decided_by}, {day(decision.decided_at)}, until {day(decision.until)}
              </Trans>
            ) : (
              <Trans>
                {decision.decided_by}, {day(decision.decided_at)}, for good
              </Trans>
            )}
          </p>
        </Section>
      )}
      {risk.detail && (
        <Section title={t`What is wrong`}>
          <p className="[overflow-wrap:anywhere]">
            <Words text={risk.detail} />
          </p>
        </Section>
      )}
      {page.why && (
        <Section title={t`Why it matters`}>
          <p>
            <Words text={page.why} />
          </p>
        </Section>
      )}
      <Section title={t`What to do next`}>
        <p className="[overflow-wrap:anywhere]">
          <Words text={risk.remediation} />
        </p>
        {(page.console.length > 0 || page.cli.length > 0) && (
          <p className="mt-1">
            <Link
              to="."
              search={((before: object) => ({ ...before, tab: "mend" })) as never}
              className="link"
            >
              <Trans>Steps and commands</Trans>
            </Link>
          </p>
        )}
      </Section>
      <Section title={t`Whose it is`}>
        <Facts
          facts={[
            [t`Owner`, risk.owner ?? t`nobody yet`],
            [t`Identity`, <IdentityLink key="identity" page={page} />],
            [
              t`Key`,
              risk.key_id ? (
                <Link
                  key="key"
                  to="/keys/$id"
                  params={{ id: risk.key_id } as never}
                  search={carried as never}
                  className="link break-all font-mono text-meta"
                >
                  {risk.key_id}
                </Link>
              ) : (
                "—"
              ),
            ],
            [
              t`Account`,
              risk.account
                ? [risk.account_name, risk.account].filter(Boolean).join(" · ")
                : t`in no account that is known`,
            ],
            [t`Cloud`, cloud ? t(cloud) : risk.provider],
            [
              t`Mended at`,
              risk.target ? (
                <span key="target" className="[overflow-wrap:anywhere]">
                  {`${t(TARGETS[risk.target.kind])}: ${risk.target.name}`}
                </span>
              ) : (
                "—"
              ),
            ],
            [t`First seen`, risk.first_seen_at ? exact(risk.first_seen_at) : t`not known`],
            [t`Changed`, risk.changed_at ? exact(risk.changed_at) : t`not known`],
            [
              t`Rule`,
              <Link
                key="rule"
                to="/permissions"
                search={{ q: `rule:${risk.rule}` } as never}
                className="link font-mono text-meta"
              >
                {risk.rule}
              </Link>,
            ],
          ]}
        />
      </Section>
    </>
  );
}

function IdentityLink({ page }: { page: RiskPage }) {
  const { t } = useLingui();
  const { risk, principal_kind } = page;
  if (!risk.principal) return <>—</>;
  const kind = principal_kind ? ` (${t(TYPES[principal_kind])})` : "";
  if (!risk.account || !risk.principal_id || !principal_kind) return <>{`${risk.principal}${kind}`}</>;
  const id = identityId({ account: risk.account, principal_id: risk.principal_id });
  return (
    <span className="flex flex-wrap items-baseline gap-x-1">
      <Link
        to="/permissions/identities/$id"
        params={{ id } as never}
        search={carried as never}
        className="link break-all"
      >
        {risk.principal}
      </Link>
      <span className="text-muted">{kind}</span>
    </span>
  );
}
