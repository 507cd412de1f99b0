import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Freshness } from "@/api/types";

/** How fresh all is; also told as it changes (`events.ts`). */
export const freshnessQuery = queryOptions({
  queryKey: ["freshness"],
  queryFn: ({ signal }) => get<Freshness>("/freshness", {}, signal),
});

/** Up to when all calls are known; null where a source of audit records was never read, or there is none. */
export function recordsUpTo(fresh: Freshness): string | null {
  const records = fresh.sources.filter((one) => one.kind === "records");
  // A source that was read and held nothing is not behind; one that was never read is.
  if (records.some((one) => one.known_to === null && one.checked_at === null)) return null;
  const reached = records.map((one) => one.known_to).filter((at) => at !== null);
  return reached.sort()[0] ?? null;
}
