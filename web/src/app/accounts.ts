import { queryOptions, useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";

/** The cloud accounts that are watched, for their names. */
export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: ({ signal }) => get<Schemas["AccountList"]>("/accounts", {}, signal),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Return what says how an account is called; its number where no name is known. */
export function useAccountName(): (number: string) => string {
  const rows = useQuery(accountsQuery).data?.rows;
  return (number) => rows?.find((one) => one.account === number)?.name || number;
}
