import { useLingui } from "@lingui/react/macro";
import { CircleAlert, CircleCheck } from "lucide-react";
import { problemOf } from "@/api/problem";
import { bytes } from "@/i18n/bytes";
import { Bar } from "@/jobs/Bar";
import { useProblemText } from "@/parts/Problem";
import type { Sending } from "./uploads";

const SHOWN = 50;

/** Files on their way, each with how far it is or what went wrong. */
export function Files({ files }: { files: Sending[] }) {
  const { t } = useLingui();
  const text = useProblemText();
  if (files.length === 0) return null;
  return (
    <ul className="divide-y rounded-md border" aria-label={t`Files`}>
      {files.slice(0, SHOWN).map((one) => (
        <li key={one.id} className="min-w-0 space-y-1 px-3 py-1.5 [overflow-wrap:anywhere]">
          <p className="flex items-start gap-2">
            <span className="min-w-0 flex-1">{one.name}</span>
            <span className="text-meta text-muted">{bytes(one.size)}</span>
            {one.done && <CircleCheck className="mt-0.5 size-4 text-low" aria-label={t`It is there`} />}
            {one.error ? <CircleAlert className="mt-0.5 size-4 text-high" aria-hidden /> : null}
          </p>
          {!one.done && !one.error && <Bar part={one.part} label={one.name} />}
          {one.error ? (
            <p role="alert" className="text-high first-letter:uppercase">
              {[text(one.error), problemOf(one.error).mend].filter(Boolean).join(" ")}
            </p>
          ) : null}
        </li>
      ))}
      {files.length > SHOWN && (
        <li className="px-3 py-1.5 text-muted">{t`and ${files.length - SHOWN} more`}</li>
      )}
    </ul>
  );
}
