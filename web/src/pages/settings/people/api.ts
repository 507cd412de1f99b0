import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";

export type Group = Schemas["GroupRow"];
export type ApiKey = Schemas["ApiKey"];

export const peopleQuery = queryOptions({
  queryKey: ["list", "people"],
  queryFn: ({ signal }) => get<Schemas["PersonList"]>("/people", {}, signal),
});

export const groupsQuery = queryOptions({
  queryKey: ["list", "account-groups"],
  queryFn: ({ signal }) => get<Schemas["GroupList"]>("/account-groups", {}, signal),
});

/** Tokens and pairs: of everybody, or one's own. */
export function tokensQuery(everybody: boolean) {
  return queryOptions({
    queryKey: ["list", "tokens", everybody],
    queryFn: ({ signal }) => get<Schemas["TokenList"]>(everybody ? "/tokens" : "/me/tokens", {}, signal),
  });
}
