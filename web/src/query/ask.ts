import { queryOptions } from "@tanstack/react-query";
import { get, type Params } from "@/api/client";
import { Problem } from "@/api/problem";
import type { FacetList, QueryCheck, QueryFault, Vocabulary } from "@/api/types";

/** What a list can be asked about. `noun` is its name in the API: `keys`. */
export function vocabularyQuery(noun: string) {
  return queryOptions({
    queryKey: ["vocabulary", noun],
    queryFn: ({ signal }) => get<Vocabulary>(`/vocabularies/${noun}`, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The most frequent values of some fields among what a query finds. */
export function facetsQuery(noun: string, q: string, fields: string[], all: boolean, more: Params = {}) {
  return queryOptions({
    queryKey: ["facets", noun, q, fields.join(), all, more],
    queryFn: ({ signal }) =>
      get<FacetList>(`/${noun}/facets`, { q, by: fields.join(","), all, ...more }, signal),
    staleTime: 30_000,
    retry: false,
  });
}

/** "did you mean {near}?", as the server says it in each language. */
const NEAREST = /^(?:did you mean|是否想用) (\S+?)[?？]$/;

/** Return what the server thinks was meant; null where it says nothing of that. */
export function nearestOf(mend: string | null): string | null {
  return NEAREST.exec(mend ?? "")?.[1] ?? null;
}

/** Return what is wrong with a query, null for nothing; a server that can't say lets it through. */
export async function faultOf(list: string, q: string, signal?: AbortSignal): Promise<QueryFault | null> {
  try {
    return (await get<QueryCheck>("/query/check", { list, q }, signal)).fault;
  } catch (error) {
    if (error instanceof Problem && error.status === 400)
      return { what: error.body.detail ?? "", at: error.body.at ?? null, mend: error.body.mend ?? null };
    return null;
  }
}
