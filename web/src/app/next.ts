import { pageAt } from "./page";

/** Return where to go after a login: a page of this console behind it, and nowhere else. */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return "/";
  // Of the pages before a login none is what somebody wanted.
  return pageAt(next.split(/[?#]/)[0] ?? "")?.isPublic ? "/" : next;
}
