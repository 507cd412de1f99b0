import { expect, test } from "vitest";
import { lookedAt, narrowed } from "./looked";

test("what is asked for besides binds to all of a query", () => {
  expect(narrowed("a or b", "time<24h")).toBe("(a or b) time<24h");
  expect(narrowed("a b", "time<24h", null)).toBe("a b time<24h");
  expect(narrowed("a or b")).toBe("a or b");
  expect(narrowed(" ", undefined, false)).toBe("");
});

test("accounts and time that are looked at narrow a query", () => {
  expect(lookedAt("a or b", { account: "1,2", time: "7d" }, "last")).toBe("(a or b) account:1,2 last<7d");
  expect(lookedAt("a", { account: null, time: "7d" })).toBe("a");
});
