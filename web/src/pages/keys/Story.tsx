import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { post } from "@/api/client";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { Section } from "@/parts/Drawer";
import { ExactTime } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import type { KeyPage, PastNote } from "./types";

/** What people said of a key, when, and what takes it back. */
export function Story({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  if (page.history.length === 0) {
    return (
      <p className="p-4 text-muted">
        <Trans>Nobody has said anything about it yet. Press r to write a remark, o to say whose it is.</Trans>
      </p>
    );
  }
  const names: Record<PastNote["field"], string> = {
    remark: t`Remark`,
    owner: t`Owner`,
    tags: t`Tags`,
    network_kind: t`Kind of network`,
    label: t`Label`,
  };
  return (
    <Section>
      <ol className="divide-y divide-line">
        {page.history.map((one, at) => (
          <li key={`${one.edit}${one.field}${at}`} className="flex items-start gap-3 py-2 first:pt-0">
            <div className="min-w-0 flex-1">
              <p>
                <span className="font-medium">{one.actor}</span> · {names[one.field]}
              </p>
              <p>
                <s className="text-muted">{said(one.before)}</s> → {said(one.after)}
              </p>
              <p className="text-meta text-muted">
                <ExactTime at={one.at} /> · <Trans>edit {one.edit}</Trans>
              </p>
            </div>
            <TakeBack edit={one.edit} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function said(text: string | null): string {
  if (text === null || text === "") return "—";
  if (!text.startsWith("[")) return text;
  try {
    return (JSON.parse(text) as string[]).join(", ") || "—";
  } catch {
    return text;
  }
}

function TakeBack({ edit }: { edit: number }) {
  const { t } = useLingui();
  const client = useQueryClient();
  return (
    <Confirm
      trigger={
        <Button look="quiet" right="note" icon={<Undo2 className="size-4" aria-hidden />}>
          <Trans>Undo</Trans>
        </Button>
      }
      title={t`Undo edit ${edit}?`}
      action={t`Undo`}
      command={`akwarden edits undo ${edit}`}
      onConfirm={async () => {
        await post(`/edits/${edit}/undo`);
        await Promise.all(
          ["one", "list", "facets"].map((name) => client.invalidateQueries({ queryKey: [name] })),
        );
        tell({ text: t`It is as it was.` });
      }}
    >
      <p>
        <Trans>Everything that this edit changed gets back what it had before, also of other keys.</Trans>
      </p>
    </Confirm>
  );
}
