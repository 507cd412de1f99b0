import { Trans, useLingui } from "@lingui/react/macro";
import { type FormEvent, useState } from "react";
import { useUrl } from "@/app/url";
import { FollowedJob } from "@/jobs/JobLine";
import { type Task, useStartJob } from "@/jobs/job";
import { Button } from "@/parts/Button";
import { CommandLine, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Box } from "../Part";
import { DropZone } from "./DropZone";
import { Files } from "./Files";
import { useMarked } from "./marked";
import { useUploads } from "./uploads";

/** A repository or an archive that is looked through for leaked keys. */
export function ScanBox() {
  const { t } = useLingui();
  const [url] = useUrl();
  const { files, isBusy, send, stop, clear } = useUploads();
  const start = useStartJob();
  const [address, setAddress] = useState("");
  const [job, setJob] = useState<string | null>(null);
  const [fault, setFault] = useState<unknown>(null);
  const marked = useMarked(url.scan === "1");
  async function begin(task: Task) {
    setJob(null);
    setFault(null);
    await start(task).then((one) => setJob(one.id), setFault);
  }
  function scan(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) clear();
    void begin({ kind: "scan", url: address.trim(), save: true });
  }
  async function take(given: File[]) {
    const [one] = await send(given);
    if (one) await begin({ kind: "scan", upload: one.id, save: true });
  }
  return (
    <div ref={marked} className="min-w-0">
      <Box title={t`Scan for leaked keys`}>
        <div className="space-y-3">
          <form className="flex flex-wrap items-end gap-2" onSubmit={scan}>
            <Field
              className="min-w-52 flex-1"
              label={t`Address of a git repository`}
              type="url"
              required
              maxLength={2000}
              placeholder="https://git.example.com/team/app.git"
              value={address}
              onChange={(event) => setAddress(event.target.value)}
            />
            <Button look="main" type="submit" right="run" everywhere className="h-8">
              <Trans>Scan</Trans>
            </Button>
          </form>
          <p className="text-meta text-muted">
            <Trans>
              It is fetched with its whole history, over https and without a user name, then looked through
              here. Secrets are shown masked, always.
            </Trans>
          </p>
          {fault !== null && <ProblemView error={fault} />}
          {job && <FollowedJob id={job} />}
          <DropZone
            blocked={isBusy ? t`Files are on their way.` : null}
            onFiles={(given) => void take(given)}
          >
            <Trans>Or drop an archive, a document, an app or any other file here.</Trans>
          </DropZone>
          <Files files={files} />
          {isBusy && (
            <Button onClick={stop}>
              <Trans>Stop</Trans>
            </Button>
          )}
          <CommandLine line={`akwarden scan ${address.trim() ? quoted(address.trim()) : "FILE"} --save`} />
        </div>
      </Box>
    </div>
  );
}
