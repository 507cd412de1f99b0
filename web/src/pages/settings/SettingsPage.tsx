import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import {
  Activity,
  BellRing,
  Cloud,
  FolderInput,
  type LucideIcon,
  ScrollText,
  ShieldCheck,
  SlidersHorizontal,
  Users,
} from "lucide-react";
import { useEffect, useRef } from "react";
import { carried } from "@/app/scope";

const PARTS: { path: string; title: MessageDescriptor; icon: LucideIcon }[] = [
  { path: "/settings/accounts", title: msg`Cloud accounts`, icon: Cloud },
  { path: "/settings/sources", title: msg`Sources and scans`, icon: FolderInput },
  { path: "/settings/rules", title: msg`Rules`, icon: SlidersHorizontal },
  { path: "/settings/trust", title: msg`Trust lists`, icon: ShieldCheck },
  { path: "/settings/notifications", title: msg`Notifications`, icon: BellRing },
  { path: "/settings/people", title: msg`People and tokens`, icon: Users },
  { path: "/settings/log", title: msg`Audit log`, icon: ScrollText },
  { path: "/settings/health", title: msg`Health`, icon: Activity },
];

/** What is watched, by which rules, and who may do what: one part at a time. */
export default function SettingsPage() {
  const { t } = useLingui();
  const path = useLocation({ select: (one) => one.pathname });
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the parts stand in a row that is longer than the screen.
    const here = path && nav.current?.querySelector("[aria-current=page]");
    if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  return (
    <div className="flex min-h-0 flex-1 max-lg:flex-col">
      <nav
        ref={nav}
        aria-label={t`Parts of the settings`}
        className="shrink-0 border-line bg-panel max-lg:border-b lg:w-[208px] lg:overflow-y-auto lg:border-r"
      >
        <ul className="flex gap-px p-1.5 max-lg:overflow-x-auto max-lg:bg-panel lg:flex-col lg:py-3">
          {PARTS.map((part) => {
            const isHere = path.startsWith(part.path);
            const Icon = part.icon;
            return (
              <li key={part.path} className="shrink-0">
                <Link
                  to={part.path}
                  search={carried as never}
                  aria-current={isHere ? "page" : undefined}
                  className={`flex h-8 items-center gap-2 whitespace-nowrap rounded-md px-2.5 ${
                    isHere ? "bg-selected font-medium text-accent" : "text-ink hover:bg-hover"
                  }`}
                >
                  <Icon className="size-4 shrink-0 max-sm:hidden" aria-hidden />
                  {t(part.title)}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <div className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-bg">
        <Outlet />
      </div>
    </div>
  );
}
