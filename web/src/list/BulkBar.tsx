import { Trans, useLingui } from "@lingui/react/macro";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { number, total as totalText } from "@/i18n/format";
import { Button } from "@/parts/Button";
import type { Chosen } from "./useChosen";

interface Props {
  chosen: Chosen;
  loaded: number;
  total: number;
  children: ReactNode;
}

/** What can be done with all rows that are selected. */
export function BulkBar({ chosen, loaded, total, children }: Props) {
  const { t } = useLingui();
  if (chosen.count === 0) return null;
  const canTakeAll = !chosen.isAll && total > chosen.count && chosen.count >= Math.min(loaded, total);
  return (
    <section
      aria-label={t`Selected`}
      data-bulk
      className="flex shrink-0 flex-wrap items-center gap-2 border-t bg-selected px-3 py-2"
    >
      <span className="font-medium">
        <Trans>{chosen.isAll ? totalText(chosen.count) : number(chosen.count)} selected</Trans>
      </span>
      {(canTakeAll || (!chosen.isAll && total > chosen.count)) && (
        <button type="button" className="link min-h-6" onClick={chosen.all}>
          <Trans>Select all {totalText(total)} that fit</Trans>
        </button>
      )}
      <div className="flex flex-1 flex-wrap items-center justify-end gap-1.5 max-md:order-last max-md:basis-full max-md:justify-start">
        {children}
      </div>
      <Button
        look="quiet"
        aria-label={t`Let go`}
        icon={<X className="size-4" aria-hidden />}
        onClick={chosen.clear}
      />
    </section>
  );
}
