import { type RefObject, useEffect, useRef } from "react";

/** Return a ref for a box that is scrolled to, and whose first field or button is entered, when `is` holds. */
export function useMarked(is: boolean): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!is || !box.current) return;
    box.current.scrollIntoView({ block: "nearest" });
    box.current.querySelector<HTMLElement>("input:not(.hidden):not([type=radio]), button")?.focus();
  }, [is]);
  return box;
}
