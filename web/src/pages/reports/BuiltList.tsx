import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Download, Eye, RotateCw } from "lucide-react";
import { API } from "@/api/client";
import { carried } from "@/app/scope";
import { Badge } from "@/parts/Badge";
import { Button, buttonLook } from "@/parts/Button";
import { NotSetUp } from "@/parts/Empty";
import { ExactTime, Time } from "@/parts/Time";
import { About, Scope } from "./About";
import type { Wanted } from "./BuildForm";
import type { Built } from "./forms";

interface Props {
  rows: Built[];
  onAgain: (wanted: Wanted) => void;
}

/** Return the id of the link that opens a report: it gets the focus back when that is closed. */
export function lookId(name: string): string {
  return `look-at-${name}`;
}

/** The reports that can be downloaded, the newest first. */
export function BuiltList({ rows, onAgain }: Props) {
  if (rows.length === 0) {
    return (
      <NotSetUp
        title={<Trans>No report was built yet</Trans>}
        text={<Trans>A report that is built above stands here for some days, for you to download.</Trans>}
        command="akwarden report keys --format html -o keys.html"
      />
    );
  }
  return (
    <ul className="divide-y border-t">
      {rows.map((row) => (
        <One key={row.file.name} row={row} onAgain={onAgain} />
      ))}
    </ul>
  );
}

function One({ row, onAgain }: { row: Built; onAgain: Props["onAgain"] }) {
  const { t } = useLingui();
  const { file, where } = row;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3" data-report={file.form}>
      <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{file.report === "keys" ? t`Keys` : file.report}</span>
          <Badge>{file.form.toUpperCase()}</Badge>
          <Time at={file.built_at} />
        </p>
        <p className="text-muted">
          <About row={row} />
        </p>
        <p className="text-muted">
          <Scope row={row} />
        </p>
        <p className="text-meta text-muted">
          <Trans>
            It is deleted: <ExactTime at={file.expires_at} />
          </Trans>
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {file.previewed && (
          <Link
            id={lookId(file.name)}
            to="/reports/$id"
            params={{ id: file.name } as never}
            search={carried as never}
            className={buttonLook()}
          >
            <Eye className="size-4" aria-hidden />
            <Trans>Look at it</Trans>
          </Link>
        )}
        <Button
          right="run"
          icon={<RotateCw className="size-4" aria-hidden />}
          blocked={where === null ? t`What it was built of is not known any more.` : null}
          onClick={() => onAgain({ form: file.form, where: where ?? "", all_statuses: row.allStatuses })}
        >
          <Trans>Build again</Trans>
        </Button>
        <a
          href={`${API}/reports/${encodeURIComponent(file.name)}`}
          download={file.name}
          className={buttonLook()}
        >
          <Download className="size-4" aria-hidden />
          <Trans>Download</Trans>
        </a>
      </div>
    </li>
  );
}
