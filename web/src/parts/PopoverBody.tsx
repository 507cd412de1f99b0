import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement } from "react";
import type { PopoverProps } from "./Popover";

/** A popover, once it was opened. */
export default function PopoverBody(props: PopoverProps) {
  const { trigger, title, children, open, onOpenChange, align = "start", side = "bottom" } = props;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger as ReactElement<Record<string, unknown>>} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} side={side} className="z-50">
          <Base.Popup className="max-w-[min(360px,96vw)] min-w-64 rounded-lg border border-line bg-panel p-3 shadow-float outline-none">
            <Base.Title className="mb-2 font-medium">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
