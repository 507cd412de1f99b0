import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { API } from "@/api/client";
import type { Job } from "@/api/types";
import type { Tone } from "@/parts/Badge";
import { CommandLine } from "@/parts/Copy";
import { accountsOf, hasGaps, numberOf, sumOf } from "./sums";

interface StateWords {
  tone: Tone;
  label: MessageDescriptor;
}

const STATES: Record<Job["state"], StateWords> = {
  waiting: { tone: "info", label: msg({ message: "Waiting", context: "job" }) },
  running: { tone: "accent", label: msg({ message: "Running", context: "job" }) },
  done: { tone: "low", label: msg({ message: "Done", context: "job" }) },
  failed: { tone: "high", label: msg({ message: "Failed", context: "job" }) },
  cancelled: { tone: "info", label: msg({ message: "Cancelled", context: "job" }) },
};

const PARTLY: StateWords = { tone: "medium", label: msg({ message: "Done, with gaps", context: "job" }) };

/** Return how a job stands, in a word. */
export function stateOf(job: Job): StateWords {
  return job.state === "done" && hasGaps(job.result ?? {}) ? PARTLY : STATES[job.state];
}

export const KINDS: Record<Job["kind"], MessageDescriptor> = {
  sync: msg({ message: "Read accounts", context: "job" }),
  pull: msg({ message: "Fetch audit records", context: "job" }),
  detect: msg({ message: "Judge calls", context: "job" }),
  tidy: msg({ message: "Tidy the call log", context: "job" }),
  recheck: msg({ message: "Check risks again", context: "job" }),
  import: msg({ message: "Import audit records", context: "job" }),
  scan: msg({ message: "Scan for leaks", context: "job" }),
  report: msg({ message: "Build a report", context: "job" }),
  bulk: msg({ message: "Decide about many", context: "job" }),
};

/** What came of a job, in words, and where it can be seen. */
export function JobResult({ job }: { job: Job }) {
  const { t } = useLingui();
  const result = job.result ?? {};
  const read = (name: string) => numberOf(result, name);
  switch (job.kind) {
    case "sync": {
      const failed = accountsOf(result).filter((one) => one.error);
      return (
        <Outcome
          words={[
            t`${plural(accountsOf(result).length - failed.length, { one: "# account read", other: "# accounts read" })}`,
            t`${plural(sumOf(result, "keys"), { one: "# key", other: "# keys" })}`,
            t`${plural(sumOf(result, "principals"), { one: "# identity", other: "# identities" })}`,
          ]}
          failed={failed}
          to={["/keys", t`Look at the keys`]}
        />
      );
    }
    case "pull":
      return (
        <Outcome
          words={[t`${plural(read("imported"), { one: "# new call", other: "# new calls" })}`]}
          failed={accountsOf(result).filter((one) => one.error)}
          to={["/calls", t`Look at the call log`]}
        />
      );
    case "import":
      return (
        <Outcome
          words={[
            t`${plural(read("imported"), { one: "# new call", other: "# new calls" })}`,
            t`${plural(read("duplicates"), { one: "# known before", other: "# known before" })}`,
            read("secrets_scrubbed") > 0 &&
              t`${plural(read("secrets_scrubbed"), { one: "# secret taken out", other: "# secrets taken out" })}`,
            read("dead_letters") > 0 &&
              t`${plural(read("dead_letters"), { one: "# record could not be read", other: "# records could not be read" })}`,
          ]}
          failed={rowsOf(result.skipped).map((one) => ({ name: one.vpath, error: one.reason }))}
          to={["/calls", t`Look at the call log`]}
        >
          {read("secrets_scrubbed") > 0 && (
            <Link className="link ml-2 underline" to="/leaks">
              <Trans>Look at the leaks</Trans>
            </Link>
          )}
          {read("dead_letters") > 0 && (
            <div className="mt-1 max-w-2xl text-muted">
              <Trans>Which could not be read, and why:</Trans>
              <CommandLine line="akwarden audit status --dead-letters" />
            </div>
          )}
        </Outcome>
      );
    case "detect":
      return (
        <Outcome
          words={[
            t`${plural(read("events"), { one: "# call judged", other: "# calls judged" })}`,
            t`${plural(read("raised"), { one: "# alarm raised", other: "# alarms raised" })}`,
          ]}
          to={read("raised") > 0 ? ["/alarms", t`Look at the alarms`] : null}
        />
      );
    case "scan":
      return (
        <Outcome
          words={[
            t`${plural(read("items"), { one: "# item looked at", other: "# items looked at" })}`,
            t`${plural(read("findings"), { one: "# finding", other: "# findings" })}`,
            t`${plural(read("new"), { one: "# new leak", other: "# new leaks" })}`,
            read("allowed") > 0 &&
              t`${plural(read("allowed"), { one: "# allowed by what was scanned", other: "# allowed by what was scanned" })}`,
            read("skipped") > 0 &&
              t`${plural(read("skipped"), { one: "# not looked at", other: "# not looked at" })}`,
          ]}
          failed={[
            ...(typeof result.remark === "string"
              ? [{ name: t`What is meant to be there was not read`, error: result.remark }]
              : []),
            ...rowsOf(result.skipped_shown).map((one) => ({ name: one.vpath, error: one.reason })),
            ...rowsOf(result.allowed_shown).map(({ vpath, reason }) => ({
              name: String(vpath),
              error: t`allowed: ${String(reason)}`,
            })),
          ]}
          to={read("leaks") > 0 ? ["/leaks", t`Look at the leaks`] : null}
        />
      );
    case "report":
      return (
        <Outcome words={[t`${plural(read("rows"), { one: "# key", other: "# keys" })}`]}>
          {typeof result.file === "string" && result.file.endsWith(".html") && (
            <Link className="link mr-2 underline" to="/reports/$id" params={{ id: result.file } as never}>
              <Trans>Look at it</Trans>
            </Link>
          )}
          {typeof result.file === "string" && (
            <a className="link underline" href={`${API}/reports/${encodeURIComponent(result.file)}`} download>
              <Trans>Download</Trans>
            </a>
          )}
        </Outcome>
      );
    default:
      return <span>{job.message}</span>;
  }
}

function rowsOf(rows: unknown): Record<string, unknown>[] {
  return Array.isArray(rows) ? rows.filter((one) => typeof one === "object" && one !== null) : [];
}

interface OutcomeProps {
  words: (string | false)[];
  failed?: { name?: unknown; error?: unknown }[];
  to?: [string, string] | null;
  children?: ReactNode;
}

const SHOWN = 5;

function Outcome({ words, failed = [], to, children }: OutcomeProps) {
  const more = failed.length - SHOWN;
  return (
    <div className="min-w-0">
      <span className="mr-2">{words.filter(Boolean).join(" · ")}</span>
      {to && (
        <Link to={to[0]} className="link underline">
          {to[1]}
        </Link>
      )}
      {children}
      {failed.slice(0, SHOWN).map((one) => (
        <p key={String(one.name)} className="text-medium [overflow-wrap:anywhere]">
          {`${one.name}: ${one.error}`}
        </p>
      ))}
      {more > 0 && (
        <p className="text-muted">
          <Trans>and {more} more</Trans>
        </p>
      )}
    </div>
  );
}
