import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { get } from "@/api/client";
import { isNoMore } from "@/api/problem";
import type { Page } from "@/api/types";
import { carried } from "@/app/scope";
import { useOpened } from "@/app/url";
import { exact, number, span } from "@/i18n/format";
import { AdviceBadge, Badge, SeverityBadge } from "@/parts/Badge";
import { CopyButton, CopyCommand, quoted } from "@/parts/Copy";
import { Drawer, Facts, Section, type Tab } from "@/parts/Drawer";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Words } from "@/parts/Words";
import { BlindSpots } from "./Evidence";
import { Granted } from "./Granted";
import { risksOf } from "./Identities";
import { AccessWord, ProtectionBadge, TypeBadge } from "./identityColumns";
import type { PrincipalPage, Risk } from "./types";
import { identityOf, PROVIDERS } from "./words";

const SHOWN = 50;

/** One identity: its risks, by which ways it comes in, its keys, and what it may do. */
export default function IdentityDrawer() {
  const { t } = useLingui();
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const { close } = useOpened("/permissions/identities");
  const [account, name] = identityOf(id);
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "principals", id],
    queryFn: ({ signal }) =>
      get<PrincipalPage>(
        `/principals/${encodeURIComponent(account)}/${encodeURIComponent(name)}`,
        {},
        signal,
      ),
  });
  const risks = useQuery({
    queryKey: ["list", "risks", "of", id],
    queryFn: ({ signal }) =>
      get<Page<Risk>>("/risks", { q: data ? risksOf(data.principal) : "", limit: SHOWN }, signal),
    enabled: data !== undefined,
  });
  // What was read before stays while it can't be read anew.
  if (!data || isNoMore(error)) {
    return (
      <Drawer title={t`Identity`} onClose={close}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Skeleton rows={10} />}
      </Drawer>
    );
  }
  const { principal } = data;
  const cloud = PROVIDERS[principal.provider];
  const tabs: Tab[] = [
    {
      name: "risks",
      title: t`Risks`,
      count: risks.data?.total,
      content: () =>
        risks.error ? (
          <ProblemView error={risks.error} retry={() => void risks.refetch()} />
        ) : risks.data ? (
          <Risks page={data} found={risks.data} />
        ) : (
          <Skeleton rows={6} />
        ),
    },
    {
      name: "granted",
      title: t`Granted and used`,
      count: data.permissions.length,
      content: () => <Granted page={data} />,
    },
    { name: "about", title: t`About it`, content: () => <About page={data} /> },
    { name: "keys", title: t`Keys`, count: data.keys.length, content: () => <Keys page={data} /> },
  ];
  return (
    <Drawer
      title={<span className="break-all">{principal.principal}</span>}
      under={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <TypeBadge one={principal} />
          <ProtectionBadge one={principal} />
          {principal.deleted_at && <Badge>{t`deleted`}</Badge>}
          <span>{[cloud ? t(cloud) : principal.provider, principal.account_name].join(" · ")}</span>
        </span>
      }
      actions={
        <CopyCommand
          line={`akwarden principals show ${quoted(principal.principal_id)} --account ${quoted(principal.account)}`}
        />
      }
      tabs={tabs}
      onClose={close}
    />
  );
}

function Risks({ page, found }: { page: PrincipalPage; found: Page<Risk> }) {
  const { t } = useLingui();
  if (found.rows.length === 0) {
    return (
      <p className="p-4 text-muted">
        <Trans>No risk of it is open.</Trans>
      </p>
    );
  }
  const more = number(found.total - found.rows.length);
  return (
    <>
      <ul className="divide-y px-4">
        {found.rows.map((one) => (
          <li key={one.id} className="py-2">
            <p className="flex items-start gap-2">
              <SeverityBadge value={one.severity} />
              <Link
                to="/permissions/$id"
                params={{ id: one.id } as never}
                search={
                  ((before: object) => ({ ...carried(before as never), q: risksOf(page.principal) })) as never
                }
                className="link min-w-0"
              >
                {one.title}
              </Link>
            </p>
            {one.detail && (
              <p className="mt-0.5 text-muted [overflow-wrap:anywhere]">
                <Words text={one.detail} />
              </p>
            )}
          </li>
        ))}
      </ul>
      <p className="px-4 pb-3">
        <Link
          to="/permissions"
          search={
            ((before: object) => ({ ...carried(before as never), q: risksOf(page.principal) })) as never
          }
          className="link"
        >
          {found.total > found.rows.length ? t`List them, and ${more} more` : t`List its risks`}
        </Link>
      </p>
    </>
  );
}

