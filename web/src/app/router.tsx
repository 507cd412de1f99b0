import { QueryClient } from "@tanstack/react-query";
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { whenLoggedOut } from "@/api/client";
import { Problem, problemOf } from "@/api/problem";
import type { Me } from "@/api/types";
import { openPageMessages } from "@/i18n/language";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { lazily, loaded } from "./lazily";
import { Missing } from "./Missing";
import { meQuery } from "./me";
import { PAGES, type PageDefinition, pageAt } from "./page";
import { RouteFault } from "./RouteFault";
import { Shell } from "./Shell";
import { parseSearch, type Search, stringifySearch } from "./search";

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // A server on this machine answers also where there is no network: it is asked, and what fails is told.
      networkMode: "always",
      // What was refused stays refused; what did not come through is tried twice more.
      retry: (count, error) => count < 2 && (!(error instanceof Problem) || error.status >= 502),
    },
    mutations: { networkMode: "always" },
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

function routeOf(page: PageDefinition): AnyRoute {
  const parent = page.isPublic ? root : inside;
  const { component, ready } = lazily(page.load);
  const route = createRoute({
    getParentRoute: () => parent as never,
    path: page.path,
    component,
    loader: async () => {
      await Promise.all([ready(), loaded(() => openPageMessages(page.name))]);
    },
    validateSearch: (search: Record<string, unknown>) => search as Search,
  }) as unknown as AnyRoute;
  const children = Object.entries(page.children ?? {}).map(([path, load]) => {
    const child = lazily(load);
    return createRoute({
      getParentRoute: () => route,
      path,
      component: child.component,
      loader: child.ready,
    });
  });
  return route.addChildren(children as never) as unknown as AnyRoute;
}

const tree = root.addChildren([
  (inside as AnyRoute).addChildren([
    ...PAGES.filter((one) => !one.isPublic).map(routeOf),
    // Below the frame, which leads on.
    createRoute({ getParentRoute: () => inside, path: "$", component: Missing }),
  ] as never),
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
  defaultErrorComponent: RouteFault,
  defaultNotFoundComponent: Missing,
});

whenLoggedOut(() => {
  client.clear();
  const here = router.state.location;
  // Many requests are refused at once: the first one leads to the login, and the way back stays.
  if (pageAt(here.pathname)?.isPublic) return;
  void router.navigate({ to: "/login", search: { next: here.href } as never });
});
