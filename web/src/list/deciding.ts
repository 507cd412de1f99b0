import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { post } from "@/api/client";
import type { Job } from "@/api/types";
import { number } from "@/i18n/format";
import { useTellFault } from "@/parts/Problem";
import { tell } from "@/parts/Toast";
import type { Selection } from "./columns";

/** What came of a decision. */
export interface Decided {
  changed: number;
  undo: number | null;
  refused: { id: string; why: string }[];
  refused_in_all: number;
}

/** Return what decides about alarms, leaks or risks, offers to take that back for 10 s, and says whether it was done. */
export function useDecide<Decision extends object>(
  noun: "alarms" | "leaks" | "risks",
): (of: Selection, what: Decision) => Promise<boolean> {
  const { t } = useLingui();
  const client = useQueryClient();
  const tellFault = useTellFault();
  return useCallback(
    async (of, what) => {
      const names = ["list", "one", "facets", "counts"];
      const refresh = () => Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
      const whom = of.ids ? { ids: of.ids } : { q: of.q };
      try {
        const done = await post<Decided | Job>(`/${noun}/decide`, { ...whom, ...what });
        if ("kind" in done) {
          tell({ text: t`A job does it: the list changes while it runs.` });
          return true;
        }
        await refresh();
        const refused = done.refused[0];
        if (refused) tell({ tone: "fault", text: refused.why });
        if (done.changed === 0) {
          if (!refused) tell({ text: t`It was so already.` });
          return !refused;
        }
        const many = number(done.changed);
        tell({
          text: done.changed === 1 ? t`Saved.` : t`Saved for ${many}.`,
          undo: async () => {
            try {
              await post(`/decisions/${done.undo}/undo`);
              await refresh();
              tell({ text: t`It is as it was.` });
            } catch (error) {
              tellFault(error);
            }
          },
        });
        return true;
      } catch (error) {
        tellFault(error);
        return false;
      }
    },
    [client, noun, t, tellFault],
  );
}

/** Return the time that is so many hours from now. */
export function inHours(hours: number, now: number = Date.now()): string {
  return new Date(now + hours * 3_600_000).toISOString();
}
