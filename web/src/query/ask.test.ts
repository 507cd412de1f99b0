import { readFileSync } from "node:fs";
import PO from "pofile";
import { expect, test } from "vitest";
import { nearestOf } from "./ask";

const sentences = new URL("../../../src/akwarden/languages/zh-CN/sentences.po", import.meta.url);

test("what was meant is found in what the server says, in each language", () => {
  const said = PO.parse(readFileSync(sentences, "utf8")).items;
  const chinese = said.find((one) => one.msgid === "did you mean {near}?")?.msgstr.join("") ?? "";

  expect(nearestOf("did you mean status?")).toBe("status");
  expect(nearestOf(chinese.replace("{near}", "status"))).toBe("status");
  expect([nearestOf(null), nearestOf("write a number")]).toEqual([null, null]);
});
