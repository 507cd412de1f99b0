import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import type { QueryFault, VocabularyField } from "@/api/types";
import { number } from "@/i18n/format";
import { useKeys } from "@/keyboard/keys";
import { isComposing } from "@/keyboard/pressed";
import { facetsQuery, faultOf, nearestOf, vocabularyQuery } from "@/query/ask";
import { halfWidth, splice, type Token, tokenAt, tokens, written } from "@/query/text";

interface Props {
  noun: string;
  value: string;
  onChange: (value: string) => void;
  /** What the server said about the query that is shown. */
  fault?: QueryFault | null;
  placeholder?: string;
}

interface Suggestion {
  text: string;
  label: ReactNode;
  side?: ReactNode;
  /** Whether a value comes next. */
  isField: boolean;
}

const IDLE_MS = 350;
const REST_MS = 120;
const MOST = 12;

/** The query of a list: coloured, completed with values and their counts, and told where it is wrong. */
export function QueryBar({ noun, value, onChange, fault, placeholder }: Props) {
  const { t } = useLingui();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [field, setField] = useState<HTMLInputElement | null>(null);
  const keep = useCallback((one: HTMLInputElement | null) => {
    input.current = one;
    setField(one);
  }, []);
  const [text, setText] = useState(value);
  const [caret, setCaret] = useState(value.length);
  const [at, setAt] = useState(-1);
  const [isOpen, setOpen] = useState(false);
  const [scroll, setScroll] = useState(0);
  const [own, setOwn] = useState<QueryFault | null>(null);
  const [composed, setComposed] = useState(false);
  const known = useQuery({ ...vocabularyQuery(noun), enabled: isOpen }).data?.fields;
  const applied = useRef(value);
  const latest = useRef(text);
  latest.current = text;
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);
  useEffect(() => {
    if (value === applied.current) return;
    applied.current = value;
    setText(value);
    setOwn(null);
  }, [value]);
  useEffect(() => {
    // What an input method still composes is not written yet.
    if (composed || text.trim() === applied.current.trim() || (isOpen && isUnfinished(text, caret))) return;
    const stop = new AbortController();
    const timer = setTimeout(() => void apply(text, stop.signal), IDLE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  });
  useKeys({
    "/": () => input.current?.select(),
    "Mod+f": () => input.current?.select(),
  });
  async function apply(next: string, signal?: AbortSignal) {
    const said = next.trim() ? await faultOf(noun, next.trim(), signal) : null;
    // It was written on meanwhile, or the page was left.
    if (signal?.aborted || isGone.current || latest.current.trim() !== next.trim()) return;
    setOwn(said);
    if (said || next.trim() === applied.current) return;
    applied.current = next.trim();
    onChange(next.trim());
  }
  const suggestions = useSuggestions(noun, text, caret, isOpen);
  const wrong = own ?? (text.trim() === value ? fault : null) ?? null;
  function take(one: Suggestion) {
    const token = tokenAt(text, caret);
    const part = partOf(token, caret) ?? { start: caret, end: caret };
    const before = text.slice(0, part.start);
    const after = text.slice(part.end).replace(/^ /, "");
    const next = `${before}${one.text}${one.isField ? "" : " "}${after}`;
    const place = before.length + one.text.length + (one.isField ? 0 : 1);
    setText(next);
    setAt(-1);
    requestAnimationFrame(() => {
      input.current?.setSelectionRange(place, place);
      setCaret(place);
    });
  }
  function onKeyDown(event: React.KeyboardEvent) {
    if (isComposing(event.nativeEvent)) return;
    const count = suggestions.length;
    if (event.key === "ArrowDown" && count) setAt((at + 1) % count);
    else if (event.key === "ArrowUp" && count) setAt((at + count - (at < 0 ? 0 : 1)) % count);
    else if ((event.key === "Enter" || event.key === "Tab") && isOpen && suggestions[at])
      take(suggestions[at]);
    else if (event.key === "Enter") {
      setOpen(false);
      void apply(text);
    } else if (event.key === "Escape") {
      if (isOpen && count) setOpen(false);
      else input.current?.blur();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function write(field: HTMLInputElement) {
    const next = halfWidth(field.value, new Set(known?.flatMap((one) => [one.name, ...one.aliases])));
    const place = field.selectionStart ?? next.length;
    // Another value would put the caret behind all of it.
    if (next !== field.value) requestAnimationFrame(() => field.setSelectionRange(place, place));
    setText(next);
    setCaret(place);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed before the fields were known
  useEffect(() => {
    if (known && input.current && !composed) write(input.current);
  }, [known]);
  function sync() {
    setCaret(input.current?.selectionStart ?? text.length);
    setScroll(input.current?.scrollLeft ?? 0);
  }
  const showList = isOpen && suggestions.length > 0;
  return (
    <div className="relative min-w-0 flex-1">
      <div
        className={`flex h-8 items-center gap-2 rounded-md border bg-panel pr-1 pl-2.5 focus-within:outline-2 focus-within:outline-accent ${
          wrong ? "border-critical" : "border-edge/60"
        }`}
      >
        <Search className="size-4 shrink-0 text-muted" aria-hidden />
        <div className="relative h-full min-w-0 flex-1 overflow-hidden">
          <Grounds text={text} scroll={scroll} wrong={wrong} field={field} />
          <input
            ref={keep}
            role="combobox"
            aria-label={t`Filter`}
            aria-expanded={showList}
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={showList && at >= 0 ? `${id}-${at}` : undefined}
            aria-invalid={wrong !== null}
            aria-describedby={wrong ? `${id}-fault` : undefined}
            autoComplete="off"
            spellCheck={false}
            value={text}
            placeholder={placeholder ?? t`Filter: status:active owner:none last>90d, or any words`}
            onChange={(event) => {
              if (!composed) write(event.target);
              else setText(event.target.value);
              setAt(-1);
              setOpen(true);
            }}
            onCompositionStart={() => setComposed(true)}
            onCompositionEnd={(event) => {
              setComposed(false);
              write(event.currentTarget);
            }}
            onFocus={() => setOpen(true)}
            onClick={sync}
            onSelect={sync}
            onScroll={sync}
            onBlur={() => setOpen(false)}
            onKeyDown={onKeyDown}
            className="absolute inset-0 h-full w-full bg-transparent font-mono text-meta outline-none placeholder:font-sans placeholder:text-body"
          />
        </div>
        {text && (
          <button
            type="button"
            aria-label={t`Clear the filter`}
            onClick={() => {
              setText("");
              latest.current = "";
              void apply("");
              input.current?.focus();
            }}
            className="flex size-6 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-ink"
          >
            <X className="size-3.5" aria-hidden />
          </button>
        )}
        <kbd className="rounded-sm border px-1 text-meta text-muted max-md:hidden">/</kbd>
      </div>
      {wrong && (
        <Fault
          id={`${id}-fault`}
          wrong={wrong}
          fix={fixOf(text, wrong)}
          take={(next) => {
            setText(next);
            latest.current = next;
            void apply(next);
          }}
        />
      )}
      <div
        role="listbox"
        id={`${id}-list`}
        aria-label={t`Suggestions`}
        hidden={!showList}
        className="absolute top-9 left-0 z-40 max-h-[60vh] w-[min(440px,100%)] overflow-y-auto rounded-lg border bg-panel py-1 shadow-float"
      >
        {suggestions.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
          <div
            key={one.text}
            role="option"
            id={`${id}-${index}`}
            aria-selected={index === at}
            onPointerDown={(event) => event.preventDefault()}
            onPointerMove={() => index !== at && setAt(index)}
            onClick={() => take(one)}
            className={`flex min-h-7 items-center gap-3 px-3 ${index === at ? "bg-selected" : ""}`}
          >
            <span className="shrink-0 font-mono text-meta">{one.label}</span>
            <span className="min-w-0 flex-1 truncate text-right text-meta text-muted">{one.side}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

let ruler: CanvasRenderingContext2D | null = null;

/** Return how many pixels wide a text is in the field. */
function widthOf(text: string, field: HTMLElement): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return 0;
  const { font, fontSize, fontFamily } = getComputedStyle(field);
  ruler.font = font || `${fontSize} ${fontFamily}`;
  return ruler.measureText(text).width;
}

/** The grounds behind the tokens; the field with the text lies over them. They hold no text of their own. */
function Grounds(props: {
  text: string;
  scroll: number;
  wrong: QueryFault | null;
  field: HTMLElement | null;
}) {
  const { text, scroll, wrong, field } = props;
  if (!field) return null;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-0 left-0"
      style={{ transform: `translateX(${-scroll}px)` }}
    >
      {tokens(text)
        .filter((one) => one.kind === "pair")
        .map((one) => {
          const place = wrong?.at;
          const isWrong = place != null && place.start < one.end && place.end > one.start;
          const left = widthOf(text.slice(0, one.start), field);
          const width = widthOf(text.slice(one.start, one.end), field);
          return (
            <span
              key={one.start}
              className={`absolute inset-y-1.5 rounded-sm ${isWrong ? "bg-critical-fill" : "bg-selected"}`}
              style={{ left: left - 2, width: width + 4 }}
            />
          );
        })}
    </div>
  );
}

function Fault(props: { id: string; wrong: QueryFault; fix: string | null; take: (text: string) => void }) {
  const { wrong, fix } = props;
  return (
    <p id={props.id} role="alert" className="mt-1 flex flex-wrap items-center gap-x-2 text-critical">
      <span className="inline-block first-letter:uppercase">{wrong.what}</span>
      {wrong.mend && !fix && (
        <span className="inline-block text-muted first-letter:uppercase">{wrong.mend}</span>
      )}
      {fix && (
        <button type="button" className="link min-h-6" onClick={() => props.take(fix)}>
          <Trans>
            Use <code className="font-mono">{nearestOf(wrong.mend)}</code>
          </Trans>
        </button>
      )}
    </p>
  );
}

function fixOf(text: string, wrong: QueryFault): string | null {
  const near = nearestOf(wrong.mend);
  return near && wrong.at ? splice(text, wrong.at, near) : null;
}

/** Say whether somebody is about to choose the value of a field. */
function isUnfinished(text: string, caret: number): boolean {
  const token = tokenAt(text, caret);
  return token?.kind === "pair" && token.values.at(-1)?.text === "";
}

function partOf(token: Token | undefined, caret: number): { start: number; end: number } | undefined {
  if (token?.kind !== "pair") return token;
  return (
    token.values.find((one) => one.start <= caret && caret <= one.end) ?? { start: token.start, end: caret }
  );
}

function useSuggestions(noun: string, text: string, caret: number, isOpen: boolean): Suggestion[] {
  const fields = useQuery({ ...vocabularyQuery(noun), enabled: isOpen }).data?.fields;
  const isRested = useRested(text);
  const token = tokenAt(text, caret);
  const value =
    token?.kind === "pair" ? token.values.find((one) => one.start <= caret && caret <= one.end) : undefined;
  const field = token && value ? fields?.find((one) => isNamed(one, token.field)) : undefined;
  const rest = token && field ? splice(text, token, "") : "";
  const isCounted =
    field !== undefined && ["text", "enum", "flag"].includes(field.kind) && field.name !== "key";
  const facets = useQuery({
    ...facetsQuery(noun, rest, [field?.name ?? ""], false),
    // Whoever types on, or presses Enter, waits for rows and not for counts.
    enabled: isRested && isOpen && isCounted,
    placeholderData: (before) => before,
  }).data;
  if (!isOpen || !fields) return [];
  if (token && value)
    return field
      ? ofValues(field, value.text, facets?.facets.find((one) => one.field === field.name)?.values)
      : [];
  const word = (token?.values[0]?.text ?? "").toLowerCase();
  const begins = fields.filter((one) => [one.name, ...one.aliases].some((name) => name.startsWith(word)));
  const holds = fields.filter((one) => !begins.includes(one) && one.title.toLowerCase().includes(word));
  return [...begins, ...(word ? holds : [])].slice(0, MOST).map((one) => ({
    text: `${one.name}${["number", "time"].includes(one.kind) ? "" : ":"}`,
    label: one.name,
    side: one.title,
    isField: true,
  }));
}

/** Say whether a text is what it was a moment ago. */
function useRested(text: string): boolean {
  const [before, keep] = useState(text);
  useEffect(() => {
    const timer = setTimeout(keep, REST_MS, text);
    return () => clearTimeout(timer);
  }, [text]);
  return before === text;
}

function isNamed(field: VocabularyField, name: string): boolean {
  return field.name === name || field.aliases.includes(name);
}

function ofValues(
  field: VocabularyField,
  typed: string,
  counted: { value: string | null; count: number }[] | undefined,
): Suggestion[] {
  const known = new Map<string, number | null>();
  for (const one of counted ?? []) known.set(one.value === null ? "none" : written(one.value), one.count);
  const words = field.kind === "flag" ? ["yes", "no"] : field.values;
  for (const one of words) if (!known.has(written(one))) known.set(written(one), counted ? 0 : null);
  if (known.size === 0) {
    for (const one of field.examples) {
      const text = one.replace(/^[\w-]+([:=]|(?=[<>!]))/, "");
      if (!/^[<>!]/.test(text)) known.set(text, null);
    }
  }
  const want = typed.toLowerCase().replace(/^"/, "");
  return [...known]
    .filter(([text]) => text.toLowerCase().includes(want) && text !== typed)
    .slice(0, MOST)
    .map(([text, count]) => ({
      text,
      label: text,
      side: count === null ? null : number(count),
      isField: false,
    }));
}
