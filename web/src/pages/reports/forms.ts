import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Job, Schemas } from "@/api/types";

export type Form = "html" | "csv" | "json";

export const FORMS: Record<Form, { title: MessageDescriptor; about: MessageDescriptor }> = {
  html: { title: msg`HTML`, about: msg`One file to read, to print and to hand on` },
  csv: { title: msg`CSV`, about: msg`A row a key, for a spreadsheet` },
  json: { title: msg`JSON`, about: msg`Everything, for programs` },
};

/** What a report was built of, as its job tells it. */
export interface Built {
  file: Schemas["BuiltReport"];
  by: string | null;
  rows: number | null;
  /** The query; null where the job is not there any more. */
  where: string | null;
  allStatuses: boolean;
}

/** Put reports and the jobs that built them together. */
export function built(files: Schemas["BuiltReport"][], jobs: Job[]): Built[] {
  const by = new Map(jobs.map((one) => [one.id, one]));
  return files.map((file) => {
    const job = by.get(file.job);
    const { rows, where, all_statuses: all } = job?.result ?? {};
    return {
      file,
      by: job?.started_by ?? null,
      rows: typeof rows === "number" ? rows : null,
      where: typeof where === "string" ? where : null,
      allStatuses: all === true,
    };
  });
}

/** Return the command that writes the same report. */
export function commandOf(
  form: string,
  where: string,
  all: boolean,
  quoted: (text: string) => string,
): string {
  const words = ["akwarden report keys", "--format", form];
  if (where.trim()) words.push("--where", quoted(where.trim()));
  if (all) words.push("--all-statuses");
  words.push("-o", `keys.${form}`);
  return words.join(" ");
}
