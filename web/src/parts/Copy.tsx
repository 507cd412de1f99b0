import { t as say } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Check, SquareTerminal } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./Button";
import { tell } from "./Toast";

/** Put a text on the clipboard; says whether it is there. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that came over plain http have no clipboard: the old way works there.
    const before = document.activeElement as HTMLElement | null;
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "fixed opacity-0";
    // A window that holds everything else up lets nothing outside of it be selected.
    (before?.closest("[role=dialog],[role=alertdialog]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus({ preventScroll: true });
    return done;
  }
}

/** Put a text on the clipboard, and tell that it is there, or that it is not. */
export async function copyAndTell(text: string, done: string): Promise<void> {
  if (await copyText(text)) tell({ text: done });
  else tellUncopied();
}

function tellUncopied(): void {
  tell({ tone: "fault", text: say`It could not be copied: the browser does not allow it here.` });
}

/** Return whether something was copied just now, and what copies. */
export function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  async function copy(text: string) {
    const done = await copyText(text);
    setCopied(done);
    if (!done) tellUncopied();
  }
  return [copied, (text) => void copy(text)];
}

/** A small button that copies something. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useLingui();
  const [copied, copy] = useCopied();
  return (
    <button
      type="button"
      aria-label={copied ? t`Copied` : label}
      title={copied ? t`Copied` : label}
      onClick={(event) => {
        event.stopPropagation();
        copy(text);
      }}
      className={`inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-ink ${copied ? "" : "icon-copy"}`}
    >
      {copied && <Check className="size-3.5 text-low" aria-hidden />}
    </button>
  );
}

/** Return how a key id is shown where there is little room: its first 6 and last 11 characters. */
export function shortKey(id: string): string {
  return id.length > 19 ? `${id.slice(0, 6)}…${id.slice(-11)}` : id;
}

/** A key id with a button that copies it. An id is no secret. */
export function KeyId({ id, whole }: { id: string; whole?: boolean }) {
  const { t } = useLingui();
  return (
    <span className="inline-flex min-w-0 items-center gap-0.5 font-mono text-meta" title={id}>
      {whole ? id : shortKey(id)}
      <CopyButton text={id} label={t`Copy the key id`} />
    </span>
  );
}

/** The command that does the same as what is beside it. */
export function CopyCommand({ line, quiet }: { line: string; quiet?: boolean }) {
  const { t } = useLingui();
  const [copied, copy] = useCopied();
  return (
    <Button
      look={quiet ? "quiet" : "plain"}
      title={line}
      icon={
        copied ? (
          <Check className="size-4 text-low" aria-hidden />
        ) : (
          <SquareTerminal className="size-4" aria-hidden />
        )
      }
      onClick={() => copy(line)}
    >
      {copied ? t`Copied` : t`Copy as command`}
    </Button>
  );
}

/** A command as it is typed, with a button that copies it. */
export function CommandLine({ line }: { line: string }) {
  const { t } = useLingui();
  return (
    <span className="flex min-w-0 items-center gap-1 rounded-md border border-line bg-bg py-0.5 pr-0.5 pl-2">
      <code className="min-w-0 flex-1 font-mono text-meta [overflow-wrap:anywhere]">{line}</code>
      <CopyButton text={line} label={t`Copy the command`} />
    </span>
  );
}

/** Return an argument as a shell takes it. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
