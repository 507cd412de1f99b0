/** What is to be looked at next, and at which address it is. */
export interface Step {
  kind: "key" | "ip" | "calls" | "leaks" | "risks";
  href: string;
}

const SHOWN = { keys: { kind: "key", path: "/keys" }, ips: { kind: "ip", path: "/ips" } } as const;
const LISTED = {
  calls: { kind: "calls", path: "/calls" },
  leaks: { kind: "leaks", path: "/leaks" },
  risks: { kind: "risks", path: "/permissions" },
} as const;

/** Return what a command shows, as a page; null for one that no page does. */
export function stepOf(line: string): Step | null {
  const [program, noun = "", verb, ...rest] = wordsOf(line);
  if (program !== "akwarden") return null;
  if (verb === "show" && Object.hasOwn(SHOWN, noun) && rest.length === 1) {
    const { kind, path } = SHOWN[noun as keyof typeof SHOWN];
    return { kind, href: `${path}/${encodeURIComponent(rest[0] ?? "")}` };
  }
  const isList = rest.length === 0 || (rest.length === 2 && rest[0] === "--where");
  if (verb !== "list" || !Object.hasOwn(LISTED, noun) || !isList) return null;
  const { kind, path } = LISTED[noun as keyof typeof LISTED];
  const search = new URLSearchParams(rest[1] ? { q: rest[1] } : {});
  // The command looks back a month, the page a day.
  if (kind === "calls") search.set("time", "30d");
  return { kind, href: search.size > 0 ? `${path}?${search}` : path };
}

/** Return the words of a command as a shell has them; quotes are all that the server writes. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single?: string, double?: string) => single ?? double ?? ""),
  );
}
