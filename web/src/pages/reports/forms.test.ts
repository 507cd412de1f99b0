import { describe, expect, it } from "vitest";
import type { Job, Schemas } from "@/api/types";
import { built, commandOf } from "./forms";

describe("built reports", () => {
  const file = { name: "keys-x.csv", job: "1" } as Schemas["BuiltReport"];

  it("know who built them of what", () => {
    const job = { id: "1", started_by: "li", result: { rows: 3, where: "owner:none", all_statuses: true } };
    expect(built([file], [job as unknown as Job])).toEqual([
      { file, by: "li", rows: 3, where: "owner:none", allStatuses: true },
    ]);
  });

  it("say that it is not known once the job is gone", () => {
    expect(built([file], [])).toEqual([{ file, by: null, rows: null, where: null, allStatuses: false }]);
  });

  it("have a command that writes the same", () => {
    const line = commandOf("csv", " owner:none ", true, (text) => `'${text}'`);
    expect(line).toBe("akwarden report keys --format csv --where 'owner:none' --all-statuses -o keys.csv");
    expect(commandOf("html", "", false, String)).toBe("akwarden report keys --format html -o keys.html");
  });
});
