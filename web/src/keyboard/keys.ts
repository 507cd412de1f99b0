import { useEffect, useRef } from "react";
import { stored } from "@/parts/stored";
import { isComposing, nameOf } from "./pressed";

/**
 * What keys do. The layer that was added last is asked first; a key that it does not know goes on to the next.
 * A name is a key (`j`, `Enter`, `Shift+Enter`, `?`), one with `Mod+` (Ctrl, or ⌘ on a Mac), or two in a row
 * (`g k`).
 */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/** Whether keys without Ctrl or ⌘ do anything. */
export const singleKeys = stored<boolean>("single-keys", true);

const SEQUENCE_MS = 900;
/** Keys with Ctrl or ⌘ that belong to the field that is typed in. */
const OF_FIELDS = new Set(["Mod+z"]);
/** What lies over the page and has its own keys; a drawer and the tour stand beside it. */
const OVER = "[role=menu],[role=listbox],[role=alertdialog],[role=dialog]:not([data-drawer],[data-tour])";
const layers: { current: KeyMap }[] = [];
let first: { key: string; at: number } | null = null;
let listening = false;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest(OVER)) return true;
  return (
    /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
    (target instanceof HTMLInputElement && !isButtonLike(target))
  );
}

function isButtonLike(input: HTMLInputElement): boolean {
  return ["checkbox", "radio", "button", "submit"].includes(input.type);
}

/** Enter and Space belong to the button, link or box that has the focus. */
function isPressed(event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== " ") return false;
  return event.target instanceof HTMLElement && event.target.closest("button,a,summary,input") !== null;
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || isComposing(event) || event.altKey) return;
  const name = nameOf(event);
  const hasMod = name.startsWith("Mod+");
  if ((!hasMod || OF_FIELDS.has(name)) && (isTyping(event.target) || isPressed(event))) return;
  const isPlain = !hasMod && event.key.length === 1;
  if (isPlain && !singleKeys.get()) return;
  const pair = first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${name}` : null;
  first = null;
  for (const wanted of pair ? [pair, name] : [name]) {
    for (const layer of [...layers].reverse()) {
      const action = layer.current[wanted];
      if (!action) continue;
      event.preventDefault();
      action(event);
      return;
    }
  }
  if (isPlain && layers.some((layer) => Object.keys(layer.current).some((key) => key.startsWith(`${name} `))))
    first = { key: name, at: event.timeStamp };
}

/** Let keys do something while the component is there; null lets them do nothing. */
export function useKeys(map: KeyMap | null): void {
  const layer = useRef<KeyMap>({});
  layer.current = map ?? {};
  useEffect(() => {
    if (!listening) {
      addEventListener("keydown", onKey);
      listening = true;
    }
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, []);
}

/** Whether this is a Mac, where ⌘ stands for Ctrl. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
