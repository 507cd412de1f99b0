import {
  cloneElement,
  createContext,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  use,
  useState,
} from "react";
import type { Right } from "@/api/types";
import { useRight } from "@/app/me";
import type { MenuParts } from "./MenuBody";
import { patiently } from "./patiently";

/** What the lazily loaded menu draws its items with; nothing outside of a menu. */
export const Parts = createContext<MenuParts | null>(null);

// The menu itself is loaded when somebody comes near the first one: the first page does not wait for it.
const load = () => import("./MenuBody");
const MenuBody = lazy(() => patiently(load));

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** A menu that a button opens. */
export function Menu({ trigger, open, onOpenChange, ...rest }: MenuProps) {
  const [ownOpen, setOwnOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const isOpen = open ?? ownOpen;
  const setOpen = onOpenChange ?? setOwnOpen;
  if (isOpen && !wasOpen) setWasOpen(true);
  const button = closedTrigger(trigger, "menu", () => setOpen(true), load);
  if (!wasOpen) return button;
  return (
    <Suspense fallback={button}>
      <MenuBody {...rest} trigger={trigger} open={isOpen} onOpenChange={setOpen} />
    </Suspense>
  );
}

/** Return the button of something that was never opened, and whose code may not be there yet. */
export function closedTrigger(
  trigger: ReactElement,
  kind: "menu" | "dialog",
  open: () => void,
  load: () => Promise<unknown>,
): ReactElement {
  const near = () => void load();
  return cloneElement(trigger as ReactElement<Record<string, unknown>>, {
    "aria-haspopup": kind,
    "aria-expanded": false,
    onClick: open,
    onPointerEnter: near,
    onFocus: near,
    onKeyDown: (event: React.KeyboardEvent) => {
      if (kind !== "menu" || event.key !== "ArrowDown") return;
      event.preventDefault();
      open();
    },
  });
}

interface ItemProps {
  children: ReactNode;
  icon?: ReactNode;
  /** The key that does the same. */
  hint?: string;
  right?: Right;
  /** Why it can't be done now. */
  blocked?: string | null;
  onClick: () => void;
}

/** One thing to do. */
export function MenuItem({ right, blocked, ...rest }: ItemProps) {
  const parts = use(Parts);
  const lacking = useRight(right) ?? blocked ?? null;
  return parts && <parts.Item {...rest} lacking={lacking} />;
}

/** A link in a menu, such as a download. */
export function MenuLink(props: { children: ReactNode; icon?: ReactNode; href: string }) {
  const parts = use(Parts);
  return parts && <parts.Link {...props} />;
}

/** One of several, of which one holds. */
export function MenuChoice(props: { children: ReactNode; chosen: boolean; onClick: () => void }) {
  const parts = use(Parts);
  return parts && <parts.Choice {...props} />;
}

/** A line between groups. */
export function MenuLine() {
  return <div role="separator" className="my-1 border-t border-line" />;
}

/** What the items below have in common. */
export function MenuTitle({ children }: { children: ReactNode }) {
  return <div className="px-3 py-1 text-meta font-medium text-muted">{children}</div>;
}
