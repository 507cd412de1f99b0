import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { User } from "lucide-react";
import { useState } from "react";
import { get } from "@/api/client";
import { carried } from "@/app/scope";
import type { Search } from "@/app/search";
import { useUrl } from "@/app/url";
import { listed, number } from "@/i18n/format";
import { useWorst } from "@/list/useWorst";
import { SeverityBadge } from "@/parts/Badge";
import { buttonLook } from "@/parts/Button";
import { CopyCommand } from "@/parts/Copy";
import { FilteredOut } from "@/parts/Empty";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { written } from "@/query/text";
import { Filtered, useAsked } from "./Filtered";
import { Mend } from "./Mend";
import { Nothing } from "./Risks";
import type { Fix, FixList, RiskPage } from "./types";
import { identityId, KINDS, TARGETS } from "./words";

/** What to do first: at most 7 fixes, each with how many risks it closes. */
export default function Fixes() {
  const { t } = useLingui();
  const asked = useAsked();
  const [url, change] = useUrl();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["list", "risks/fixes", asked],
    queryFn: ({ signal }) => get<FixList>("/risks/fixes", { q: asked }, signal),
    placeholderData: keepPreviousData,
  });
  const isEmpty = data?.rows.length === 0;
  const worst = useWorst("risks", url.q ?? "", false, isEmpty && !!url.q);
  const shown = number(data?.rows.length ?? 0);
  const all = number(data?.total ?? 0);
  return (
    <Filtered
      title={t`Fixes`}
      beside={data && data.rows.length > 0 ? t`the first ${shown} of ${all}` : null}
      command="akwarden risks list --first"
      error={error}
    >
      {error && !data ? (
        <ProblemView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={10} />
      ) : isEmpty && asked ? (
        <FilteredOut
          worst={worst?.text}
          clearWorst={worst ? () => change({ q: worst.rest || null }) : undefined}
          clear={() => change({ q: null, account: null })}
        />
      ) : isEmpty ? (
        <Nothing />
      ) : (
        <div className={`mx-auto max-w-[960px] p-4 max-md:p-3 ${isPlaceholderData ? "opacity-55" : ""}`}>
          <ol className="space-y-3">
            {data.rows.map((one) => (
              <One key={`${one.fix} ${one.target_id}`} one={one} />
            ))}
          </ol>
          <p className="pt-3 text-meta text-muted">
            <Trans>The worst come first, and of these what closes the most.</Trans>
          </p>
        </div>
      )}
    </Filtered>
  );
}

const NAMED = 3;

function One({ one }: { one: Fix }) {
  const { t } = useLingui();
  const [isOpen, setOpen] = useState(false);
  const more = number(one.principals.length - NAMED);
  const named = listed(one.principals.slice(0, NAMED));
  const who = one.principals.length > NAMED ? t`${named} and ${more} more` : named;
  const beside = [one.account && (one.account_name ?? one.account), one.target_kind !== "principal" && who]
    .filter(Boolean)
    .join(" · ");
  const search = (before: Search) => ({ ...carried(before), q: queryOf(one) });
  const rules = one.rules.map((rule) => (KINDS[rule] ? t(KINDS[rule]) : rule));
  return (
    <li className="rounded-lg border bg-panel">
      <div className="grid grid-cols-[auto_1fr_auto] items-start gap-x-3 gap-y-2 p-4 max-md:grid-cols-1 max-md:p-3">
        <span className="flex">
          <SeverityBadge value={one.severity} />
        </span>
        <div className="min-w-0 space-y-1">
          <h2 className="break-words font-medium">{one.title}</h2>
          <p className="flex flex-wrap gap-x-1.5 text-muted [overflow-wrap:anywhere]">
            <span>{`${t(TARGETS[one.target_kind])}:`}</span>
            <Target one={one} />
            {beside && <span>{`· ${beside}`}</span>}
          </p>
          <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-meta text-muted">
            <span className="font-medium text-ink">
              {t`Closes ${plural(one.closes, { one: "# risk", other: "# risks" })}`}
            </span>
            <span className="inline-flex items-center gap-1">
              <User className="size-3.5" aria-hidden />
              {one.owners.length > 0 ? listed(one.owners) : t`No owner`}
            </span>
            <span className="[overflow-wrap:anywhere]">{listed(rules)}</span>
          </p>
        </div>
        <span className="flex flex-wrap items-center gap-1.5">
          {one.closes === 1 ? (
            <Link
              to="/permissions/$id"
              params={{ id: one.risks[0] } as never}
              search={carried as never}
              className={buttonLook()}
            >
              <Trans>Show the risk</Trans>
            </Link>
          ) : (
            <Link to="/permissions" search={search as never} className={buttonLook()}>
              <Trans>Show the risks</Trans>
            </Link>
          )}
          <CopyCommand line={`akwarden risks show ${(one.risks[0] ?? "").slice(0, 12)}`} />
        </span>
      </div>
      <details className="border-t" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="min-h-8 cursor-pointer px-4 py-1.5 text-accent outline-offset-[-2px] max-md:px-3">
          <Trans>Steps and commands</Trans>
        </summary>
        {isOpen && one.risks[0] && <Steps id={one.risks[0]} closes={one.closes} />}
      </details>
    </li>
  );
}

function Target({ one }: { one: Fix }) {
  if (one.target_kind === "key") {
    return (
      <Link
        to="/keys/$id"
        params={{ id: one.target_id } as never}
        search={carried as never}
        className="link font-mono text-meta"
      >
        {one.target}
      </Link>
    );
  }
  if (one.target_kind === "principal" && one.account) {
    const id = identityId({ account: one.account, principal_id: one.target_id });
    return (
      <Link
        to="/permissions/identities/$id"
        params={{ id } as never}
        search={carried as never}
        className="link"
      >
        {one.target}
      </Link>
    );
  }
  return <span className="text-ink">{one.target}</span>;
}

function Steps({ id, closes }: { id: string; closes: number }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["one", "risks", id],
    queryFn: ({ signal }) => get<RiskPage>(`/risks/${id}`, {}, signal),
  });
  if (error) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton rows={4} />;
  return (
    <>
      {closes > 1 && (
        <p className="px-4 pt-1 text-meta text-muted max-md:px-3">
          <Trans>They are written for the first of them; for the others only the names differ.</Trans>
        </p>
      )}
      <Mend page={data} isBrief />
    </>
  );
}

/** Return what lists the risks that a fix closes. */
export function queryOf(one: Fix): string {
  const parts = [`fix:${written(one.fix)}`];
  if (one.account) parts.push(`account:${written(one.account)}`);
  if (one.target_kind === "key") parts.push(`key:${written(one.target_id)}`);
  else if (one.principals.length > 0) parts.push(`principal:${one.principals.map(written).join(",")}`);
  return parts.join(" ");
}
