import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { number } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { CopyButton, CopyCommand } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Box } from "../Part";

type Value = Schemas["SettingValue"];

/** Every setting in force, where it comes from, and the name in the environment that sets it. */
export function Values() {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const values = useQuery({
    queryKey: ["one", "settings"],
    queryFn: ({ signal }) => get<Schemas["SettingList"]>("/settings", {}, signal),
    staleTime: 60_000,
  });
  const rows = values.data?.rows ?? [];
  const set = rows.filter((one) => one.origin !== "default");
  const words = text.trim().toLowerCase();
  const found = words
    ? rows.filter((one) => `${one.key} ${one.env} ${one.value}`.toLowerCase().includes(words))
    : all
      ? rows
      : set;
  return (
    <Box isBare title={t`What is set`} action={<CopyCommand quiet line="akwarden config show" />}>
      <p className="max-w-[720px] px-4 pb-3 text-muted">
        <Trans>
          Settings come from the environment or from the file akwarden.toml, and count from the next start on.
          They can't be changed here.
        </Trans>
      </p>
      {values.error && <ProblemView error={values.error} retry={() => void values.refetch()} />}
      {values.isPending && <Skeleton rows={3} />}
      {values.data && (
        <Field
          className="px-4 pb-3 md:max-w-[352px]"
          label={t`Find a setting`}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {values.data && found.length === 0 && (
        <p className="px-4 pb-3">
          {words ? t`No setting fits.` : t`Nothing is set: every setting has its default.`}
        </p>
      )}
      <ul>
        {found.map((one) => (
          <ValueLine key={one.key} value={one} />
        ))}
      </ul>
      {values.data && !words && (
        <div className="border-t px-3 py-1.5">
          <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t`Only what is set` : t`Also ${number(rows.length - set.length)} with their defaults`}
          </Button>
        </div>
      )}
    </Box>
  );
}

function ValueLine({ value }: { value: Value }) {
  const { t } = useLingui();
  const origins: Record<string, string> = {
    default: t`default`,
    file: t`file`,
    environment: t`environment`,
    option: t`option`,
  };
  return (
    <li className="grid gap-x-4 gap-y-0.5 border-t px-4 py-1.5 md:grid-cols-[minmax(0,4fr)_minmax(0,5fr)_96px]">
      <div className="min-w-0">
        <div className="truncate font-mono text-meta">{value.key}</div>
        <div className="flex items-center text-meta text-muted">
          <span className="min-w-0 truncate font-mono">{value.env}</span>
          <CopyButton text={value.env} label={t`Copy ${value.env}`} />
        </div>
      </div>
      <div className="min-w-0">
        <div className="break-words">{value.value || <span className="text-muted">{t`nothing`}</span>}</div>
        <div className="text-meta text-muted">{value.accepts}</div>
      </div>
      <div>
        <Badge tone={value.origin === "default" ? "info" : "accent"}>
          {origins[value.origin] ?? value.origin}
        </Badge>
      </div>
    </li>
  );
}
