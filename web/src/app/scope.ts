import { type Looked, lookedOf } from "./looked";
import type { Search } from "./search";
import { useUrl } from "./url";

export const TIMES = ["1h", "24h", "7d", "30d", "90d"] as const;

/** Return what is looked at; a page that follows neither gets null for it. */
export function useLooked(page?: { isScoped?: boolean; isTimed?: boolean }): Looked {
  return lookedOf(useUrl()[0], page);
}

/** Return what stays in the address when another page is opened. */
export function carried(search: Search): Search {
  const kept = ["account", "time"].filter((name) => search[name]);
  return Object.fromEntries(kept.map((name) => [name, search[name] as string]));
}