function About({ page }: { page: PrincipalPage }) {
  const { t } = useLingui();
  const { principal } = page;
  const login = [
    principal.last_login_at ? exact(principal.last_login_at) : t`not known`,
    page.last_login_ip,
  ].filter(Boolean);
  const keys =
    principal.active_keys === null || principal.keys === null
      ? t`they can't be seen`
      : principal.keys === 0
        ? t`none`
        : t`${number(principal.active_keys)} of ${number(principal.keys)} on`;
  return (
    <>
      <Section>
        <Facts
          facts={[
            [t`Owner`, principal.owner ?? t`nobody yet`],
            [t`Remark`, principal.remark || "—"],
            [t`Note in the cloud`, page.cloud_note || "—"],
            [t`Access`, <AccessWord key="access" one={principal} />],
            [t`Login protection`, <ProtectionBadge key="login" one={principal} />],
            [t`Last login`, login.join(" · ")],
            [t`Keys`, keys],
            [t`Account`, [principal.account_name, principal.account].join(" · ")],
            [t`Department`, principal.department ?? "—"],
            [t`Created`, principal.created_at ? exact(principal.created_at) : t`not known`],
            [
              t`Name in policies`,
              principal.arn ? (
                <span key="arn" className="flex items-start gap-1">
                  <span className="min-w-0 break-all font-mono text-meta">{principal.arn}</span>
                  <CopyButton text={principal.arn} label={t`Copy the name`} />
                </span>
              ) : (
                "—"
              ),
            ],
            ...(page.session_seconds
              ? [[t`Its temporary keys live`, span(page.session_seconds)] as [string, string]]
              : []),
          ]}
        />
        <p className="mt-1 text-meta text-muted">
          <Trans>Owner and remark are those of its keys.</Trans>
        </p>
      </Section>
      {page.trust && (
        <Section
          title={t`Who may take it`}
          action={<CopyButton text={page.trust} label={t`Copy the policy`} />}
        >
          <pre
            tabIndex={0}
            className="max-h-72 overflow-auto rounded-md border bg-bg p-2 font-mono text-meta"
          >
            {pretty(page.trust)}
          </pre>
        </Section>
      )}
      <BlindSpots spots={page.blind_spots} />
    </>
  );
}

/** Return JSON with its lines broken; what is none stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Keys({ page }: { page: PrincipalPage }) {
  const { t } = useLingui();
  if (page.keys.length === 0) {
    return (
      <p className="p-4 text-muted">
        {page.principal.keys === null ? (
          <Trans>Its keys can't be seen.</Trans>
        ) : (
          <Trans>It has no keys.</Trans>
        )}
      </p>
    );
  }
  return (
    <ul className="divide-y px-4">
      {page.keys.map((one) => (
        <li key={one.key_id} className="py-2">
          <p className="flex flex-wrap items-center gap-2">
            <AdviceBadge value={one.advice} />
            <Link
              to="/keys/$id"
              params={{ id: one.key_id } as never}
              search={carried as never}
              className="link break-all font-mono text-meta"
            >
              {one.key_id}
            </Link>
            {one.status !== "active" && <Badge>{one.status === "deleted" ? t`deleted` : t`off`}</Badge>}
          </p>
          <p className="text-muted">
            {one.remark}
            {one.remark ? " · " : ""}
            <Trans>
              Last used <Time at={one.last_used_at} />
            </Trans>
          </p>
        </li>
      ))}
    </ul>
  );
}
