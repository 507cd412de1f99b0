import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { get } from "@/api/client";
import type { Page } from "@/api/types";
import { type Asked, rowsOf } from "./asked";

export interface Rows<Row> {
  rows: Row[];
  total: number | null;
  /** Whether there are about so many. */
  isAbout: boolean;
  hidden: number;
  asOf: string | null;
  error: unknown;
  /** Whether nothing was shown yet. */
  isFirst: boolean;
  /** Whether what is shown is of the question before. */
  isOld: boolean;
  isFetching: boolean;
  more: () => void;
  again: () => void;
}

/** Return the rows of a list, 200 at a time; what was there stays while the next is on its way. */
export function useRows<Row>(asked: Asked): Rows<Row> {
  const { noun, q, sort, all, more } = asked;
  const query = useInfiniteQuery({
    queryKey: ["list", noun, { q, sort, all, ...more }],
    queryFn: ({ pageParam, signal }) => get<Page<Row>>(...rowsOf(asked, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  // What was there before stays also when the next question fails.
  const [kept, keep] = useState(query.data);
  if (query.data && query.data !== kept) keep(query.data);
  const data = query.data ?? kept;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data]);
  const last = data?.pages.at(-1);
  return {
    rows,
    total: last?.total ?? null,
    isAbout: last?.approximate ?? false,
    hidden: data?.pages[0]?.hidden ?? 0,
    asOf: data?.pages[0]?.as_of ?? null,
    error: query.error,
    isFirst: query.isPending && !data,
    isOld: query.isPlaceholderData || (query.isError && !query.data),
    isFetching: query.isFetching,
    more: () => {
      if (query.hasNextPage && !query.isFetching && !query.isPlaceholderData) void query.fetchNextPage();
    },
    again: () => void query.refetch(),
  };
}
