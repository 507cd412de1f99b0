import { expect, test } from "vitest";
import { safeNext } from "./next";

test("after a login nobody is sent away from the console", () => {
  const kept = ["/", "/keys?q=x", "/alarms/1"];
  const refused = [undefined, "", "keys", "//evil.example", "/\\evil.example", "https://evil.example"];

  expect(kept.map(safeNext)).toEqual(kept);
  expect(refused.map(safeNext)).toEqual(refused.map(() => "/"));
});

test("after a login nobody is sent to the login again", () => {
  const before = ["/login", "/login?next=/keys", "/welcome#x", "/second-factor?next=/keys"];

  expect(before.map(safeNext)).toEqual(before.map(() => "/"));
});
