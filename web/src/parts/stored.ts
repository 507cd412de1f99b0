import { useSyncExternalStore } from "react";

/** A small state outside of React that is kept in the browser's storage. */
export interface Stored<T> {
  get(): T;
  set(value: T): void;
  subscribe(then: () => void): () => void;
}

/** Return the state with a name; what can't be read counts as `first`. */
export function stored<T>(name: string, first: T): Stored<T> {
  const key = `akwarden.${name}`;
  let value = read(key, first);
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      try {
        localStorage.setItem(key, typeof next === "string" ? next : JSON.stringify(next));
      } catch {
        // Storage is switched off or full: it holds for this visit.
      }
      for (const listener of listeners) listener();
    },
    subscribe(then) {
      listeners.add(then);
      return () => listeners.delete(then);
    },
  };
}

function read<T>(key: string, first: T): T {
  try {
    const text = localStorage.getItem(key);
    if (text === null) return first;
    return typeof first === "string" ? (text as T) : (JSON.parse(text) as T);
  } catch {
    return first;
  }
}

/** Use such a state. */
export function useStored<T>(one: Stored<T>): [T, (value: T) => void] {
  return [useSyncExternalStore(one.subscribe, one.get), one.set];
}
