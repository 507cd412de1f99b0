import { describe, expect, it } from "vitest";
import { isOver } from "./job";
import { hasGaps, sumOf } from "./sums";

describe("jobs", () => {
  it("are over when nothing comes of them any more", () => {
    const over = (["waiting", "running", "done", "failed", "cancelled"] as const).map((state) =>
      isOver({ state }),
    );
    expect(over).toEqual([false, false, true, true, true]);
  });

  it("have gaps where a file, a record or an account was left out", () => {
    const gaps = [{ skipped: [{}] }, { dead_letters: 1 }, { accounts: [{}, { error: "no" }] }];
    expect(gaps.map(hasGaps)).toEqual([true, true, true]);
    const whole = [{}, { skipped: [], dead_letters: 0, accounts: [{ error: null }] }, { skipped: 3 }];
    expect(whole.map(hasGaps)).toEqual([false, false, false]);
  });

  it("sum up what came of each account, and pass over what is no number", () => {
    const accounts = [{ keys: 3 }, { keys: "4" }, null, { keys: 5, error: "no" }];
    expect(sumOf({ accounts }, "keys")).toBe(8);
    expect(sumOf({}, "keys")).toBe(0);
  });
});
