import type { ComponentType } from "react";

type Loader = () => Promise<{ default: ComponentType }>;

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
  /** Whether it follows the accounts of the top bar. */
  isScoped?: boolean;
}

/** Say what a page is. */
export function definePage(page: PageDefinition): PageDefinition {
  return page;
}

/** All pages: each folder of `src/pages` with a `page.ts`. */
export const PAGES: PageDefinition[] = Object.values(
  import.meta.glob<PageDefinition>("../pages/*/page.ts", { eager: true, import: "default" }),
);
