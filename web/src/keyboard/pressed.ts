/** What a key press says, as far as it is looked at here. */
export type Pressed = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "shiftKey" | "isComposing" | "keyCode"
>;

/** What the keys of punctuation give while Chinese is typed. */
const FULL_WIDTH: Record<string, string> = {
  "、": "/",
  "／": "/",
  "？": "?",
  "。": ".",
  "．": ".",
  "【": "[",
  "［": "[",
  "】": "]",
  "］": "]",
};

/** Browsers that end a composition before they tell of its last key give this as its number. */
const OF_INPUT_METHOD = 229;

/** Say whether a key belongs to an input method, such as the Enter that chooses what was composed. */
export function isComposing(event: Pick<Pressed, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === OF_INPUT_METHOD;
}

/** Return the name of a key press in a key map: `j`, `Shift+Enter`, `Mod+k`. */
export function nameOf(event: Omit<Pressed, "isComposing" | "keyCode">): string {
  const key = FULL_WIDTH[event.key] ?? event.key;
  const mod = event.ctrlKey || event.metaKey ? "Mod+" : "";
  const isLetter = /^[a-zA-Z]$/.test(key);
  const shift = event.shiftKey && key.length > 1 ? "Shift+" : "";
  return `${mod}${shift}${mod && isLetter ? key.toLowerCase() : key}`;
}
