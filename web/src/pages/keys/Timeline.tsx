import { useLingui } from "@lingui/react/macro";
import {
  Bell,
  CirclePlus,
  Footprints,
  type LucideIcon,
  MessageSquareText,
  Trash2,
  Unplug,
  Zap,
} from "lucide-react";
import type { ReactNode } from "react";
import { day } from "@/i18n/format";
import { Time } from "@/parts/Time";
import type { FirstUse, KeyPage } from "./types";

interface Moment {
  at: string;
  icon: LucideIcon;
  text: ReactNode;
  isBad?: boolean;
}

/** What happened to a key, the latest first. */
export function Timeline({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  const moments = useMoments(page);
  if (moments.length === 0) return <p className="text-muted">{t`Nothing is known of it yet.`}</p>;
  return (
    <ol>
      {moments.map((one, at) => {
        const Icon = one.icon;
        const isLast = at === moments.length - 1;
        return (
          <li key={`${one.at}${at}`} className="flex gap-3">
            <span className="flex shrink-0 flex-col items-center" aria-hidden>
              <span
                className={`flex size-6 items-center justify-center rounded-full border ${one.isBad ? "border-critical/40 bg-critical-fill text-critical" : "bg-bg text-muted"}`}
              >
                <Icon className="size-3.5" />
              </span>
              {!isLast && <span className="w-px flex-1 bg-line" />}
            </span>
            <div className="min-w-0 flex-1 pt-0.5 pb-3">{one.text}</div>
            <span className="pt-0.5 text-meta text-muted" title={day(one.at)}>
              <Time at={one.at} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Return what was done for the first time, in words. */
export function useFirstWords(): (one: FirstUse) => string {
  const { t } = useLingui();
  return (one) => {
    const call = `${one.service}:${one.action}`;
    const value = one.value ?? "";
    switch (one.first) {
      case "address":
        return t`First call from ${value}: ${call}`;
      case "service":
        return t`First call to the service ${value}`;
      case "region":
        return t`First call in the region ${value}`;
      case "failure":
        return t`First call that failed: ${call}`;
      default:
        return t`First call: ${call}`;
    }
  };
}

function useMoments(page: KeyPage): Moment[] {
  const { t } = useLingui();
  const firstWords = useFirstWords();
  const { key } = page;
  const found: Moment[] = [];
  const add = (at: string | null, icon: LucideIcon, text: ReactNode, isBad?: boolean) => {
    if (at) found.push({ at, icon, text, isBad });
  };
  add(key.created_at, CirclePlus, t`Made at the cloud`);
  add(page.first_seen_at, CirclePlus, t`Seen by akwarden for the first time`);
  add(page.deleted_at, Trash2, t`Gone from the account`);
  add(key.last_used_at, Zap, t`Used the last time`);
  for (const one of page.use?.firsts ?? []) add(one.at, Footprints, firstWords(one));
  for (const one of page.leaks)
    add(one.first_seen_at, Unplug, t`Found in ${one.places[0]?.vpath ?? one.places[0]?.source ?? ""}`, true);
  for (const one of page.alarms)
    add(one.first_at, Bell, one.title, one.severity === "critical" || one.severity === "high");
  for (const one of page.history) {
    if (one.field === "remark")
      add(one.at, MessageSquareText, t`${one.actor} wrote the remark “${one.after ?? ""}”`);
    else if (one.field === "owner")
      add(one.at, MessageSquareText, t`${one.actor} set the owner to ${one.after ?? "—"}`);
  }
  return found.sort((a, b) => b.at.localeCompare(a.at)).slice(0, 30);
}
