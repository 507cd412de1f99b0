import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { type MenuProps, Parts } from "./Menu";

const POPUP =
  "z-50 max-h-[var(--available-height)] min-w-44 overflow-y-auto rounded-lg border border-line bg-panel py-1 shadow-float outline-none";
const ITEM =
  "flex min-h-7 items-center gap-2 px-3 outline-none select-none data-highlighted:bg-hover data-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0";

/** How the items of a menu are drawn. */
export interface MenuParts {
  Item: (props: {
    children: ReactNode;
    icon?: ReactNode;
    hint?: string;
    lacking: string | null;
    onClick: () => void;
  }) => ReactNode;
  Link: (props: { children: ReactNode; icon?: ReactNode; href: string }) => ReactNode;
  Choice: (props: { children: ReactNode; chosen: boolean; onClick: () => void }) => ReactNode;
}

const PARTS: MenuParts = {
  Item: ({ children, icon, hint, lacking, onClick }) => (
    <Base.Item className={ITEM} disabled={lacking !== null} title={lacking ?? undefined} onClick={onClick}>
      {icon}
      <span className="flex-1">{children}</span>
      {hint && <kbd className="text-meta text-muted">{hint}</kbd>}
    </Base.Item>
  ),
  Link: ({ children, icon, href }) => (
    <Base.LinkItem className={ITEM} href={href} download closeOnClick>
      {icon}
      {children}
    </Base.LinkItem>
  ),
  Choice: ({ children, chosen, onClick }) => (
    <Base.CheckboxItem className={ITEM} checked={chosen} onCheckedChange={onClick} closeOnClick>
      <span className="flex size-4 items-center justify-center">{chosen && <Check aria-hidden />}</span>
      <span className="flex-1">{children}</span>
    </Base.CheckboxItem>
  ),
};

/** A menu, once it was opened. */
export default function MenuBody({ trigger, children, align = "start", open, onOpenChange }: MenuProps) {
  return (
    <Base.Root modal={false} open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger as ReactElement<Record<string, unknown>>} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className={POPUP}>
            <Parts value={PARTS}>{children}</Parts>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
