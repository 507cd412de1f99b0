import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { EyeOff } from "lucide-react";
import { useState } from "react";
import type { Schemas } from "@/api/types";
import { Button } from "@/parts/Button";
import { Words } from "@/parts/Words";

const FEW = 3;

/** What can't be seen, as loud as an alarm, each with its mend. */
export function BlindSpots({ spots }: { spots: Schemas["BlindSpot"][] }) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  if (spots.length === 0) return null;
  return (
    <div className="rounded-md border border-medium/30 bg-medium-fill px-3 py-2">
      <p className="flex items-center gap-2 font-medium text-medium">
        <EyeOff className="size-4 shrink-0" aria-hidden />
        {t`${plural(spots.length, { one: "# blind spot", other: "# blind spots" })}`}
      </p>
      <ul className="mt-1 space-y-2">
        {(all ? spots : spots.slice(0, FEW)).map((one) => (
          <li key={`${one.right} ${one.unseen}`} className="min-w-0 [overflow-wrap:anywhere]">
            <p>
              <Trans>
                Not seen: <b className="font-medium">{one.unseen}</b>
              </Trans>{" "}
              {/* Some are no action of the cloud: they say in words what the line says already. */}
              {!/\s/.test(one.right) && <code className="font-mono text-meta text-muted">{one.right}</code>}
            </p>
            <p className="text-muted">
              <Words text={one.reason} />
            </p>
            <p>
              <Words text={one.mend} />
            </p>
          </li>
        ))}
      </ul>
      {spots.length > FEW && (
        <Button look="quiet" className="mt-1" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t`Only the first` : t`All ${spots.length}`}
        </Button>
      )}
    </div>
  );
}
