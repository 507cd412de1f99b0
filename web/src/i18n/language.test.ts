import { i18n } from "@lingui/core";
import { describe, expect, it } from "vitest";
import { whenLanguageChanges } from "./language";

describe("another language", () => {
  it("is told once it is spoken, and messages that are loaded are not", () => {
    i18n.loadAndActivate({ locale: "en", messages: {} });
    const told: string[] = [];
    const end = whenLanguageChanges(() => told.push(i18n.locale));

    i18n.load("en", { more: "more" });
    i18n.load("zh-CN", {});
    expect(told).toEqual([]);
    i18n.activate("zh-CN");
    i18n.activate("zh-CN");
    expect(told).toEqual(["zh-CN"]);

    end();
    i18n.activate("en");
    expect(told).toEqual(["zh-CN"]);
  });
});
