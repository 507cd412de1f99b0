import { i18n } from "@lingui/core";
import { describe, expect, it } from "vitest";
import { total } from "./format";

describe("how many there are", () => {
  it("is told to the last one up to 100,000, unless it is not known", () => {
    i18n.load("en", {});
    i18n.activate("en");
    expect([total(0), total(4812), total(100_000)]).toEqual(["0", "4,812", "100,000"]);
    expect([total(120_456), total(29_417, true), total(41, true)]).toEqual(["≈ 120,000", "≈ 29,400", "≈ 41"]);
  });
});
