import { useEffect, useState } from "react";
import { useUrl } from "@/app/url";

const TYPING_MS = 250;

/** A text to search for that stands in the address as `q`; it is asked for when the typing rests. */
export function useSearch(): { q: string; text: string; setText: (text: string) => void } {
  const [url, change] = useUrl();
  const q = url.q ?? "";
  const [text, setText] = useState(q);
  useEffect(() => {
    if (text.trim() === q) return;
    const timer = setTimeout(() => change({ q: text.trim() || null }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, q, change]);
  return { q, text, setText };
}
