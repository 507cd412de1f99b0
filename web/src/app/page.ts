import type { ComponentType } from "react";
import type { Params } from "@/api/client";
import { rowsOf } from "@/list/asked";
import { lookedAt, lookedOf } from "./looked";
import type { Search } from "./search";

type Loader = () => Promise<{ default: ComponentType }>;

/** The list that a page shows. */
export interface PageList {
  /** Its name in the API: `keys`. */
  noun: string;
  /** What it is sorted by unless told otherwise. */
  sort: string;
  /** The field that the time range of the top bar holds for. */
  timeField?: string;
}

/** One page of the console. Its folder is `src/pages/<name>`, with its messages in `locales/`. */
export interface PageDefinition {
  /** The name of the folder. */
  name: string;
  /** Where it is: `/keys`. */
  path: string;
  /** Its component, loaded when it is opened first. */
  load: Loader;
  /** What opens inside of it (the component draws it with `<Outlet />`): `{ $id: () => import("./KeyDrawer") }`. */
  children?: Record<string, Loader>;
  /** Whether it is there before a login, without rail and top bar. */
  isPublic?: boolean;
  /** Whether it follows the time range of the top bar. */
  isTimed?: boolean;
  /** How far back it looks where the address says nothing, such as `24h`; all time by default. */
  usualTime?: string;
  /** Whether it follows the accounts of the top bar. */
  isScoped?: boolean;
  /** The list that it shows. */
  list?: PageList;
  /** What else it reads first: `/overview`. */
  first?: string[];
}

/** Say what a page is. */
export function definePage(page: PageDefinition): PageDefinition {
  return page;
}

/** All pages: each folder of `src/pages` with a `page.ts`. */
export const PAGES: PageDefinition[] = Object.values(
  import.meta.glob<PageDefinition>("../pages/*/page.ts", { eager: true, import: "default" }),
);

/** Return the page of an address; none is there for one that leads nowhere. */
export function pageAt(path: string): PageDefinition | undefined {
  return PAGES.filter((one) => path === one.path || path.startsWith(`${one.path}/`)).sort(
    (a, b) => b.path.length - a.path.length,
  )[0];
}

/** Return what a page reads first at an address, each as `get` takes it. */
export function firstReads(page: PageDefinition, path: string, search: Search): [string, Params?][] {
  const { list, children = {} } = page;
  const rest = path.slice(page.path.length + 1).split("/")[0] ?? "";
  // What has a name of its own inside of a page shows something else.
  if (Object.hasOwn(children, rest)) return [];
  const asked = list && {
    noun: list.noun,
    q: lookedAt(search.q ?? "", lookedOf(search, page), list.timeField),
    sort: search.sort ?? list.sort,
    all: search.all === "1",
  };
  return [...(asked ? [rowsOf(asked, null)] : []), ...(page.first ?? []).map((one): [string] => [one])];
}
