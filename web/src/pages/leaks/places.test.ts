import { expect, test } from "vitest";
import { sourceName } from "./places";

test("a repository is called by its own name", () => {
  expect(sourceName("https://git.example.com/team/app.git")).toBe("app");
  expect(sourceName("/srv/repositories/pay-gateway/")).toBe("pay-gateway");
  expect(sourceName("C:\\work\\app.apk")).toBe("app.apk");
  expect(sourceName("-")).toBe("-");
});
