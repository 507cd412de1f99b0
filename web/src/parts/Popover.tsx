import { lazy, type ReactElement, type ReactNode, Suspense, useState } from "react";
import { closedTrigger } from "./Menu";
import { patiently } from "./patiently";

const load = () => import("./PopoverBody");
const PopoverBody = lazy(() => patiently(load));

export interface PopoverProps {
  trigger: ReactElement;
  title: string;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
}

/** Something small that a button opens beside itself, such as a form of one field. */
export function Popover({ open, onOpenChange, ...rest }: PopoverProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const isOpen = open ?? ownOpen;
  const setOpen = onOpenChange ?? setOwnOpen;
  if (isOpen && !wasOpen) setWasOpen(true);
  const button = closedTrigger(rest.trigger, "dialog", () => setOpen(true), load);
  if (!wasOpen) return button;
  return (
    <Suspense fallback={button}>
      <PopoverBody {...rest} open={isOpen} onOpenChange={setOpen} />
    </Suspense>
  );
}
