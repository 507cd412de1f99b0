/**
 * The text of a query cut into tokens, by the rules of `src/akwarden/query/tokens.py`. The server alone says
 * what is wrong; here a text is only coloured, completed and changed, so that nothing is refused.
 */
export interface Token {
  start: number;
  end: number;
  /** `pair` has a field; `mark` is a bracket, `and`, `or` or `-`. */
  kind: "word" | "pair" | "mark";
  negated: boolean;
  field: string;
  operator: string;
  /** As they are written, with their quotes. */
  values: { text: string; start: number; end: number }[];
}

const NAME = /(?:[^\s():=<>!"]|!(?!=))*/y;
const OPERATOR = /[<>!]=|[:=<>]/y;
const QUOTED = /"(?:[^"\\]|\\.)*"?/y;
const VALUE = /[^\s()",]*/y;

function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** Return the tokens in order. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  let negated = false;
  while (at < text.length) {
    const first = text[at] as string;
    if (/\s/.test(first)) {
      at += 1;
      negated = false;
      continue;
    }
    if (first === "(" || first === ")" || (first === "-" && !negated && /[^\s)-]/.test(text[at + 1] ?? ""))) {
      negated = first === "-";
      found.push({
        start: at,
        end: at + 1,
        kind: "mark",
        negated: false,
        field: "",
        operator: "",
        values: [],
      });
      at += 1;
      continue;
    }
    const token = first === '"' ? quotedWord(text, at) : wordOrPair(text, at);
    found.push({ ...token, negated });
    negated = false;
    at = Math.max(token.end, at + 1);
  }
  return found;
}

function quotedWord(text: string, at: number): Token {
  const end = at + match(QUOTED, text, at).length;
  return bare(text, at, end);
}

function bare(text: string, start: number, end: number): Token {
  const word = text.slice(start, end);
  const kind = /^(and|or)$/i.test(word) ? "mark" : "word";
  const values = [{ text: word, start, end }];
  return { start, end, kind, negated: false, field: "", operator: "", values };
}

function wordOrPair(text: string, start: number): Token {
  const name = match(NAME, text, start);
  let at = start + name.length;
  const operator = match(OPERATOR, text, at);
  if (!operator) return bare(text, start, Math.max(at, start + 1));
  at += operator.length;
  const values: Token["values"] = [];
  for (;;) {
    const value = match(text[at] === '"' ? QUOTED : VALUE, text, at);
    values.push({ text: value, start: at, end: at + value.length });
    at += value.length;
    if (text[at] !== ",") break;
    at += 1;
  }
  return { start, end: at, kind: "pair", negated: false, field: name.toLowerCase(), operator, values };
}

/** Return a value as a query takes it, in quotes where it needs them. */
export function written(value: string): string {
  const isPlain = /^[^\s()",*\\:=<>!]+$/.test(value) && !/^(none|any|never|and|or|not)$/i.test(value);
  return isPlain ? value : `"${value.replaceAll(/(["\\*])/g, "\\$1")}"`;
}

/** Return what a written value says. */
export function plain(text: string): string {
  if (!text.startsWith('"')) return text;
  return text
    .slice(1, text.endsWith('"') && text.length > 1 ? -1 : undefined)
    .replaceAll(/\\(["\\*])/g, "$1");
}

function isAbout(token: Token, field: string): boolean {
  return token.kind === "pair" && token.field === field && (token.operator === ":" || token.operator === "=");
}

/** Return the values that a query names of a field; `none` for what is not set stands as null. */
export function chosen(query: string, field: string): (string | null)[] {
  return tokens(query)
    .filter((one) => isAbout(one, field) && !one.negated)
    .flatMap((one) =>
      one.values.map((value) => (value.text.toLowerCase() === "none" ? null : plain(value.text))),
    );
}

/** Return the query with a value of a field added, or taken away if it is there; null stands for not set. */
export function toggled(query: string, field: string, value: string | null): string {
  const same = (text: string) =>
    text.toLowerCase() === "none" ? value === null : plain(text).toLowerCase() === value?.toLowerCase();
  const all = tokens(query);
  const token = all.find((one) => isAbout(one, field) && !one.negated);
  const word = value === null ? "none" : written(value);
  if (!token) return `${query.trim()} ${field}:${word}`.trim();
  const holder = all.find(
    (one) => isAbout(one, field) && !one.negated && one.values.some((v) => same(v.text)),
  );
  if (!holder) return splice(query, token, `${query.slice(token.start, token.end)},${word}`);
  const left = holder.values.filter((one) => !same(one.text)).map((one) => one.text);
  return splice(query, holder, left.length ? `${field}:${left.join(",")}` : "");
}

/** Return the query without one of its tokens, and without the minus before it. */
export function without(query: string, token: Token): string {
  return splice(query, token.negated ? { ...token, start: token.start - 1 } : token, "");
}

/** Return the query with another text in the place of a part of it. */
export function splice(query: string, part: { start: number; end: number }, text: string): string {
  return `${query.slice(0, part.start)}${text}${query.slice(part.end)}`.replaceAll(/ {2,}/g, " ").trim();
}

/** Return the token in which the caret stands or behind which it does, and undefined between blanks. */
export function tokenAt(query: string, caret: number): Token | undefined {
  return tokens(query).find((one) => one.kind !== "mark" && one.start <= caret && caret <= one.end);
}

const WIDE: Record<string, string> = { "：": ":", "＝": "=", "＜": "<", "＞": ">", "！": "!" };
const WIDE_PAIR = /(^|[\s(-])([\w.][\w.-]*)([：＝＜＞！:=<>!]+)(“([^“”"]*)”)?/g;

/**
 * Return a query with the signs that a Chinese keyboard writes as those of the grammar, where they stand behind
 * the name of a field; all else stays as it is, and so does the length.
 */
export function halfWidth(query: string, fields: ReadonlySet<string>): string {
  const signs = query.replace(WIDE_PAIR, (all, before, name, signs, quoted = "", inside = "") => {
    if (!fields.has(name.toLowerCase())) return all;
    const narrow = signs.replace(/[：＝＜＞！]/g, (one: string) => WIDE[one]);
    return `${before}${name}${narrow}${quoted && `"${inside}"`}`;
  });
  let narrow = signs;
  for (const one of tokens(signs)) {
    if (one.kind !== "pair" || !fields.has(one.field)) continue;
    for (const value of one.values) {
      if (value.text.startsWith('"')) continue;
      narrow = narrow.slice(0, value.start) + value.text.replaceAll("，", ",") + narrow.slice(value.end);
    }
  }
  return narrow;
}
