import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "@/api/client";
import type { Schemas, Severity } from "@/api/types";
import { number } from "@/i18n/format";
import { SEVERITIES, SeverityBadge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyCommand } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { useCloudName } from "../accounts/words";
import { Box } from "../Part";
import { useSearch } from "../useSearch";

type Row = Schemas["FileRuleRow"];
const MANY = 60;

/** The rules that find keys in files, and those that judge accounts. */
export function FileRules() {
  const { t } = useLingui();
  const { q, text, setText, composing } = useSearch();
  const rules = useQuery({
    queryKey: ["list", "rules", "files"],
    queryFn: ({ signal }) => get<Schemas["FileRuleList"]>("/rules/files", {}, signal),
    staleTime: 300_000,
  });
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = (rules.data?.rows ?? []).filter((one) => {
    const held = `${one.id} ${one.title} ${one.provider} ${one.severity}`.toLowerCase();
    return words.every((word) => held.includes(word));
  });
  return (
    <>
      <Field
        className="md:max-w-[408px]"
        label={t`Search`}
        type="search"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        {...composing}
      />
      {rules.error && <ProblemView error={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Skeleton rows={8} />}
      {rules.data && (
        <>
          <Rows
            title={t`Keys in files`}
            rows={found.filter((one) => one.about === "files")}
            command="akwarden rules list"
          />
          <Rows
            title={t`Risks of accounts`}
            rows={found.filter((one) => one.about === "accounts")}
            command="akwarden rules list"
          />
        </>
      )}
    </>
  );
}

function Rows({ title, rows, command }: { title: string; rows: Row[]; command: string }) {
  const { t } = useLingui();
  const cloudName = useCloudName();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, MANY);
  const count = plural(rows.length, { one: "# rule", other: "# rules" });
  return (
    <Box isBare title={`${title} · ${count}`} action={<CopyCommand quiet line={command} />}>
      {rows.length === 0 && (
        <p className="px-4 pb-3 text-muted">
          <Trans>No rule fits.</Trans>
        </p>
      )}
      <ul>
        {shown.map((one) => (
          <li key={one.id} className="flex min-h-9 items-center gap-3 border-t px-4 py-1">
            <span className="w-[76px] shrink-0">
              {one.severity in SEVERITIES && <SeverityBadge value={one.severity as Severity} />}
            </span>
            <span className="min-w-0 flex-1 md:flex md:items-center md:gap-3">
              <span className="block min-w-0 flex-1">{one.title}</span>
              <span className="block min-w-0 truncate text-meta text-muted">
                {[one.id, one.provider && cloudName(one.provider)].filter(Boolean).join(" · ")}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {rows.length > MANY && (
        <div className="border-t px-3 py-1.5">
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t`Only the first` : t`All ${number(rows.length)}`}
          </Button>
        </div>
      )}
    </Box>
  );
}
