import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { number } from "@/i18n/format";
import { Badge, type Tone } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Time } from "@/parts/Time";
import { Words } from "@/parts/Words";
import type { Overview, Seen, Sight, SightKind } from "./types";

const SIGHTS: Record<Sight, { tone: Tone; title: MessageDescriptor }> = {
  blind: { tone: "high", title: msg`Blind` },
  partly: { tone: "medium", title: msg`In part` },
  stale: { tone: "medium", title: msg`Old` },
  off: { tone: "info", title: msg`Not set up` },
  on: { tone: "low", title: msg`Seen` },
};

const KINDS: Record<SightKind, MessageDescriptor> = {
  cloud: msg`Cloud`,
  account: msg`Account`,
  log_source: msg`Audit records`,
  scanner: msg`Scanner`,
  detection: msg`Detection`,
};

const FEW = 6;

/** What is seen and what is not; blind spots stand first and are as loud as alarms. */
export function Coverage({ coverage, noted }: Pick<Overview, "coverage" | "noted">) {
  const { t } = useLingui();
  const [all, setAll] = useState(false);
  const shown = all ? coverage.seen : coverage.seen.slice(0, FEW);
  const blind = coverage.counts
    .filter((one) => one.sight === "blind")
    .reduce((sum, one) => sum + one.count, 0);
  return (
    <section className="rounded-lg border bg-panel p-4">
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <h2 className="text-drawer font-semibold">
          <Trans>What is seen, and what is not</Trans>
        </h2>
        {blind > 0 && <Badge tone="high">{t`${number(blind)} blind`}</Badge>}
        <span className="text-muted">
          <Trans>
            Active keys with an owner: {percent(noted.owner_percent)}, with a remark:{" "}
            {percent(noted.remark_percent)}.
          </Trans>{" "}
          {noted.keys > noted.with_owner && (
            <Link className="link" to="/keys" search={{ q: "status:active owner:none" } as never}>
              <Trans>Those without an owner</Trans>
            </Link>
          )}
        </span>
      </div>
      <ul className="divide-y">
        {shown.map((one) => (
          <One key={`${one.kind} ${one.name}`} one={one} />
        ))}
      </ul>
      {coverage.seen.length > FEW && (
        <Button look="quiet" className="mt-1" onClick={() => setAll(!all)}>
          {all ? t`Only the first` : t`All ${number(coverage.seen.length)}`}
        </Button>
      )}
    </section>
  );
}

function One({ one }: { one: Seen }) {
  const { t } = useLingui();
  const { tone, title } = SIGHTS[one.sight];
  return (
    <li className="grid grid-cols-[5.5rem_9rem_1fr_auto] items-start gap-x-3 py-2 max-md:grid-cols-[5.5rem_1fr]">
      <Badge tone={tone}>{t(title)}</Badge>
      <span className="min-w-0 truncate" title={one.name}>
        <span className="font-medium">{one.name}</span>{" "}
        <span className="text-meta text-muted">{t(KINDS[one.kind])}</span>
      </span>
      <span className="min-w-0 max-md:col-span-2">
        {one.says}
        {one.mend && (
          <span className="block text-muted">
            <Words text={one.mend} />
          </span>
        )}
      </span>
      <span className="text-meta text-muted max-md:col-span-2">
        {one.url ? (
          <a className="link" href={one.url}>
            <Trans>Look</Trans>
            <span className="sr-only"> {one.name}</span>
          </a>
        ) : (
          one.as_of && <Time at={one.as_of} />
        )}
      </span>
    </li>
  );
}

function percent(value: number | null): string {
  return value === null ? "–" : `${number(value)} %`;
}
