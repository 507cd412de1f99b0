import { describe, expect, it } from "vitest";
import { chosen, halfWidth, plain, toggled, tokenAt, tokens, without, written } from "./text";

describe("tokens", () => {
  it("cuts fields, operators and values", () => {
    const [first, second, third] = tokens('status:active,"not so" last<90d -tag:test');
    expect(first?.values.map((one) => plain(one.text))).toEqual(["active", "not so"]);
    expect([second?.field, second?.operator, second?.values[0]?.text]).toEqual(["last", "<", "90d"]);
    expect(third?.kind).toBe("mark");
    expect(tokens("-tag:test")[1]?.negated).toBe(true);
  });

  it("ends on every text, also on broken ones", () => {
    for (const text of ['"', "a:", "((", "--", 'a:"b', "!=", "a:,,", ":", "> <", "a\\", "-"])
      expect(tokens(text).every((one) => one.end > one.start)).toBe(true);
  });

  it("finds the token at the caret", () => {
    expect(tokenAt("a:b  c", 3)?.field).toBe("a");
    expect(tokenAt("a:b  c", 4)).toBeUndefined();
  });
});

describe("toggled", () => {
  it("adds a value, adds to it, takes it away", () => {
    expect(toggled("", "owner", "pay team")).toBe('owner:"pay team"');
    expect(toggled("x status:active", "status", "inactive")).toBe("x status:active,inactive");
    expect(toggled("x status:active,inactive y", "status", "active")).toBe("x status:inactive y");
    expect(toggled("x status:active y", "status", "active")).toBe("x y");
  });

  it("leaves what is negated alone, and knows what is not set", () => {
    expect(toggled("-status:active", "status", "active")).toBe("-status:active status:active");
    expect(toggled("", "owner", null)).toBe("owner:none");
    expect(chosen("owner:none", "owner")).toEqual([null]);
    expect(toggled("owner:none", "owner", "none")).toBe('owner:none,"none"');
  });
});

describe("written", () => {
  it("is read as what it was, whatever it holds", () => {
    for (const value of ["a", "two words", 'a"b', "a\\b", "*", "none", "AND", "a,b", "(x)", "付款"]) {
      const [token] = tokens(`f:${written(value)}`);
      expect(token?.values).toHaveLength(1);
      expect(plain(token?.values[0]?.text ?? "")).toBe(value);
    }
  });
});

describe("without", () => {
  it("takes the minus too", () => {
    const query = "a -tag:test b";
    const token = tokens(query).find((one) => one.field === "tag");
    expect(token && without(query, token)).toBe("a b");
  });
});

describe("what a Chinese keyboard writes", () => {
  const fields = new Set(["level", "last", "remark"]);
  const narrow = (text: string) => halfWidth(text, fields);

  it("counts as the signs of the grammar behind the name of a field", () => {
    expect(narrow("level：high，critical last＜90d")).toBe("level:high,critical last<90d");
    expect(narrow("-Level：high (last！＝never)")).toBe("-Level:high (last!=never)");
    expect(narrow("remark：“支付 网关”")).toBe('remark:"支付 网关"');
  });

  it("stays as it is in everything else", () => {
    for (const text of [
      "支付：网关，测试",
      'remark:"支付，网关"',
      "level:high",
      "http：//x",
      "“level：high”",
    ])
      expect(narrow(text)).toBe(text);
  });
});
