import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { useRight } from "@/app/me";
import { isComposing } from "@/keyboard/pressed";

interface Props {
  value: string;
  label: string;
  /** What stands there while nothing is said. */
  placeholder: string;
  most?: number;
  /** Asks for the field from outside, such as by a key; counts up. */
  ask?: number;
  /** Says whether it was kept; what was not stays here, to be sent again. */
  onSave: (value: string) => Promise<boolean>;
}

/** A text that becomes a field when it is pressed: Enter keeps, Esc leaves it as it was. */
export function InlineEdit({ value, label, placeholder, most = 200, ask = 0, onSave }: Props) {
  const { t } = useLingui();
  const [draft, setDraft] = useState<string | null>(null);
  const [unsaved, setUnsaved] = useState<string | null>(null);
  const asked = useRef(ask);
  const lacking = useRight("note");
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (ask === asked.current) return;
    asked.current = ask;
    if (!lacking) setDraft(unsaved ?? value);
  }, [ask, value, unsaved, lacking]);
  function end(save: boolean) {
    const next = draft?.trim() ?? "";
    setDraft(null);
    if (draft === null) return;
    if (!save || next === value) return setUnsaved(null);
    setUnsaved(null);
    void onSave(next).then((isKept) => setUnsaved(isKept ? null : next));
  }
  /** End by a key: whoever leaves with the mouse is somewhere else already. */
  function endHere(save: boolean) {
    end(save);
    requestAnimationFrame(() => button.current?.focus({ preventScroll: true }));
  }
  if (draft !== null) {
    return (
      <input
        // biome-ignore lint/a11y/noAutofocus: it stands where the pressed text stood
        autoFocus
        aria-label={label}
        value={draft}
        maxLength={most}
        onChange={(event) => setDraft(event.target.value)}
        onClick={(event) => event.stopPropagation()}
        onBlur={() => end(true)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (isComposing(event.nativeEvent)) return;
          if (event.key === "Enter") endHere(true);
          if (event.key === "Escape") endHere(false);
        }}
        className="h-6 w-full min-w-24 rounded-sm border border-accent bg-panel px-1"
      />
    );
  }
  return (
    <button
      ref={button}
      type="button"
      aria-disabled={lacking !== null}
      title={lacking ?? (unsaved !== null ? t`Not saved. Press to try again.` : value || t`Press to write`)}
      onClick={(event) => {
        // For whoever may not write, it is a part of the row like any other.
        if (lacking) return;
        event.stopPropagation();
        setDraft(unsaved ?? value);
      }}
      className={`group -mx-1 flex min-h-6 min-w-0 max-w-full grow items-center gap-1 rounded-sm px-1 text-left hover:bg-hover aria-disabled:cursor-not-allowed ${
        lacking ? "" : "icon-pencil after:opacity-45 hover:after:opacity-100"
      }`}
    >
      <span className="sr-only">{label}: </span>
      {unsaved !== null ? (
        <span className="truncate text-medium">
          {unsaved || placeholder} ({t`not saved`})
        </span>
      ) : (
        <span className={`truncate ${value ? "" : "text-muted"}`}>{value || placeholder}</span>
      )}
    </button>
  );
}
