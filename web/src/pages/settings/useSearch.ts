import { useEffect, useRef, useState } from "react";
import { useUrl } from "@/app/url";

const TYPING_MS = 250;

/** A text to search for that stands in the address as `q`. */
interface Typed {
  q: string;
  text: string;
  setText: (text: string) => void;
  /** What the field is given, so that nothing is asked for while an input method composes it. */
  composing: { onCompositionStart: () => void; onCompositionEnd: () => void };
}

/** Return what is searched for; it is asked for when the typing rests. */
export function useSearch(): Typed {
  const [url, change] = useUrl();
  const q = url.q ?? "";
  const [text, setText] = useState(q);
  const [composed, setComposed] = useState(false);
  const before = useRef(q);
  const applied = useRef(q);
  useEffect(() => {
    const isOther = q !== before.current && q !== applied.current;
    before.current = q;
    // The address changed by itself, as by a link.
    if (isOther) {
      applied.current = q;
      setText(q);
      return;
    }
    const wanted = text.trim();
    if (composed || wanted === q) return;
    const timer = setTimeout(() => {
      applied.current = wanted;
      change({ q: wanted || null });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, q, composed, change]);
  const composing = {
    onCompositionStart: () => setComposed(true),
    onCompositionEnd: () => setComposed(false),
  };
  return { q, text, setText, composing };
}
