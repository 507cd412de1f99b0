import { i18n } from "@lingui/core";
import { afterEach, describe, expect, it } from "vitest";
import { clock, exact, listed, total, utcDay } from "./format";

function speak(locale: string): void {
  i18n.load(locale, {});
  i18n.activate(locale);
}

describe("how many there are", () => {
  it("is told to the last one up to 100,000, unless it is not known", () => {
    speak("en");
    expect([total(0), total(4812), total(100_000)]).toEqual(["0", "4,812", "100,000"]);
    expect([total(120_456), total(29_417, true), total(41, true)]).toEqual(["≈ 120,000", "≈ 29,400", "≈ 41"]);
  });
});

describe("a time", () => {
  const zone = process.env.TZ;
  afterEach(() => {
    process.env.TZ = zone;
  });

  it("in the first hour of a day is that of the hour 0", () => {
    const midnight = new Date(2026, 0, 2, 0, 5, 0);
    for (const locale of ["en", "zh-CN"]) {
      speak(locale);
      expect(clock(midnight)).toBe("00:05");
      expect(exact(midnight)).toContain("00:05:00");
    }
  });

  it("that is a day in UTC is the same day everywhere", () => {
    speak("en");
    process.env.TZ = "America/Los_Angeles";
    expect(utcDay("2026-11-30")).toBe("Nov 30, 2026");
  });
});

describe("names", () => {
  it("stand one after the other as each language writes it", () => {
    speak("en");
    expect(listed(["li", "wang"])).toBe("li, wang");
    speak("zh-CN");
    expect(listed(["li", "wang"])).toBe("li、wang");
    expect(listed([])).toBe("");
  });
});
