import { type Search, useUrl } from "./url";

/** Which accounts and which time the console looks at; both stand in the address. */
export interface Looked {
  /** The numbers of the accounts, with commas between them; null for all. */
  account: string | null;
  /** How far back, such as `24h`, `7d`; null for the page's own. */
  time: string | null;
}

export const TIMES = ["1h", "24h", "7d", "30d", "90d"] as const;

/** Return what is looked at; a page that follows neither gets null for it. */
export function useLooked(page?: { isScoped?: boolean; isTimed?: boolean }): Looked {
  const [url] = useUrl();
  return {
    account: page && !page.isScoped ? null : (url.account ?? null),
    time: page && !page.isTimed ? null : (url.time ?? null),
  };
}

/** Return what stays in the address when another page is opened. */
export function carried(search: Search): Search {
  const kept = ["account", "time"].filter((name) => search[name]);
  return Object.fromEntries(kept.map((name) => [name, search[name] as string]));
}

/** Return a query narrowed to what is looked at. `timeField` is the field that the time range holds for. */
export function lookedAt(q: string, looked: Looked, timeField?: string): string {
  const parts = [
    q.trim() && (looked.account || (timeField && looked.time)) && / or /i.test(q)
      ? `(${q.trim()})`
      : q.trim(),
  ];
  if (looked.account) parts.push(`account:${looked.account}`);
  if (timeField && looked.time) parts.push(`${timeField}<${looked.time}`);
  return parts.filter(Boolean).join(" ");
}
