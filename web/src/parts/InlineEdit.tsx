import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { useRight } from "@/app/me";

interface Props {
  value: string;
  label: string;
  /** What stands there while nothing is said. */
  placeholder: string;
  most?: number;
  /** Asks for the field from outside, such as by a key; counts up. */
  ask?: number;
  onSave: (value: string) => void | Promise<unknown>;
}

/** A text that becomes a field when it is pressed: Enter keeps, Esc leaves it as it was. */
export function InlineEdit({ value, label, placeholder, most = 200, ask = 0, onSave }: Props) {
  const { t } = useLingui();
  const [draft, setDraft] = useState<string | null>(null);
  const asked = useRef(ask);
  const lacking = useRight("note");
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (ask === asked.current) return;
    asked.current = ask;
    if (!lacking) setDraft(value);
  }, [ask, value, lacking]);
  function end(save: boolean) {
    const next = draft?.trim() ?? "";
    setDraft(null);
    if (save && draft !== null && next !== value) void onSave(next);
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
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") end(true);
          if (event.key === "Escape") end(false);
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
      title={lacking ?? (value || t`Press to write`)}
      onClick={(event) => {
        event.stopPropagation();
        if (!lacking) setDraft(value);
      }}
      className={`group -mx-1 flex min-h-6 min-w-0 max-w-full grow items-center gap-1 rounded-sm px-1 text-left hover:bg-hover aria-disabled:cursor-not-allowed ${
        lacking ? "" : "icon-pencil after:opacity-45 hover:after:opacity-100"
      }`}
    >
      <span className="sr-only">{label}: </span>
      <span className={`truncate ${value ? "" : "text-muted"}`}>{value || placeholder}</span>
    </button>
  );
}
