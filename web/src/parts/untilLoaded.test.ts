import { expect, test } from "vitest";
import { untilLoaded } from "./untilLoaded";

test("a part whose file does not come is asked for until it does, and that is told once", async () => {
  const answers = [false, false, true];
  let told = 0;
  const load = async () => {
    if (!answers.shift()) throw new TypeError("Failed to fetch dynamically imported module");
    return "there";
  };

  const part = await untilLoaded(load, () => told++, 1);

  expect([part, told, answers.length]).toEqual(["there", 1, 0]);
});
