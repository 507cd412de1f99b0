import { i18n } from "@lingui/core";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];

/** Return a size in its largest unit: `1.2 MB`. */
export function bytes(size: number): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  // The short form of bytes has no plural: `28 byte`.
  const unitDisplay = step === 0 ? "long" : "short";
  const shape = { style: "unit", unit: UNITS[step], unitDisplay, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(i18n.locale || "en", shape).format(size / 1000 ** step);
}
