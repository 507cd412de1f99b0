import type { Search } from "./search";

/** Which accounts and which time the console looks at; both stand in the address. */
export interface Looked {
  /** The numbers of the accounts, with commas between them; null for all. */
  account: string | null;
  /** How far back, such as `24h`, `7d`; null for the page's own. */
  time: string | null;
}

/** Return what an address looks at; a page that follows neither gets null for it. */
export function lookedOf(search: Search, page?: { isScoped?: boolean; isTimed?: boolean }): Looked {
  return {
    account: page && !page.isScoped ? null : (search.account ?? null),
    time: page && !page.isTimed ? null : (search.time ?? null),
  };
}

/** Return a query that also asks for each of some tests. */
export function narrowed(q: string, ...tests: (string | null | undefined | false)[]): string {
  const own = q.trim();
  const more = tests.filter(Boolean);
  return [more.length > 0 && / or /i.test(own) ? `(${own})` : own, ...more].filter(Boolean).join(" ");
}

/** Return a query narrowed to what is looked at. `timeField` is the field that the time range holds for. */
export function lookedAt(q: string, looked: Looked, timeField?: string): string {
  return narrowed(
    q,
    looked.account && `account:${looked.account}`,
    timeField && looked.time && `${timeField}<${looked.time}`,
  );
}
