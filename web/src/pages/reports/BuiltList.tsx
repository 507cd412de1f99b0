import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Download, RotateCw } from "lucide-react";
import { API } from "@/api/client";
import { bytes } from "@/i18n/bytes";
import { Badge } from "@/parts/Badge";
import { Button, buttonLook } from "@/parts/Button";
import { NotSetUp } from "@/parts/Empty";
import { ExactTime, Time } from "@/parts/Time";
import type { Wanted } from "./BuildForm";
import type { Built } from "./forms";

interface Props {
  rows: Built[];
  onAgain: (wanted: Wanted) => void;
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
  const told = [
    row.by && t`by ${row.by}`,
    row.rows !== null && t`${plural(row.rows, { one: "# key", other: "# keys" })}`,
    bytes(file.size),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3" data-report={file.form}>
      <div className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{file.report === "keys" ? t`Keys` : file.report}</span>
          <Badge>{file.form.toUpperCase()}</Badge>
          <Time at={file.built_at} />
        </p>
        <p className="text-muted">{told.filter(Boolean).join(" · ")}</p>
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

function Scope({ row }: { row: Built }) {
  if (row.where === null) return <Trans>Of which keys is not known any more</Trans>;
  if (row.where) return <code className="font-mono text-meta">{row.where}</code>;
  return row.allStatuses ? <Trans>All keys, also deleted ones</Trans> : <Trans>All keys</Trans>;
}
