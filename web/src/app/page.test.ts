import { describe, expect, it } from "vitest";
import { definePage, firstReads, type PageDefinition, pageAt } from "./page";

const list: PageDefinition = definePage({
  name: "alarms",
  path: "/alarms",
  load: () => Promise.reject(new Error("not loaded here")),
  children: {
    $id: () => Promise.reject(new Error("nor this")),
    rules: () => Promise.reject(new Error("nor")),
  },
  isScoped: true,
  isTimed: true,
  list: { noun: "alarms", sort: "severity", timeField: "last" },
});

describe("the page of an address", () => {
  it("is the one with the longest path", () => {
    expect(pageAt("/keys")?.name).toBe("keys");
    expect(pageAt("/keys/some-id")?.name).toBe("keys");
    expect(pageAt("/")?.name).toBe("overview");
    expect(pageAt("/keyserver")).toBeUndefined();
  });
});

describe("what a page reads first", () => {
  it("is the first rows of its list, as the address asks for them", () => {
    const search = { q: "rule:x", account: "1", time: "7d", sort: "-last", all: "1" };
    const rows = { q: "rule:x account:1 last<7d", sort: "-last", all: true, limit: 200, after: null };
    expect(firstReads(list, "/alarms", search)).toEqual([["/alarms", rows]]);
  });

  it("is the same beside a thing that is open", () => {
    expect(firstReads(list, "/alarms/some-id", {})).toEqual(firstReads(list, "/alarms", {}));
  });

  it("is nothing of the list where something else is shown", () => {
    expect(firstReads(list, "/alarms/rules", {})).toEqual([]);
  });
});
