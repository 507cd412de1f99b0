import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { post } from "@/api/client";
import type { EditDone } from "@/api/types";
import { number } from "@/i18n/format";
import { useTellFault } from "@/parts/Problem";
import { tell } from "@/parts/Toast";
import type { Selection } from "./columns";

export type NoteKind = "key" | "ip" | "principal";
export type NoteField = "remark" | "owner" | "tags";
/** What a field is set to; null and an empty text say nothing. */
export type NoteValue = string | string[] | null;

/** Return what writes a remark, an owner or tags, offers to take that back for 10 s, and says whether it was done. */
export function useNotes(
  kind: NoteKind,
): (to: Selection, field: NoteField, value: NoteValue) => Promise<boolean> {
  const { t } = useLingui();
  const client = useQueryClient();
  const tellFault = useTellFault();
  return useCallback(
    async (to, field, value) => {
      const refresh = () =>
        Promise.all(["list", "one", "facets"].map((name) => client.invalidateQueries({ queryKey: [name] })));
      const whom = to.ids ? { kind, names: to.ids } : { kind, q: to.q };
      const words = Array.isArray(value) ? value : [value ?? ""];
      try {
        const { edit, changed, warnings } = await post<EditDone>("/notes", { ...whom, field, value: words });
        await refresh();
        for (const one of warnings) tell({ text: one, tone: "fault" });
        if (changed === 0 || edit === null) {
          tell({ text: t`It was so already.` });
          return true;
        }
        const many = number(changed);
        tell({
          text: changed === 1 ? t`Saved.` : t`Saved for ${many}.`,
          undo: async () => {
            try {
              await post(`/edits/${edit}/undo`);
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
    [kind, client, tellFault, t],
  );
}
