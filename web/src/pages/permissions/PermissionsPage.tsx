import { useLingui } from "@lingui/react/macro";
import { Link, useLocation } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { Search } from "@/app/search";
import { patiently } from "@/parts/patiently";
import { Skeleton } from "@/parts/Skeleton";
import { Risks } from "./Risks";

const Kinds = lazy(() => patiently(() => import("./Kinds")));
const Identities = lazy(() => patiently(() => import("./Identities")));
const Fixes = lazy(() => patiently(() => import("./Fixes")));

/** What goes along from one part to another: what is looked at, and the filter. */
function along(search: Search): Search {
  const kept = ["account", "time", "q"].filter((name) => search[name]);
  return Object.fromEntries(kept.map((name) => [name, search[name] as string]));
}

/** What is wrong with keys and identities: one by one, by kind, by identity, and by what mends most. */
export default function PermissionsPage() {
  const { t } = useLingui();
  const path = useLocation({ select: (one) => one.pathname });
  const parts = [
    { path: "/permissions", title: t`By risk` },
    { path: "/permissions/kinds", title: t`By kind` },
    { path: "/permissions/identities", title: t`By identity` },
    { path: "/permissions/fixes", title: t`Fixes` },
  ];
  const here = parts.findLast((one) => path === one.path || path.startsWith(`${one.path}/`))?.path;
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <nav aria-label={t`Parts of the permissions`} className="shrink-0 border-b bg-panel">
        <ul className="flex gap-1 overflow-x-auto bg-panel px-3">
          {parts.map((one) => (
            <li key={one.path} className="shrink-0">
              <Link
                to={one.path}
                search={along as never}
                aria-current={one.path === here ? "page" : undefined}
                className={`-mb-px flex h-9 items-center border-b-2 px-2 whitespace-nowrap outline-offset-[-2px] ${
                  one.path === here
                    ? "border-accent font-medium text-ink"
                    : "border-transparent text-muted hover:text-ink"
                }`}
              >
                {one.title}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex min-h-0 flex-1 flex-col">
        <Suspense fallback={<Skeleton rows={12} />}>
          {here === "/permissions/kinds" ? (
            <Kinds />
          ) : here === "/permissions/identities" ? (
            <Identities />
          ) : here === "/permissions/fixes" ? (
            <Fixes />
          ) : (
            <Risks />
          )}
        </Suspense>
      </div>
    </div>
  );
}
