import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { bytes } from "@/i18n/bytes";
import type { Built } from "./forms";

/** Who built a report, how many keys are in it, and how large it is. */
export function About({ row }: { row: Built }) {
  const { t } = useLingui();
  const told = [
    row.by && t`by ${row.by}`,
    row.rows !== null && t`${plural(row.rows, { one: "# key", other: "# keys" })}`,
    bytes(row.file.size),
  ];
  return <>{told.filter(Boolean).join(" · ")}</>;
}

/** Of which keys a report is. */
export function Scope({ row }: { row: Built }) {
  if (row.where === null) return <Trans>Which keys it covers is not known any more</Trans>;
  if (row.where) return <code className="font-mono text-meta">{row.where}</code>;
  return row.allStatuses ? <Trans>All keys, also deleted ones</Trans> : <Trans>All keys</Trans>;
}
