import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useCallback, useState } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { useUrl } from "@/app/url";
import { number } from "@/i18n/format";
import { useWhenJobEnds } from "@/jobs/job";
import { Button } from "@/parts/Button";
import { NotSetUp } from "@/parts/Empty";
import { Field } from "@/parts/Field";
import { PartialBanner, ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Box, Part } from "../Part";
import { AccountCard } from "./AccountCard";
import { AddAccount } from "./AddAccount";

type AccountRow = Schemas["AccountRow"];

const MANY = 20;

/** The cloud accounts that are watched: how each is read, and what can't be seen of it. */
export default function AccountsPart() {
  const { t } = useLingui();
  const [url, change] = useUrl();
  const isAdding = url.add === "1";
  const accounts = useQuery({
    queryKey: ["list", "accounts"],
    queryFn: ({ signal }) => get<Schemas["AccountList"]>("/accounts", {}, signal),
  });
  const client = useQueryClient();
  const readAgain = useCallback(
    () => void client.invalidateQueries({ queryKey: ["list", "accounts"] }),
    [client],
  );
  useWhenJobEnds("sync", readAgain);
  const rows = accounts.data?.rows ?? [];
  const add = (
    <Button
      look="main"
      right="administer"
      icon={<Plus className="size-4" aria-hidden />}
      onClick={() => change({ add: "1" }, { push: true })}
    >
      <Trans>Add an account</Trans>
    </Button>
  );
  return (
    <Part
      title={t`Cloud accounts`}
      about={t`Their keys, identities and policies are read by the cloud's own API; nothing is changed in them.`}
      actions={isAdding ? null : add}
    >
      {isAdding && <AddAccount onClose={() => change({ add: null })} />}
      {accounts.error && <ProblemView error={accounts.error} retry={() => void accounts.refetch()} />}
      {accounts.isPending && <Skeleton rows={8} />}
      {accounts.data && rows.length === 0 && !isAdding && (
        <Box>
          <NotSetUp
            title={<Trans>No account is watched yet</Trans>}
            text={<Trans>An account that is added is checked at once, right by right, and then read.</Trans>}
            action={add}
            command="akwarden accounts add tencent prod --from env && akwarden sync"
          />
        </Box>
      )}
      {rows.length > 0 && <Accounts rows={rows} />}
    </Part>
  );
}

function Accounts({ rows }: { rows: AccountRow[] }) {
  const { t } = useLingui();
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  const found = rows.filter((one) => fits(one, text));
  const shown = all ? found : found.slice(0, MANY);
  const blind = rows.filter((one) => one.blind_spots.length > 0).length;
  return (
    <>
      {blind > 0 && (
        <PartialBanner>
          {t`${plural(blind, { one: "# account has blind spots: what is named there is not seen, and is no 0.", other: "# accounts have blind spots: what is named there is not seen, and is no 0." })}`}
        </PartialBanner>
      )}
      {rows.length > MANY && (
        <Field
          className="md:max-w-[320px]"
          label={t`Find an account`}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {shown.map((row) => (
        <AccountCard key={`${row.provider} ${row.account}`} row={row} />
      ))}
      {found.length === 0 && (
        <p className="text-muted">
          <Trans>No account fits.</Trans>
        </p>
      )}
      {found.length > MANY && (
        <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t`Only the first` : t`All ${number(found.length)}`}
        </Button>
      )}
    </>
  );
}

function fits(row: AccountRow, text: string): boolean {
  const words = [row.name, row.account, row.provider, row.department ?? ""].join(" ").toLowerCase();
  return words.includes(text.trim().toLowerCase());
}
