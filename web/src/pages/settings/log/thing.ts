const PAGES: Record<string, string> = { alarm: "/alarms", leak: "/leaks", risk: "/permissions" };
const LONG = /\b[0-9a-f]{64}\b/g;
const SHOWN = 12;

/** Return what a record is about with each long id cut to as many letters as commands show. */
export function shortened(object: string): string {
  return object.replaceAll(LONG, (id) => id.slice(0, SHOWN));
}

/** Return the address of what a record is about, by its action; null where it has no page of its own. */
export function placeOf(action: string, object: string): string | null {
  const page = PAGES[action.split(".")[0] ?? ""];
  const [id, another] = object.match(LONG) ?? [];
  return page && id && !another ? `${page}/${id}` : null;
}
