import { QueryClient } from "@tanstack/react-query";
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { whenLoggedOut } from "@/api/client";
import { Problem, problemOf } from "@/api/problem";
import type { Me } from "@/api/types";
import { openPageMessages } from "@/i18n/language";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Missing } from "./Missing";
import { meQuery } from "./me";
import { PAGES, type PageDefinition } from "./page";
import { Shell } from "./Shell";
import { parseSearch, type Search, stringifySearch } from "./search";

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // What was refused stays refused; what did not come through is tried twice more.
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status >= 502),
    },
  },
});

const root = createRootRoute({ component: Outlet, notFoundComponent: Missing });

const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  component: Shell,
  errorComponent: ({ error, reset }) => <ProblemView error={error} retry={reset} />,
  beforeLoad: async ({ location }) => {
    const search = { next: location.href } as never;
    let me: Me;
    try {
      me = await client.ensureQueryData(meQuery);
    } catch (error) {
      if (problemOf(error).status !== 401) throw error;
      throw redirect({ to: "/login", search });
    }
    if (me.second_factor) throw redirect({ to: "/second-factor", search });
  },
});

const RELOADED = "reloaded-at";
const PAUSE_MS = 10_000;

/** Load the page anew, unless that was done just now and did not help; say whether it is on its way. */
function reloadOnce(): boolean {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < PAUSE_MS) return false;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
  return true;
}

function routeOf(page: PageDefinition): AnyRoute {
  const parent = page.isPublic ? root : inside;
  const route = createRoute({
    getParentRoute: () => parent as never,
    path: page.path,
    component: lazyRouteComponent(page.load),
    loader: async ({ preload }) => {
      try {
        await openPageMessages(page.name);
      } catch (error) {
        // After an upgrade the files of the version before are gone: the page that was asked for comes anew.
        if (preload || !reloadOnce()) throw error;
        await new Promise(() => {});
      }
    },
    validateSearch: (search: Record<string, unknown>) => search as Search,
  }) as unknown as AnyRoute;
  const children = Object.entries(page.children ?? {}).map(([path, load]) =>
    createRoute({ getParentRoute: () => route, path, component: lazyRouteComponent(load) }),
  );
  return route.addChildren(children as never) as unknown as AnyRoute;
}

const tree = root.addChildren([
  (inside as AnyRoute).addChildren(PAGES.filter((one) => !one.isPublic).map(routeOf) as never),
  ...PAGES.filter((one) => one.isPublic).map(routeOf),
] as never);

export const router = createRouter({
  routeTree: tree as unknown as AnyRoute,
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPreloadDelay: 60,
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: () => <Skeleton rows={12} />,
  defaultErrorComponent: ({ error, reset }) => <ProblemView error={error} retry={reset} />,
  defaultNotFoundComponent: Missing,
});

whenLoggedOut(() => {
  client.clear();
  void router.navigate({ to: "/login", search: { next: router.state.location.href } as never });
});
