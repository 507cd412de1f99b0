import { expect, test } from "vitest";
import { placeOf, shortened } from "./thing";

const ID = "0123456789ab".repeat(6).slice(0, 64);

test("a record about an alarm shows its id as commands do, and leads to it", () => {
  expect(shortened(ID)).toBe("0123456789ab");
  expect(shortened(`alarm ${ID} of prod`)).toBe("alarm 0123456789ab of prod");
  expect(placeOf("alarm.handle", ID)).toBe(`/alarms/${ID}`);
  expect(placeOf("leak.close", ID)).toBe(`/leaks/${ID}`);
});

test("a record about something else stays as it is", () => {
  expect(shortened("person ada")).toBe("person ada");
  expect(placeOf("person.add", "ada")).toBeNull();
  expect(placeOf("report.build", ID)).toBeNull();
  expect(placeOf("alarm.handle", `${ID} ${ID}`)).toBeNull();
});
