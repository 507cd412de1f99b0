import { describe, expect, it } from "vitest";
import { lookedAt } from "./looked";
import { carried } from "./scope";
import { parseSearch, stringifySearch } from "./search";

describe("the address", () => {
  it("keeps every value a text", () => {
    expect(parseSearch("?q=12&all=1&x=true")).toEqual({ q: "12", all: "1", x: "true" });
  });

  it("gives back what it was given, and stays readable", () => {
    const search = { q: 'status:active,inactive owner:"pay team" last>90d', sort: "-last" };
    expect(parseSearch(stringifySearch(search))).toEqual(search);
    expect(stringifySearch({ q: "status:active" })).toBe("?q=status:active");
  });

  it("leaves out what is empty", () => {
    expect(stringifySearch({ q: "", sort: undefined, tab: null })).toBe("");
  });
});

describe("what is looked at", () => {
  it("narrows a query", () => {
    expect(lookedAt("", { account: null, time: null })).toBe("");
    expect(lookedAt("x", { account: "1,2", time: "7d" }, "last")).toBe("x account:1,2 last<7d");
    expect(lookedAt("x", { account: null, time: "7d" })).toBe("x");
  });

  it("holds for both sides of an or", () => {
    expect(lookedAt("a or b", { account: "1", time: null })).toBe("(a or b) account:1");
  });

  it("goes along to another page, and nothing else does", () => {
    expect(carried({ q: "x", account: "1", tab: "calls" })).toEqual({ account: "1" });
  });
});
