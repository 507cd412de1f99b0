import { expect, test } from "vitest";
import { isNoMore, Problem } from "./problem";

test("what was read before stands until the server says that it is gone or not for this person", () => {
  const gone = [403, 404, 410].map((status) => new Problem({ title: "", status }));
  const other = [0, 401, 409, 429, 500, 503].map((status) => new Problem({ title: "", status }));

  expect(gone.every(isNoMore)).toBe(true);
  expect([...other, null, new TypeError("offline")].some(isNoMore)).toBe(false);
});
