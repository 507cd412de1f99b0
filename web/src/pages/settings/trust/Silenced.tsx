import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "@/api/types";
import { number } from "@/i18n/format";
import { SeverityBadge } from "@/parts/Badge";
import { Time } from "@/parts/Time";

/** What an entry would do, as the server answers. */
export interface Shown {
  query: string;
  preview: Schemas["TrustPreview"] | null;
}

const MOST = 8;

/** Which of the last alarms would not be there. */
export function Silenced({ shown }: { shown: Shown }) {
  const { t } = useLingui();
  const { preview } = shown;
  if (!preview) {
    return (
      <p className="rounded-md border bg-bg p-3">
        <Trans>There are no audit records yet, so nothing can be said about alarms until now.</Trans>
      </p>
    );
  }
  const count = preview.silenced.length;
  return (
    <div className="space-y-2 rounded-md border bg-bg p-3" data-silenced={count}>
      <p className="font-medium">
        {t`It would have silenced ${number(count)} of the last ${plural(preview.looked_at, { one: "# alarm", other: "# alarms" })}.`}
      </p>
      {preview.is_partly_known && (
        <p className="text-medium">
          <Trans>Some calls behind these alarms are not kept any more: it may silence more than that.</Trans>
        </p>
      )}
      <ul className="space-y-0.5">
        {preview.silenced.slice(0, MOST).map((one) => (
          <li key={one.id} className="flex min-h-6 items-center gap-2">
            <SeverityBadge value={one.severity} />
            <Link to={`/alarms/${one.id}`} className="link min-w-0 truncate">
              {one.title}
            </Link>
            <span className="shrink-0 text-meta text-muted">
              <Time at={one.last_at} />
            </span>
          </li>
        ))}
      </ul>
      {count > MOST && (
        <p className="text-meta text-muted">
          <Trans>and {number(count - MOST)} more</Trans>
        </p>
      )}
    </div>
  );
}
