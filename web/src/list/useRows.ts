import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { get } from "@/api/client";
import type { Page } from "@/api/types";

const PAGE = 200;

export interface Asked {
  /** The name of the list in the API: `keys`. */
  noun: string;
  q: string;
  sort: string | null;
  /** Whether also what is hidden by default. */
  all: boolean;
  /** What else the list takes. */
  more?: Record<string, string | null>;
}

export interface Rows<Row> {
  rows: Row[];
  total: number | null;
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
export function useRows<Row>({ noun, q, sort, all, more }: Asked): Rows<Row> {
  const query = useInfiniteQuery({
    queryKey: ["list", noun, { q, sort, all, ...more }],
    queryFn: ({ pageParam, signal }) =>
      get<Page<Row>>(`/${noun}`, { q, sort, all, limit: PAGE, after: pageParam, ...more }, signal),
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
