import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { useUrl } from "@/app/url";
import { FollowedJob } from "@/jobs/JobLine";
import { useStartJob } from "@/jobs/job";
import { Button } from "@/parts/Button";
import { CommandLine } from "@/parts/Copy";
import { useTellFault } from "@/parts/Problem";
import { Box } from "../Part";
import { DropZone } from "./DropZone";
import { Files } from "./Files";
import { useMarked } from "./marked";
import { useUploads } from "./uploads";

/** Audit records that are handed in as files. */
export function HandIn() {
  const { t } = useLingui();
  const [url] = useUrl();
  const { files, isBusy, send, stop } = useUploads();
  const start = useStartJob();
  const tellFault = useTellFault();
  const [job, setJob] = useState<string | null>(null);
  const marked = useMarked(url.import === "1");
  async function take(given: File[]) {
    setJob(null);
    const there = await send(given);
    if (there.length === 0) return;
    const task = { kind: "import" as const, uploads: there.map((one) => one.id) };
    await start(task).then((one) => setJob(one.id), tellFault);
  }
  return (
    <div ref={marked} className="min-w-0">
      <Box title={t`Hand in audit records`}>
        <div className="space-y-3">
          <DropZone
            multiple
            blocked={isBusy ? t`Files are on their way.` : null}
            onFiles={(given) => void take(given)}
          >
            <Trans>
              Drop files here: CloudAudit, CloudTrail or COS access logs, also packed. What they are is told
              by their content; a record that is known is not counted twice.
            </Trans>
          </DropZone>
          <Files files={files} />
          {isBusy && (
            <Button onClick={stop}>
              <Trans>Stop</Trans>
            </Button>
          )}
          {job && <FollowedJob id={job} />}
          <CommandLine line="akwarden audit import FILE" />
        </div>
      </Box>
    </div>
  );
}
