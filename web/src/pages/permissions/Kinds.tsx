import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { get } from "@/api/client";
import { carried } from "@/app/scope";
import type { Search } from "@/app/search";
import { useUrl } from "@/app/url";
import { number } from "@/i18n/format";
import { useKeys } from "@/keyboard/keys";
import { useWorst } from "@/list/useWorst";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { FilteredOut } from "@/parts/Empty";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Filtered, useAsked } from "./Filtered";
import { Nothing } from "./Risks";
import type { RiskItem, RiskItemList } from "./types";
import { KINDS } from "./words";

/** The kinds of trouble, with how many accounts, identities and keys each hits. */
export default function Kinds() {
  const { t } = useLingui();
  const asked = useAsked();
  const [url, change] = useUrl();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["list", "risks/items", asked],
    queryFn: ({ signal }) => get<RiskItemList>("/risks/items", { q: asked }, signal),
    placeholderData: keepPreviousData,
  });
  const isEmpty = data?.rows.length === 0;
  const worst = useWorst("risks", url.q ?? "", true, isEmpty && !!url.q);
  const checked = data?.checked_at;
  const hit = data?.rows.filter((one) => one.open > 0).length ?? 0;
  return (
    <Filtered
      title={t`Kinds of risk`}
      beside={
        data && (
          <>
            {t`${plural(hit, { one: "# found", other: "# found" })}`}
            {" · "}
            {checked ? (
              <Trans>
                last check <Time at={checked} />
              </Trans>
            ) : (
              <Trans>not every account was read to its end</Trans>
            )}
          </>
        )
      }
      command="akwarden risks kinds"
      error={error}
    >
      {error && !data ? (
        <ProblemView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Skeleton rows={14} />
      ) : isEmpty && asked ? (
        <FilteredOut
          worst={worst?.text}
          clearWorst={worst ? () => change({ q: worst.rest || null }) : undefined}
          clear={() => change({ q: null, account: null })}
        />
      ) : isEmpty ? (
        <Nothing />
      ) : (
        <Table rows={data.rows} isDim={isPlaceholderData} />
      )}
    </Filtered>
  );
}

function Table({ rows, isDim }: { rows: RiskItem[]; isDim: boolean }) {
  const { t } = useLingui();
  const body = useRef<HTMLTableSectionElement>(null);
  const move = (step: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>("a[data-kind]") ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
  };
  useKeys({ j: () => move(1), k: () => move(-1) });
  const head = "sticky top-0 z-10 bg-bg px-2 py-1.5 font-normal whitespace-nowrap";
  const side = `${head} text-right max-md:hidden`;
  return (
    <table className={`w-full text-left ${isDim ? "opacity-55" : ""}`}>
      <caption className="sr-only">{t`Kinds of risk`}</caption>
      <thead className="text-meta text-muted">
        <tr>
          <th className={`${head} w-24 pl-4 max-md:pl-3`}>{t`Level`}</th>
          <th className={head}>{t`Kind`}</th>
          <th className={`${head} max-xl:hidden`}>{t`Rule`}</th>
          <th className={side}>{t`Accounts`}</th>
          <th className={side}>{t`Identities`}</th>
          <th className={side}>{t`Keys`}</th>
          <th className={side}>{t({ message: "Ignored", context: "count" })}</th>
          <th className={`${head} pr-4 text-right max-md:pr-3`}>
            {t({ message: "Open", context: "count" })}
          </th>
        </tr>
      </thead>
      <tbody ref={body}>
        {rows.map((row) => (
          <Row key={row.rule} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: RiskItem }) {
  const { t } = useLingui();
  const [url] = useUrl();
  const title = KINDS[row.rule];
  const isClean = row.open === 0;
  const hits = [
    row.accounts > 0 && t`${plural(row.accounts, { one: "# account", other: "# accounts" })}`,
    row.identities > 0 && t`${plural(row.identities, { one: "# identity", other: "# identities" })}`,
    row.keys > 0 && t`${plural(row.keys, { one: "# key", other: "# keys" })}`,
  ].filter(Boolean);
  const search = (before: Search) => ({
    ...carried(before),
    q: [url.q && !url.q.includes(row.query) ? url.q : "", row.query].filter(Boolean).join(" "),
    ...(isClean && row.ignored > 0 ? { all: "1" } : {}),
  });
  const figure = "px-2 py-1.5 text-right max-md:hidden";
  return (
    <tr className={`relative border-t hover:bg-hover ${isClean ? "text-muted" : ""}`}>
      <td className="py-1.5 pr-2 pl-4 max-md:pl-3 max-md:align-top">
        {isClean ? <Badge>{t`clean`}</Badge> : <SeverityBadge value={row.severity} />}
      </td>
      <td className="px-2 py-1.5">
        <Link
          data-kind
          to="/permissions"
          search={search as never}
          className={`after:absolute after:inset-0 ${isClean ? "" : "font-medium"}`}
        >
          {title ? t(title) : row.title}
        </Link>
        {hits.length > 0 && <p className="text-meta text-muted md:hidden">{hits.join(" · ")}</p>}
      </td>
      <td className="px-2 py-1.5 font-mono text-meta text-muted max-xl:hidden">{row.rule}</td>
      <td className={figure}>{number(row.accounts)}</td>
      <td className={figure}>{number(row.identities)}</td>
      <td className={figure}>{number(row.keys)}</td>
      <td className={figure}>{number(row.ignored)}</td>
      <td className="py-1.5 pr-4 pl-2 text-right font-medium max-md:pr-3 max-md:align-top" data-figure>
        {number(row.open)}
      </td>
    </tr>
  );
}
