import { Trans, useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { useState } from "react";
import { Button } from "@/parts/Button";
import { Popover } from "@/parts/Popover";
import { type NoteField, type NoteKind, useNotes } from "./notes";
import type { Chosen } from "./useChosen";

interface Props {
  kind: NoteKind;
  field: NoteField;
  chosen: Chosen;
  title: string;
  placeholder: string;
  icon: ReactNode;
}

/** A button of the bar at the bottom that writes one thing to all selected rows. */
export function BulkNote({ kind, field, chosen, title, placeholder, icon }: Props) {
  const { t } = useLingui();
  const save = useNotes(kind);
  const [open, setOpen] = useState(false);
  const [value, setValue] = useState("");
  async function write(text: string) {
    setOpen(false);
    const tags = text.split(/[,，\s]+/).filter(Boolean);
    if (await save(chosen.selection, field, field === "tags" ? tags : text.trim() || null)) setValue("");
  }
  return (
    <Popover
      side="top"
      align="end"
      title={title}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button right="note" icon={icon}>
          {title}
        </Button>
      }
    >
      <form
        className="space-y-2"
        onSubmit={(event) => {
          event.preventDefault();
          void write(value);
        }}
      >
        <input
          // biome-ignore lint/a11y/noAutofocus: it is all that there is in what was just opened
          autoFocus
          aria-label={title}
          value={value}
          maxLength={200}
          placeholder={placeholder}
          onChange={(event) => setValue(event.target.value)}
          className="h-8 w-full rounded-md border border-edge bg-panel px-2.5"
        />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={() => void write("")}>
            {t`Clear it`}
          </Button>
          <Button look="main" type="submit" disabled={!value.trim()}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Popover>
  );
}
