import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { total } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Box } from "../Part";
import { useSearch } from "../useSearch";
import { RecordLine } from "./RecordLine";

const PAGE = 200;
const AHEAD = 40;
const LINE_PX = 45;

/** The records, the newest first, without an end; those that hold a text. */
export function Records() {
  const { t } = useLingui();
  const { q, text, setText, composing } = useSearch();
  const log = useInfiniteQuery({
    queryKey: ["list", "audit-log", q],
    queryFn: ({ pageParam, signal }) =>
      get<Schemas["AuditLogPage"]>("/audit-log", { before: pageParam, limit: PAGE, q }, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const rows = log.data?.pages.flatMap((page) => page.rows) ?? [];
  const count = log.data?.pages[0]?.total;
  return (
    <Box
      isBare
      title={
        count === undefined
          ? t`Records`
          : q
            ? t`Records that hold ${q}`
            : t`${plural(count, { one: "# record", other: `${total(count)} records` })}`
      }
      action={
        <Button look="quiet" onClick={() => void log.refetch()} disabled={log.isFetching}>
          <Trans>Read again</Trans>
        </Button>
      }
    >
      <Field
        className="px-4 pb-3 md:max-w-[440px]"
        label={t`Search`}
        hint={t`A person, an action such as key.disable, or what it was done to`}
        type="search"
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        {...composing}
      />
      {log.error && <ProblemView error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && <Skeleton rows={8} />}
      {log.data && rows.length === 0 && (
        <p className="border-t px-4 py-6 text-muted">
          {q ? t`No record holds this text.` : t`There is no record yet.`}
        </p>
      )}
      {rows.length > 0 && (
        <Lines
          key={q}
          rows={rows}
          isDimmed={log.isPlaceholderData}
          more={log.hasNextPage && !log.isFetchingNextPage ? () => void log.fetchNextPage() : null}
        />
      )}
    </Box>
  );
}

function Lines(props: { rows: Schemas["AuditRow"][]; isDimmed: boolean; more: (() => void) | null }) {
  const { t } = useLingui();
  const { rows, more } = props;
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_PX,
    getItemKey: (at) => rows[at]?.number ?? at,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - AHEAD) more();
  }, [more, last, rows.length]);
  return (
    <div
      ref={frame}
      role="group"
      aria-label={t`Records, the newest first`}
      tabIndex={0}
      className={`max-h-[max(360px,64dvh)] overflow-y-auto rounded-b-lg border-t bg-panel outline-offset-[-2px] ${props.isDimmed ? "opacity-60" : ""}`}
    >
      <ol className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            <li
              key={item.key}
              data-index={item.index}
              ref={virtual.measureElement}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0 border-b bg-panel"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <RecordLine row={row} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}
