import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { number } from "@/i18n/format";
import { SeverityBadge } from "@/parts/Badge";
import { CommandLine } from "@/parts/Copy";
import { Section } from "@/parts/Drawer";
import { TrulyClean } from "@/parts/Empty";
import { Time } from "@/parts/Time";
import type { KeyPage } from "../types";
import { NoRecords } from "./NoRecords";

/** What is abnormal about the use of a key, and why we say so. */
export function Alarms({ page }: { page: KeyPage }) {
  if (page.alarms.length === 0) {
    if (page.key.alarms === null) return <NoRecords />;
    return (
      <TrulyClean
        title={<Trans>No open alarm</Trans>}
        checkedAt={page.rights_used?.until ?? page.use?.last_at}
      />
    );
  }
  return (
    <>
      {page.alarms.map((one) => (
        <Section key={one.id}>
          <div className="flex flex-wrap items-center gap-2">
            <SeverityBadge value={one.severity} />
            <Link to="/alarms/$id" params={{ id: one.id } as never} className="link min-w-0 font-medium">
              {one.title}
            </Link>
          </div>
          <ul className="mt-1.5 space-y-0.5">
            {one.reasons.map((reason) => (
              <li key={reason.text} className="flex gap-2">
                <span className="mt-[9px] size-1 shrink-0 rounded-full bg-muted" aria-hidden />
                {reason.text}
              </li>
            ))}
          </ul>
          <p className="mt-1 text-meta text-muted">
            <Trans>
              {number(one.count)} events, <Time at={one.first_at} /> to <Time at={one.last_at} />
            </Trans>
            {one.source_ips.length > 0 && (
              <span className="font-mono"> · {one.source_ips.slice(0, 3).join(", ")}</span>
            )}
            {one.techniques.length > 0 && ` · ${one.techniques.join(", ")}`}
          </p>
          {one.next_action && (
            <div className="mt-2">
              <CommandLine line={one.next_action} />
            </div>
          )}
        </Section>
      ))}
    </>
  );
}
