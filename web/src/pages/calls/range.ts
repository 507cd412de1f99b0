import type { Search } from "@/app/search";

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** How far back the server looks where nothing is asked for. */
export const USUAL_TIME = "24h";

/** The time that the call log shows; null leaves it to the server, which takes the last day. */
export type Range = { from: string | null; to: string | null };

/** Return what the address asks for: a range that was dragged, else so long back from now, to the minute. */
export function rangeOf(url: Search, time: string | null, now: number = Date.now()): Range {
  if (url.from) return { from: url.from, to: url.to ?? null };
  const found = /^(\d+)([mhd])$/.exec(time ?? "");
  const unit = found?.[2] ? UNITS[found[2]] : undefined;
  if (!found || !unit) return { from: null, to: null };
  const minute = Math.floor(now / 60_000) * 60_000;
  return { from: new Date(minute - Number(found[1]) * unit).toISOString(), to: null };
}

/** Return the same time in words of a query, for the command line. */
export function rangeQuery(url: Search, time: string | null): string {
  if (!url.from) return `time<${time ?? USUAL_TIME}`;
  return `time>=${url.from}${url.to ? ` time<${url.to}` : ""}`;
}
