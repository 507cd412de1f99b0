import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  BellRing,
  FileText,
  Globe,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  RefreshCw,
  ScrollText,
  Settings,
  ShieldCheck,
  Unplug,
} from "lucide-react";

/** One place of the left rail. */
export interface Place {
  path: string;
  title: MessageDescriptor;
  icon: LucideIcon;
  /** The second key of `g …`. */
  key: string;
  /** Which count of `GET /overview/counts` stands beside it. */
  count?: CountName;
}

type CountName = "keys" | "alarms" | "leaks" | "risks";

/** What each count is of: in words beside its number, and as the query that its list then has. */
export const COUNTED: Record<CountName, { words: MessageDescriptor; query: string }> = {
  keys: { words: msg`to act on now`, query: "advice:act_now" },
  alarms: { words: msg`open, and not snoozed`, query: "status:open snoozed:no" },
  leaks: { words: msg`open`, query: "status:open" },
  risks: { words: msg`open`, query: "status:open" },
};

export const PLACES: Place[] = [
  { path: "/", title: msg`Overview`, icon: LayoutDashboard, key: "o" },
  { path: "/keys", title: msg`Keys`, icon: KeyRound, key: "k", count: "keys" },
  { path: "/ips", title: msg`Source IPs`, icon: Globe, key: "i" },
  { path: "/alarms", title: msg`Alarms`, icon: BellRing, key: "a", count: "alarms" },
  { path: "/leaks", title: msg`Leaks`, icon: Unplug, key: "l", count: "leaks" },
  { path: "/permissions", title: msg`Permissions`, icon: ShieldCheck, key: "p", count: "risks" },
  { path: "/rotation", title: msg`Rotation`, icon: RefreshCw, key: "r" },
  { path: "/calls", title: msg`Call log`, icon: ScrollText, key: "c" },
  { path: "/reports", title: msg`Reports`, icon: FileText, key: "e" },
  { path: "/settings", title: msg`Settings`, icon: Settings, key: "s" },
];
