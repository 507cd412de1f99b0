import { describe, expect, it } from "vitest";
import { browserOf } from "./browser";

const LINUX = "Mozilla/5.0 (X11; Linux x86_64)";

describe("browserOf", () => {
  it("names the browser and the system", () => {
    const chrome = `${LINUX} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`;
    expect(browserOf(chrome)).toBe("Chrome 140, Linux");
    expect(browserOf(`${chrome} Edg/140.0.0.0`)).toBe("Edge 140, Linux");
    expect(browserOf("Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0")).toBe(
      "Firefox 143, Windows",
    );
    expect(
      browserOf(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
      ),
    ).toBe("Safari 18, iOS");
  });
  it("says what a program says of itself, cut short, and nothing for nothing", () => {
    expect(browserOf("curl/8.5.0")).toBe("curl/8.5.0");
    expect(browserOf("x".repeat(200))).toHaveLength(60);
    expect(browserOf("  ")).toBeNull();
  });
});
