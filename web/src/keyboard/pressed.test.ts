import { describe, expect, it } from "vitest";
import { isComposing, nameOf } from "./pressed";

const plain = { ctrlKey: false, metaKey: false, shiftKey: false };

describe("a key", () => {
  it("has the name by which key maps know it", () => {
    expect(nameOf({ ...plain, key: "j" })).toBe("j");
    expect(nameOf({ ...plain, key: "Enter", shiftKey: true })).toBe("Shift+Enter");
    expect(nameOf({ ...plain, key: "K", ctrlKey: true, shiftKey: true })).toBe("Mod+k");
    expect(nameOf({ ...plain, key: "?", shiftKey: true })).toBe("?");
  });

  it("has the same one while Chinese is typed", () => {
    expect(["、", "？", "。", "【", "】"].map((key) => nameOf({ ...plain, key }))).toEqual([
      "/",
      "?",
      ".",
      "[",
      "]",
    ]);
  });

  it("belongs to the input method that composes, also where only its number says so", () => {
    expect(isComposing({ isComposing: true, keyCode: 13 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 229 })).toBe(true);
    expect(isComposing({ isComposing: false, keyCode: 13 })).toBe(false);
  });
});
