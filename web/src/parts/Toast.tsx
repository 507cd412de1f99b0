import { Trans, useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { singleKeys, useKeys } from "@/keyboard/keys";
import { Button } from "./Button";
import { useStored } from "./stored";

/** What is told in the corner for some seconds. */
export interface Toast {
  text: ReactNode;
  tone?: "done" | "fault";
  /** Takes back what was done; offered for 10 s. */
  undo?: () => void | Promise<unknown>;
}

const UNDO_MS = 10_000;
const TOLD_MS = 5000;
let told: (Toast & { id: number })[] = [];
let next = 1;
const listeners = new Set<() => void>();

function change(to: typeof told): void {
  told = to;
  for (const listener of listeners) listener();
}

function drop(id: number): void {
  change(told.filter((one) => one.id !== id));
}

/** Tell something; what can be undone stays for 10 s, a fault until it is closed. */
export function tell(toast: Toast): void {
  change([...told.slice(-3), { ...toast, id: next++ }]);
}

function subscribe(then: () => void): () => void {
  listeners.add(then);
  return () => listeners.delete(then);
}

/** Take back what a toast offers to. */
function undo(toast: Toast & { id: number }): void {
  drop(toast.id);
  void toast.undo?.();
}

/** Where toasts are shown; `z` takes back what the last one offers to. */
export function Toasts() {
  const { t } = useLingui();
  const all = useSyncExternalStore(subscribe, () => told);
  const last = all.findLast((one) => one.undo);
  useKeys(last ? { z: () => undo(last), "Mod+z": () => undo(last) } : null);
  return (
    <section
      aria-label={t`Messages`}
      aria-live="polite"
      data-toasts
      className="pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2"
    >
      {all.map((one) => (
        <Told
          key={one.id}
          toast={one}
          isLast={one === last}
          close={() => drop(one.id)}
          undo={() => undo(one)}
        />
      ))}
    </section>
  );
}

interface ToldProps {
  toast: Toast;
  /** Whether it is the one that the key takes back. */
  isLast: boolean;
  close: () => void;
  undo: () => void;
}

function Told({ toast, isLast, close, undo }: ToldProps) {
  const { t } = useLingui();
  const [byKey] = useStored(singleKeys);
  const [held, setHeld] = useState(false);
  const isFault = toast.tone === "fault";
  useEffect(() => {
    if (held || isFault) return;
    const timer = setTimeout(close, toast.undo ? UNDO_MS : TOLD_MS);
    return () => clearTimeout(timer);
  });
  return (
    <div
      role={isFault ? "alert" : "group"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex max-w-[440px] animate-[toast-in_120ms_ease-out] items-center gap-2 rounded-lg border border-line bg-panel py-1.5 pr-1.5 pl-3 shadow-float"
    >
      {isFault ? (
        <CircleAlert className="size-4 shrink-0 text-high" aria-hidden />
      ) : (
        <CircleCheck className="size-4 shrink-0 text-low" aria-hidden />
      )}
      <div className="min-w-0 py-1">{toast.text}</div>
      {toast.undo && (
        <Button
          look="quiet"
          className="font-medium text-accent"
          aria-keyshortcuts={isLast ? "z" : undefined}
          onClick={undo}
        >
          <Trans>Undo</Trans>
          {isLast && byKey && (
            <kbd aria-hidden className="rounded-sm border bg-panel px-1 text-meta text-muted max-md:hidden">
              z
            </kbd>
          )}
        </Button>
      )}
      <Button
        look="quiet"
        aria-label={t`Close`}
        icon={<X className="size-4" aria-hidden />}
        onClick={close}
      />
    </div>
  );
}
