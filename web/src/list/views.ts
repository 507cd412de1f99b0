import { useLingui } from "@lingui/react/macro";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { get, post, put, remove } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { useMe } from "@/app/me";
import { parseSearch, type Search, stringifySearch } from "@/app/search";
import { stored } from "@/parts/stored";

/** A list with a name: its query, its order and what else stands in its address. */
export interface View {
  title: string;
  /** Its whole address: `/keys?q=owner:none`. */
  href: string;
}

/** A view that the server keeps. */
export type SavedView = Schemas["ViewRow"];
/** A view that is to be kept. */
export type NewView = Pick<SavedView, "name" | "place" | "query"> &
  Partial<Pick<SavedView, "shared_with" | "pinned">>;

const KEY = ["views"];
const NONE: SavedView[] = [];

const viewsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => {
    await takeOver();
    return (await get<Schemas["ViewList"]>("/views", {}, signal)).rows;
  },
  staleTime: 60_000,
  retry: false,
});

/** Return the saved views of who is logged in, and those that are shared with them, by their names. */
export function useViews(): SavedView[] {
  return useQuery(viewsQuery).data ?? NONE;
}

/** Say whether somebody else has a view too. */
export function isShared(view: Pick<SavedView, "shared_with">): boolean {
  return view.shared_with !== "nobody";
}

/** Return the address of a saved view. */
export function hrefOf(view: Pick<SavedView, "place" | "query">): string {
  return view.query ? `/${view.place}?${view.query}` : `/${view.place}`;
}

/** Return the address of a list as saved views write it: without what is open beside it. */
export function addressOf(list: string, search: Search): string {
  const { tab: _tab, full: _full, ...rest } = search;
  return `${list}${stringifySearch(rest)}`;
}

/** Return an address as saved views write it. */
export function canonical(href: string): string {
  const [path = "", query = ""] = href.split(/\?(.*)/s);
  return addressOf(path, parseSearch(query));
}

/** Return an address as the server keeps it. */
export function partsOf(href: string): Pick<SavedView, "place" | "query"> {
  const [path = "", query = ""] = canonical(href).split(/\?(.*)/s);
  return { place: path.slice(1) as SavedView["place"], query };
}

/** What can be done with views; each is done when the answer is there, and fails with its problem. */
export interface ViewActions {
  save: (view: NewView) => Promise<void>;
  change: (view: SavedView, to: Partial<Pick<SavedView, "name" | "shared_with">>) => Promise<void>;
  pin: (view: SavedView, pinned: boolean) => Promise<void>;
  forget: (view: SavedView) => Promise<void>;
}

/** Return what can be done with views. */
export function useViewActions(): ViewActions {
  const client = useQueryClient();
  const then = useCallback(() => client.invalidateQueries({ queryKey: KEY }), [client]);
  return {
    save: async (view) => {
      await post("/views", view);
      await then();
    },
    change: async (view, to) => {
      await put(`/views/${view.id}`, { name: view.name, shared_with: view.shared_with, ...to });
      await then();
    },
    pin: async (view, pinned) => {
      const place = `/views/${view.id}/pin`;
      await (pinned ? put(place, {}) : remove(place));
      await then();
    },
    forget: async (view) => {
      await remove(`/views/${view.id}`);
      await then();
    },
  };
}

/** Say whether who is logged in may share views. */
export function useMayShare(): boolean {
  return useMe()?.rights.note === "all";
}

/** Views as browsers kept them before the server did. */
const before = { saved: stored<View[]>("views", []), pinned: stored<View[]>("pinned", []) };
let taking: Promise<void> | null = null;

/** Hand the server what this browser kept, once; what it refuses is no view any more. */
function takeOver(): Promise<void> {
  taking ??= handOver().finally(() => {
    taking = null;
  });
  return taking;
}

async function handOver(): Promise<void> {
  const pinned = new Set(before.pinned.get().map((one) => one.href));
  const all = [...before.saved.get(), ...before.pinned.get()];
  const each = new Map(all.reverse().map((one) => [one.href, one]));
  for (const one of [...each.values()].reverse()) {
    const view = { name: one.title.trim().slice(0, 60), ...partsOf(one.href), pinned: pinned.has(one.href) };
    try {
      await post("/views", view);
    } catch (error) {
      // Another time: the server was not there, or nobody is logged in.
      if (!(error instanceof Problem) || error.status !== 400) return;
    }
    before.saved.set(before.saved.get().filter((kept) => kept.href !== one.href));
    before.pinned.set(before.pinned.get().filter((kept) => kept.href !== one.href));
  }
}

/** Who can have a view, as one chooses it, and in words behind "shared by ada". */
export function useSharedWith(): { value: SavedView["shared_with"]; title: string; about: string }[] {
  const { t } = useLingui();
  return [
    { value: "nobody", title: t`You alone`, about: "" },
    {
      value: "unlimited",
      title: t`People who see all accounts`,
      about: t`for people who see all accounts`,
    },
    { value: "everybody", title: t`Everybody who can log in`, about: t`for everybody` },
  ];
}
