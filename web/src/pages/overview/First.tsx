import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { User } from "lucide-react";
import { useGo } from "@/app/url";
import { listed } from "@/i18n/format";
import { SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyCommand } from "@/parts/Copy";
import { TrulyClean } from "@/parts/Empty";
import { Words } from "@/parts/Words";
import type { FirstFix, Overview } from "./types";

/** At most seven things to do, each of which answers many findings. */
export function First({ first, coverage }: { first: Overview["first"]; coverage: string }) {
  const { t } = useLingui();
  return (
    <section aria-label={t`Do these first`} className="rounded-lg border bg-panel p-4">
      <h2 className="mb-3 text-drawer font-semibold">
        <Trans>Do these first</Trans>
      </h2>
      {first.fixes.length === 0 ? (
        <TrulyClean
          title={<Trans>Nothing has to be done right now</Trans>}
          checkedAt={coverage}
          unseen={<Trans>What is not seen stands below.</Trans>}
        />
      ) : (
        <ol className="divide-y">
          {first.fixes.map((one) => (
            <Fix key={`${one.kind} ${one.fix} ${one.key_id ?? one.account_name}`} one={one} />
          ))}
        </ol>
      )}
      {first.more && (
        <p className="pt-2 text-muted">
          <Trans>There is more to do after these.</Trans>
        </p>
      )}
    </section>
  );
}

function Fix({ one }: { one: FirstFix }) {
  const { t } = useLingui();
  const go = useGo();
  return (
    <li className="grid grid-cols-[auto_1fr_auto] items-start gap-x-3 gap-y-1 py-3 first:pt-0 last:pb-0 max-md:grid-cols-1">
      <span>
        <SeverityBadge value={one.severity} />
      </span>
      <div className="min-w-0">
        <p className="break-words font-medium">
          <Words text={one.fix} />
        </p>
        <p className="break-words text-muted first-letter:uppercase">
          <Words text={one.reason} />
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-meta text-muted">
          <span>{t`Answers ${plural(one.closes, { one: "# finding", other: "# findings" })}`}</span>
          {one.account_name && <span>{one.account_name}</span>}
          <span className="inline-flex items-center gap-1">
            <User className="size-3.5" aria-hidden />
            {one.owners.length > 0 ? listed(one.owners) : t`No owner`}
          </span>
        </p>
      </div>
      <span className="flex items-center gap-1">
        <Button look="main" onClick={() => go(one.action.url)}>
          {one.action.label}
        </Button>
        <CopyCommand line={one.action.command} />
      </span>
    </li>
  );
}
