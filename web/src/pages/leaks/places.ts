import type { LeakPlace } from "./types";

/** Return a place as people write it: `src/a.py:12@ab12cd34`. */
export function placeText(place: LeakPlace): string {
  const line = place.line === null ? "" : `:${place.line}`;
  return `${place.vpath}${line}${place.commit ? `@${place.commit.slice(0, 8)}` : ""}`;
}

/** Return what a source is called in a list: the last part of an address or a path, `team/app.git` as `app`. */
export function sourceName(source: string): string {
  const last = source.split(/[/\\]/).filter(Boolean).at(-1) ?? source;
  return last.replace(/\.git$/, "") || source;
}
