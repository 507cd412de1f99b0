import { useCallback, useState } from "react";
import type { Selection } from "./columns";

/** Which rows are selected: some by their ids, or all that fit. */
export interface Chosen {
  ids: Set<string>;
  isAll: boolean;
  count: number;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  /** Select everything between the row that was toggled last and this one. */
  upTo: (id: string, order: string[]) => void;
  set: (ids: string[]) => void;
  all: () => void;
  clear: () => void;
  selection: Selection;
}

/** Keep which rows are selected; `total` is how many fit `q`, `loaded` those of them that are there. */
export function useChosen(q: string, total: number, loaded: () => string[]): Chosen {
  const [state, setState] = useState<{ ids: Set<string>; isAll: boolean; last: string | null; q: string }>({
    ids: new Set(),
    isAll: false,
    last: null,
    q,
  });
  // Another query is another list: what was selected in the one before is let go.
  const now = state.q === q ? state : { ids: new Set<string>(), isAll: false, last: null, q };
  const { ids, isAll, last } = now;
  const put = useCallback(
    (next: Set<string>, at: string | null) => setState({ ids: next, isAll: false, last: at, q }),
    [q],
  );
  return {
    ids,
    isAll,
    count: isAll ? total : ids.size,
    has: (id) => isAll || ids.has(id),
    toggle(id) {
      // One less than all is what can be seen without it: the rest has no names here.
      const next = new Set(isAll ? loaded() : ids);
      if (!next.delete(id)) next.add(id);
      put(next, id);
    },
    upTo(id, order) {
      const from = last === null ? -1 : order.indexOf(last);
      const to = order.indexOf(id);
      if (from < 0 || to < 0) return put(new Set([...ids, id]), id);
      put(new Set([...ids, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]), id);
    },
    set: (all) => put(new Set(all), null),
    all: () => setState({ ids: new Set(), isAll: true, last: null, q }),
    clear: () => put(new Set(), null),
    selection: isAll ? { ids: null, q, count: total } : { ids: [...ids], q: null },
  };
}
