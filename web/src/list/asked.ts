import type { Params } from "@/api/client";

/** Rows of a page. */
const PAGE = 200;

/** What a list is asked. */
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

/** Return where the rows are read, and with which parameters; `after` is the cursor of the page before. */
export function rowsOf(asked: Asked, after: string | null): [path: string, params: Params] {
  const { noun, q, sort, all, more } = asked;
  return [`/${noun}`, { q, sort, all, limit: PAGE, after, ...more }];
}
