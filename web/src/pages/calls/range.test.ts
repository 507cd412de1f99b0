import { expect, test } from "vitest";
import { rangeOf, rangeQuery } from "./range";

const NOW = Date.UTC(2026, 10, 30, 12, 0, 30);

test("a dragged range goes before the time of the top bar", () => {
  expect(rangeOf({ from: "a", to: "b" }, "7d", NOW)).toEqual({ from: "a", to: "b" });
});

test("a time is so long back from this minute", () => {
  expect(rangeOf({}, "24h", NOW).from).toBe("2026-11-29T12:00:00.000Z");
});

test("no time, or one that is none, is left to the server", () => {
  expect(rangeOf({}, null, NOW)).toEqual({ from: null, to: null });
  expect(rangeOf({}, "soon", NOW)).toEqual({ from: null, to: null });
});

test("the same time is said to the command line", () => {
  expect(rangeQuery({}, null)).toBe("time<24h");
  expect(rangeQuery({}, "7d")).toBe("time<7d");
  const from = "2026-11-29T12:00:00.000Z";
  expect(rangeQuery({ from, to: "2026-11-30T12:00:00.000Z" }, "7d")).toBe(
    `time>=${from} time<2026-11-30T12:00:00.000Z`,
  );
  expect(rangeQuery({ from }, null)).toBe(`time>=${from}`);
});
