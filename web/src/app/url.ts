import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import type { Search } from "./search";

/** Return what stands in the address, and what changes some of it; null takes a value away. */
export function useUrl(): [Search, (patch: Record<string, string | null>, how?: { push?: boolean }) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Record<string, string | null>, how?: { push?: boolean }) => {
      const next = (before: Search) => {
        const entries = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== null);
        return Object.fromEntries(entries) as Search;
      };
      void navigate({ to: ".", search: next as never, replace: !how?.push, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}

/** What belongs to the thing that is open and not to its list. */
const OF_ONE = ["tab", "full"];

/** Return what opens a thing beside its list, what closes it, and which one is open. */
export function useOpened(list: string): {
  opened: string | null;
  open: (id: string, how?: { full?: boolean; replace?: boolean }) => void;
  close: () => void;
} {
  const params = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const open = useCallback(
    (id: string, how?: { full?: boolean; replace?: boolean }) => {
      const search = (before: Search) => ({ ...without(before), ...(how?.full ? { full: "1" } : {}) });
      const to = `${list}/${encodeURIComponent(id)}`;
      void navigate({ to, search: search as never, replace: how?.replace ?? false, resetScroll: false });
    },
    [navigate, list],
  );
  const close = useCallback(() => {
    void navigate({ to: list, search: without as never, resetScroll: false });
  }, [navigate, list]);
  return { opened: params.id ?? null, open, close };
}

function without(search: Search): Search {
  return Object.fromEntries(Object.entries(search).filter(([name]) => !OF_ONE.includes(name)));
}

/** Return what goes to an address that is written as one text, such as that of a saved view. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback((href: string) => router.history.push(href), [router]);
}
