import { i18n } from "@lingui/core";

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: (locale: string) => T,
): T {
  const key = `${i18n.locale}/${name}`;
  const one = (made.get(key) as T | undefined) ?? make(i18n.locale || "en");
  made.set(key, one);
  return one;
}

/** Return a number with its groups: `4,812`. */
export function number(value: number): string {
  return kept("number", (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** Return how many there are; where that is not known, and above 100,000, about how many: `≈ 120,000`. */
export function total(value: number, isAbout = false): string {
  if (value <= 100_000 && !isAbout) return number(value);
  return `≈ ${number(Number(value.toPrecision(3)))}`;
}

/** Return a large number in short: `12K`. */
export function short(value: number): string {
  const make = (locale: string) =>
    new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 });
  return kept("short", make).format(value);
}

/** Return a time to the second, with its zone. */
export function exact(at: string | Date): string {
  const make = (locale: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" });
  return kept("exact", make).format(new Date(at));
}

/** Return the hours and minutes of a time. */
export function clock(at: string | Date): string {
  const make = (locale: string) =>
    new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return kept("clock", make).format(new Date(at));
}

/** Return the day of a time. */
export function day(at: string | Date): string {
  return kept("day", (locale) => new Intl.DateTimeFormat(locale, { dateStyle: "medium" })).format(
    new Date(at),
  );
}

/** Return a day that was counted in UTC, such as `2026-11-30`; no zone moves it. */
export function utcDay(date: string): string {
  const make = (locale: string) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  return kept("utc-day", make).format(new Date(date));
}

/** Return names one after the other: `a, b`. */
export function listed(names: Iterable<string | number>): string {
  return [...names].join(i18n.locale === "zh-CN" ? "、" : ", ");
}

/** Units, how long each is, and from how many on it is used: 80 days say more than 2 months. */
const STEPS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ["year", 31_536_000, 2],
  ["month", 2_592_000, 3],
  ["day", 86_400, 2],
  ["hour", 3600, 1],
  ["minute", 60, 1],
];

/** Return how long ago a time is, in the largest unit that fits: `3 hr. ago`. */
export function ago(at: string | Date, now: number = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000;
  const make = (locale: string) => new Intl.RelativeTimeFormat(locale, { style: "short" });
  for (const [unit, size, least] of STEPS) {
    if (Math.abs(seconds) >= size * least) return kept("ago", make).format(Math.trunc(seconds / size), unit);
  }
  const now_ = (locale: string) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return kept("now", now_).format(0, "second");
}

/** Return a length of time in its largest unit: `23 days`. */
export function span(seconds: number): string {
  for (const [unit, size, least] of STEPS) {
    if (seconds >= size * least || unit === "minute") {
      const make = (locale: string) =>
        new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" });
      return kept(`span/${unit}`, make).format(Math.floor(seconds / size));
    }
  }
  return "";
}
