import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Braces, Copy, PanelRight } from "lucide-react";
import { useMemo } from "react";
import { get } from "@/api/client";
import { lookedAt } from "@/app/looked";
import { useLooked } from "@/app/scope";
import { useGo, useUrl } from "@/app/url";
import type { RowAction } from "@/list/columns";
import { ListView } from "@/list/ListView";
import { Button } from "@/parts/Button";
import { copyAndTell } from "@/parts/Copy";
import { NotSetUp } from "@/parts/Empty";
import { useTellFault } from "@/parts/Problem";
import { COLUMNS } from "./columns";
import { Histogram } from "./Histogram";
import { rangeOf, rangeQuery } from "./range";
import type { CallRecord } from "./types";
import { RESULTS } from "./words";

/** Who called what, with which key, from where: the newest first. */
export default function CallsPage() {
  const { t } = useLingui();
  const go = useGo();
  const [url, change] = useUrl();
  const looked = useLooked();
  const tellFault = useTellFault();
  const range = useMemo(() => rangeOf(url, looked.time), [url, looked.time]);
  const asked = lookedAt(url.q ?? "", { ...looked, time: null });
  const actions = useMemo<RowAction<CallRecord>[]>(
    () => [
      { name: "open", title: msg`Open`, icon: <PanelRight aria-hidden />, run: (row) => openCall(go, row) },
      {
        name: "copy",
        title: msg`Copy the key id`,
        icon: <Copy aria-hidden />,
        key: "c",
        fits: (row) => row.key_id !== null,
        run: (row) => void copyAndTell(row.key_id ?? "", t`The key id is copied.`),
      },
    ],
    [go, t],
  );
  async function copySql() {
    try {
      const { sql } = await get<{ sql: string }>("/calls/sql", { q: asked, ...range });
      await copyAndTell(sql, t`The SQL is copied; it is for DuckDB over the files of the event lake.`);
    } catch (error) {
      tellFault(error);
    }
  }
  return (
    <ListView<CallRecord>
      noun="calls"
      path="/calls"
      title={t`Call log`}
      command="akwarden calls list"
      commandQuery={rangeQuery(url, looked.time)}
      allFlag=""
      hiddenWord=""
      columns={COLUMNS}
      rowId={(row) => `${row.event_id}~${row.time}`}
      sort=""
      more={range}
      views={[
        { title: t`Denied`, href: "/calls?q=result:denied" },
        { title: t`Sensitive changes`, href: "/calls?q=sensitive:yes&time=7d" },
        { title: t`By root`, href: "/calls?q=type:root&time=30d" },
      ]}
      actions={actions}
      placeholder={t`Filter: ip:198.51.100.0/24 result:denied, or any words`}
      exports={["jsonl", "parquet"]}
      facets={[
        { field: "key", title: t`Key` },
        { field: "account", title: t`Account` },
        { field: "action", title: t`API` },
        { field: "ip", title: t`Source IP` },
        {
          field: "result",
          title: t`Result`,
          label: (value) => (RESULTS[value] ? t(RESULTS[value].title) : value),
        },
        { field: "region", title: t`Region` },
      ]}
      extra={
        <Button icon={<Braces className="size-4" aria-hidden />} onClick={() => void copySql()}>
          <Trans>Copy as SQL</Trans>
        </Button>
      }
      above={
        <Histogram
          asked={asked}
          range={range}
          onRange={(from, to) => change({ from, to, time: null })}
          isChosen={Boolean(url.from)}
          onClear={() => change({ from: null, to: null })}
        />
      }
      empty={() => (
        <NotSetUp
          title={<Trans>No calls in this time</Trans>}
          text={<Trans>Choose a longer time above, or hand in audit records.</Trans>}
          action={
            <Button look="main" onClick={() => change({ time: "30d", from: null, to: null })}>
              <Trans>Look at 30 days</Trans>
            </Button>
          }
          command="akwarden audit import FILE"
        />
      )}
    />
  );
}

function openCall(go: (href: string) => void, row: CallRecord) {
  go(`/calls/${encodeURIComponent(`${row.event_id}~${row.time}`)}${window.location.search}`);
}
