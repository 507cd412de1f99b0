import { describe, expect, it } from "vitest";
import { bytes } from "./bytes";

describe("a size", () => {
  it("stands in its largest unit", () => {
    expect(bytes(0)).toBe("0 bytes");
    expect(bytes(999)).toBe("999 bytes");
    expect(bytes(1200)).toBe("1.2 kB");
    expect(bytes(50_000_000)).toBe("50 MB");
    expect(bytes(3.5e15)).toBe("3,500 TB");
  });
});
