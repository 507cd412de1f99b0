import { lazy, type ReactElement, type ReactNode, Suspense, useState } from "react";
import { closedTrigger } from "./Menu";
import { patiently } from "./patiently";

const load = () => import("./ConfirmBody");
const ConfirmBody = lazy(() => patiently(load));

export interface ConfirmProps {
  trigger?: ReactElement;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: string;
  /** What will happen, before it does. */
  children?: ReactNode;
  /** What the button says. */
  action: string;
  isDangerous?: boolean;
  /** The command that does the same. */
  command?: string;
  blocked?: string | null;
  onConfirm: () => void | Promise<unknown>;
}

/** Asks once more; the only kind of window that holds everything else up. */
export function Confirm({ open, onOpenChange, ...rest }: ConfirmProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const isOpen = open ?? ownOpen;
  const setOpen = onOpenChange ?? setOwnOpen;
  if (isOpen && !wasOpen) setWasOpen(true);
  const button = rest.trigger ? closedTrigger(rest.trigger, "dialog", () => setOpen(true), load) : null;
  if (!wasOpen) return button;
  return (
    <Suspense fallback={button}>
      <ConfirmBody {...rest} open={isOpen} onOpenChange={setOpen} />
    </Suspense>
  );
}
