import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { hasEverywhere, useMe } from "@/app/me";
import { useUrl } from "@/app/url";
import { number } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { CopyCommand } from "@/parts/Copy";
import { NotSetUp } from "@/parts/Empty";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Box, Part } from "../Part";
import { AllowForm } from "./AllowForm";
import { EntryLine } from "./EntryLine";
import { PREFILLED, queryOf } from "./prefilled";

/** Calls that are meant to be there, and so make no alarms: each entry with a reason, an owner and an end. */
export default function TrustPart() {
  const { t } = useLingui();
  const [url, change] = useUrl();
  const [all, setAll] = useState(false);
  const list = useQuery({
    queryKey: ["list", "allow", all],
    queryFn: ({ signal }) => get<Schemas["AllowList"]>("/allow", { all }, signal),
    placeholderData: (before) => before,
  });
  const me = useMe();
  const isPart = me !== undefined && !hasEverywhere(me, "read");
  const rows = list.data?.rows ?? [];
  const isAdding = url.add === "1";
  const close = () => change(PREFILLED);
  const add = (
    <Button
      look="main"
      right="decide"
      icon={<Plus className="size-4" aria-hidden />}
      onClick={() => change({ add: "1" }, { push: true })}
    >
      <Trans>Add an entry</Trans>
    </Button>
  );
  const hidden = list.data?.hidden ?? 0;
  return (
    <Part
      title={t`Trust lists`}
      about={t`Calls that are meant to be there make no alarms. Each entry has a reason, somebody who answers for it, and an end.`}
      actions={
        <>
          <CopyCommand line={`akwarden allow list${all ? " --all" : ""}`} />
          {!isAdding && add}
        </>
      }
    >
      {isAdding && (
        <AllowForm
          key={`${url.rule ?? ""} ${url.key ?? ""} ${url.ip ?? ""}`}
          query={queryOf(url)}
          rule={url.rule ?? null}
          onClose={close}
        />
      )}
      <Box isBare>
        {list.error && <ProblemView error={list.error} retry={() => void list.refetch()} />}
        {list.isPending && <Skeleton rows={4} />}
        {list.data && rows.length === 0 && (
          <NotSetUp
            title={
              isPart ? (
                <Trans>Nothing is on the trust list of your accounts</Trans>
              ) : (
                <Trans>Nothing is on the trust list</Trans>
              )
            }
            text={
              isPart ? (
                <Trans>Add an entry for calls that you know and expect.</Trans>
              ) : (
                <Trans>Every alarm is shown. Add an entry for calls that you know and expect.</Trans>
              )
            }
            command="akwarden allow add 'ip:203.0.113.0/24' --reason 'office' --owner TEAM"
          />
        )}
        <ul className="[&>li:first-child]:border-t-0">
          {rows.map((one) => (
            <EntryLine key={one.id} entry={one} />
          ))}
        </ul>
        {isPart && (
          <p className="border-t px-4 py-2 text-muted">
            <Trans>
              Entries that hold for all accounts are not shown here. They silence alarms about your accounts
              too.
            </Trans>
          </p>
        )}
        {(hidden > 0 || all) && (
          <div className="border-t px-3 py-1.5">
            <Button look="quiet" aria-pressed={all} onClick={() => setAll(!all)}>
              {all ? t`Only those that count` : t`Also ${number(hidden)} that ended or were removed`}
            </Button>
          </div>
        )}
      </Box>
    </Part>
  );
}
