import { describe, expect, it } from "vitest";
import { queryOf } from "./prefilled";

describe("queryOf", () => {
  it("names the key and the address", () => {
    expect(queryOf({ key: "K1", ip: "203.0.113.7" })).toBe("key:K1 ip:203.0.113.7");
    expect(queryOf({ ip: "203.0.113.7" })).toBe("ip:203.0.113.7");
    expect(queryOf({})).toBe("");
  });
  it("takes a whole query before anything else", () => {
    expect(queryOf({ q: "principal:ci", key: "K1" })).toBe("principal:ci");
  });
  it("quotes what would be read as more than one word", () => {
    expect(queryOf({ key: 'a b"c' })).toBe('key:"a b\\"c"');
  });
});
