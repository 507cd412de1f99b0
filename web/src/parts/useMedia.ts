import { useCallback, useSyncExternalStore } from "react";

/** Say whether the window is such as a media query asks: `(max-width: 719px)`. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (then: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", then);
      return () => media.removeEventListener("change", then);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
