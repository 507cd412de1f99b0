import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { WhyEmpty } from "@/api/types";

/** Return the part of a query that leaves out most, and the query without it; null where no part is to blame. */
export function useWorst(
  list: string,
  q: string,
  all: boolean,
  isAsked: boolean,
): { text: string; rest: string } | null {
  const { data } = useQuery({
    queryKey: ["why-empty", list, q, all],
    queryFn: ({ signal }) => get<WhyEmpty>("/query/why-empty", { list, q, all }, signal),
    enabled: isAsked,
    retry: false,
  });
  const worst = data?.parts.find((one) => one.total > 0);
  return worst?.part ? { text: worst.part, rest: worst.without } : null;
}
