import { stored } from "@/parts/stored";

/** A list with a name: its query, its order and what else stands in its address. */
export interface View {
  title: string;
  /** Its whole address: `/keys?q=owner:none`. */
  href: string;
}

/** Views that somebody saved in this browser. */
export const savedViews = stored<View[]>("views", []);
/** Those of all views that stand in the rail. */
export const pinnedViews = stored<View[]>("pinned", []);

/** Put a view into the rail, or take it out. */
export function togglePin(view: View): void {
  const pinned = pinnedViews.get();
  const without = pinned.filter((one) => one.href !== view.href);
  pinnedViews.set(without.length < pinned.length ? without : [...pinned, view]);
}

/** Keep a view under a name; one with the same address gets the name. */
export function saveView(view: View): void {
  savedViews.set([...savedViews.get().filter((one) => one.href !== view.href), view]);
}

/** Forget a view. */
export function forgetView(href: string): void {
  savedViews.set(savedViews.get().filter((one) => one.href !== href));
  pinnedViews.set(pinnedViews.get().filter((one) => one.href !== href));
}
