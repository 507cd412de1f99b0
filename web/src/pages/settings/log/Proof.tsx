import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { CircleCheck, Download, OctagonAlert, ShieldCheck, Stamp } from "lucide-react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { exact, number } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { CommandLine, CopyButton } from "@/parts/Copy";
import { ProblemView } from "@/parts/Problem";
import { Box } from "../Part";

type Verified = Schemas["VerificationRow"];
type Head = Schemas["SavedHead"];

/** Whether the log is as it was written; and what vouches for it, to be kept elsewhere. */
export function Proof() {
  const { t } = useLingui();
  const check = useMutation({
    mutationFn: async () => ({ said: await get<Verified>("/audit-log/verify"), at: new Date() }),
  });
  const head = useMutation({ mutationFn: () => get<Head>("/audit-log/head") });
  return (
    <Box
      title={t`Is it as it was written?`}
      action={
        <div className="flex flex-wrap gap-2">
          <Button
            look="main"
            disabled={check.isPending}
            icon={<ShieldCheck className="size-4" aria-hidden />}
            onClick={() => check.mutate()}
          >
            {check.isPending ? t`Checking…` : t`Check it`}
          </Button>
          <Button
            disabled={head.isPending}
            icon={<Stamp className="size-4" aria-hidden />}
            onClick={() => head.mutate()}
          >
            <Trans>Make a head</Trans>
          </Button>
        </div>
      }
    >
      <p className="max-w-[720px] text-muted">
        <Trans>
          The check reads every record and finds what was changed, removed, moved or put in between. Only a
          head that is kept where nobody can change it proves that the whole log was not written anew.
        </Trans>
      </p>
      <div aria-live="polite">
        {check.error && <ProblemView error={check.error} retry={() => check.mutate()} />}
        {check.data && <Verdict said={check.data.said} at={check.data.at} />}
        {head.error && <ProblemView error={head.error} retry={() => head.mutate()} />}
        {head.data && <MadeHead head={head.data} />}
      </div>
      <div className="mt-3 max-w-[560px] space-y-1">
        <p className="text-meta text-muted">
          <Trans>The same on the machine, also for a copy or a backup:</Trans>
        </p>
        <CommandLine line="akwarden audit-log verify --head head.json" />
      </div>
    </Box>
  );
}

function Verdict({ said, at }: { said: Verified; at: Date }) {
  const { t } = useLingui();
  if (said.whole) {
    return (
      <div
        className="mt-3 flex items-start gap-2 rounded-md bg-low-fill px-3 py-2 text-low"
        data-verdict="whole"
      >
        <CircleCheck className="mt-0.5 size-4 shrink-0" aria-hidden />
        <div className="min-w-0">
          <p className="font-medium">
            {t`It is whole: ${plural(said.size ?? 0, { one: "# record", other: "# records" })}, none changed, removed, moved or put in between.`}
          </p>
          <p className="text-meta break-all">
            {[t`Checked ${exact(at)}`, `${t`Merkle root`} ${said.root ?? ""}`].join(" · ")}
          </p>
        </div>
      </div>
    );
  }
  const at_ = number(said.number ?? 0);
  const faults: Record<string, string> = {
    changed: t`Record ${at_} is not the one that was written.`,
    missing: t`Record ${at_} is missing, and later ones are there.`,
    reordered: t`Record ${at_} does not stand in its place.`,
    inserted: t`Record ${at_} was put between others.`,
    rewritten: t`From record ${at_} on, the log is not the one that a saved head vouches for.`,
    truncated: t`The log ends before record ${at_}.`,
  };
  return (
    <div
      role="alert"
      data-verdict="broken"
      className="mt-3 flex items-start gap-2 rounded-md bg-critical-fill px-3 py-2 text-critical"
    >
      <OctagonAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium">
          <Trans>It is not whole.</Trans> {faults[said.fault ?? ""] ?? said.text}
        </p>
        <p>
          <Trans>
            Somebody with access to the database did this, or the disk did. Keep the file as it is, look into
            it from this record on, and compare with a backup.
          </Trans>
        </p>
      </div>
    </div>
  );
}

function MadeHead({ head }: { head: Head }) {
  const { t } = useLingui();
  const name = `head-${head.at.slice(0, 10)}.json`;
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(`${head.line}\n`)}`;
  return (
    <div className="mt-3 space-y-2 rounded-md border bg-bg p-3">
      <p>
        {t`This line vouches for ${plural(head.size, { one: "# record", other: "# records" })}. Keep it where nobody who can write to the database can change it: another machine, a ticket, paper.`}
      </p>
      <p className="flex items-start gap-1">
        <code className="min-w-0 flex-1 font-mono text-meta break-all" data-head>
          {head.line}
        </code>
        <CopyButton text={head.line} label={t`Copy the head`} />
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <a href={file} download={name} className="link inline-flex items-center gap-1">
          <Download className="size-4" aria-hidden />
          <Trans>Download {name}</Trans>
        </a>
      </div>
      <CommandLine line={`akwarden audit-log verify --head ${name}`} />
    </div>
  );
}
