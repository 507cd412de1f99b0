import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import { Problem, problemOf } from "@/api/problem";
import type { Schemas } from "@/api/types";
import { useUrl } from "@/app/url";
import { Badge, SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyCommand, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { useCloudName } from "../accounts/words";
import { Box } from "../Part";
import { useSearch } from "../useSearch";

type Row = Schemas["DetectionRuleRow"];
const WRONG = 400;

/** The rules about calls, by a query. */
export function CallRules({ opened }: { opened: string | null }) {
  const { t } = useLingui();
  const { q, text, setText, composing } = useSearch();
  const rules = useQuery({
    queryKey: ["list", "rules", "calls", q],
    queryFn: ({ signal }) => get<Schemas["CallRuleList"]>("/rules/calls", { q }, signal),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
    retry: false,
  });
  const rows = rules.data?.rows ?? [];
  const isWrong = rules.error instanceof Problem && rules.error.status === WRONG;
  const said = isWrong ? problemOf(rules.error) : null;
  return (
    <Box
      isBare
      title={rules.data ? plural(rows.length, { one: "# rule", other: "# rules" }) : t`Rules`}
      action={<CopyCommand quiet line={`akwarden detect list${q ? ` --where ${quoted(q)}` : ""}`} />}
    >
      <Field
        className="px-4 pb-3 md:max-w-[440px]"
        label={t`Search`}
        hint={t`Words, or such as level:high provider:aws technique:T1078*`}
        fault={said && [said.detail, said.mend].filter(Boolean).join(" · ")}
        type="search"
        spellCheck={false}
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        {...composing}
      />
      {rules.error && !isWrong && <ProblemView error={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Skeleton rows={8} />}
      {rules.data && !rules.error && rows.length === 0 && (
        <div className="flex flex-wrap items-center gap-3 border-t px-4 py-4">
          <span className="text-muted">
            <Trans>No rule fits.</Trans>
          </span>
          <Button onClick={() => setText("")}>
            <Trans>Clear the filter</Trans>
          </Button>
        </div>
      )}
      <ul className={rules.isPlaceholderData || isWrong ? "opacity-60" : ""}>
        {rows.map((one) => (
          <RuleLine key={one.id} rule={one} isOpen={one.id === opened} />
        ))}
      </ul>
    </Box>
  );
}

function RuleLine({ rule, isOpen }: { rule: Row; isOpen: boolean }) {
  const { t } = useLingui();
  const cloudName = useCloudName();
  const [, change] = useUrl();
  return (
    <li className="border-t">
      <button
        type="button"
        data-rule={rule.id}
        aria-current={isOpen ? "true" : undefined}
        onClick={() => change({ rule: rule.id }, { push: true })}
        className={`flex min-h-9 w-full items-center gap-3 px-4 py-1.5 text-left outline-offset-[-2px] ${isOpen ? "bg-selected" : "hover:bg-hover"}`}
      >
        <span className="w-[76px] shrink-0">{rule.severity && <SeverityBadge value={rule.severity} />}</span>
        <span className="min-w-0 flex-1">
          <span className="block">{rule.title || rule.id}</span>
          <span className="block truncate text-meta text-muted">
            {[rule.id, ...(rule.providers ?? []).map(cloudName)].join(" · ")}
          </span>
        </span>
        {rule.quiet && (
          <Badge title={t`It makes no alarm of its own; other rules count it.`}>{t`quiet`}</Badge>
        )}
        {rule.fault && (
          <Badge tone="high" title={rule.fault}>
            {t`can't be used`}
          </Badge>
        )}
      </button>
    </li>
  );
}
