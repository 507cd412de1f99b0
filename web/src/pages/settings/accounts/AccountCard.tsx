import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PlugZap, RefreshCw, SquareTerminal, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { post, remove } from "@/api/client";
import type { Schemas } from "@/api/types";
import { FollowedJob } from "@/jobs/JobLine";
import { useStartJob } from "@/jobs/job";
import { Badge } from "@/parts/Badge";
import { Button } from "@/parts/Button";
import { Confirm } from "@/parts/Confirm";
import { CopyButton, copyAndTell, quoted } from "@/parts/Copy";
import { Facts } from "@/parts/Drawer";
import { Field } from "@/parts/Field";
import { Menu, MenuItem } from "@/parts/Menu";
import { PartialBanner, ProblemView, useTellFault } from "@/parts/Problem";
import { Time } from "@/parts/Time";
import { tell } from "@/parts/Toast";
import { BlindSpots } from "./BlindSpots";
import { Probe } from "./Probe";
import { SourceWords } from "./SourceWords";
import { CLOUDS, siteTitle } from "./words";

type AccountRow = Schemas["AccountRow"];

/** One account: what is known of it, what can't be seen, and what can be done. */
export function AccountCard({ row }: { row: AccountRow }) {
  const { t } = useLingui();
  const start = useStartJob();
  const tellFault = useTellFault();
  const [job, setJob] = useState<string | null>(null);
  const test = useMutation({
    mutationFn: () => post<Schemas["ProbeRow"]>(`/accounts/${encodeURIComponent(row.name)}/test`),
  });
  const cloud = CLOUDS[row.provider as keyof typeof CLOUDS];
  const site = siteTitle(row.provider, row.site);
  return (
    <section className="min-w-0 space-y-3 rounded-lg border bg-panel p-4" data-account={row.name}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-drawer font-semibold [overflow-wrap:anywhere]">{row.name}</h2>
        <Badge>{[cloud ? t(cloud) : row.provider, site && t(site)].filter(Boolean).join(" · ")}</Badge>
        <span className="inline-flex items-center font-mono text-meta">
          {row.account}
          <CopyButton text={row.account} label={t`Copy the number of ${row.name}`} />
        </span>
        <div className="ml-auto flex flex-wrap gap-2 max-md:ml-0">
          <Button
            right="run"
            icon={<RefreshCw className="size-4" aria-hidden />}
            onClick={() =>
              void start({ kind: "sync", accounts: [row.name] }).then((one) => setJob(one.id), tellFault)
            }
          >
            <Trans>Read now</Trans>
          </Button>
          <Button
            right="run"
            icon={<PlugZap className="size-4" aria-hidden />}
            disabled={test.isPending}
            onClick={() => test.mutate()}
          >
            {test.isPending ? t`Asking the cloud` : t`Test again`}
          </Button>
          <Forget row={row} />
          <Commands name={row.name} />
        </div>
      </div>
      <Known row={row} />
      {row.error && (
        <PartialBanner>
          <span className="[overflow-wrap:anywhere]">
            <Trans>It could not be read last time: {row.error}</Trans>
          </span>
        </PartialBanner>
      )}
      <BlindSpots spots={row.blind_spots} />
      {job && <FollowedJob id={job} />}
      {test.error && <ProblemView error={test.error} retry={() => test.mutate()} />}
      {test.data && <Probe probe={test.data} />}
    </section>
  );
}

function Known({ row }: { row: AccountRow }) {
  const { t } = useLingui();
  const keys =
    row.keys === null ? (
      <span className="text-muted">{t`not known`}</span>
    ) : (
      <Link
        to="/keys"
        search={{ q: `account:${row.account}` } as never}
        className="link underline"
        data-figure
      >
        {t`${plural(row.keys, { one: "# key", other: "# keys" })}`}
      </Link>
    );
  const principals =
    row.principals === null
      ? null
      : t`${plural(row.principals, { one: "# identity", other: "# identities" })}`;
  const facts: [ReactNode, ReactNode][] = [
    [t`Read with`, <SourceWords key="source" text={row.source} />],
    [t`Last read`, <Time key="read" at={row.synced_at} none={t`never`} />],
    [
      t`Has`,
      <span key="has">
        {keys}
        {principals && ` · ${principals}`}
      </span>,
    ],
  ];
  if (row.department) facts.push([t`Department`, row.department]);
  if (row.organization) {
    const number = <span className="font-mono text-meta">{row.organization}</span>;
    facts.push([t`Organisation of`, number]);
  }
  return <Facts facts={facts} />;
}

function Forget({ row }: { row: AccountRow }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  async function forget() {
    await remove(`/accounts/${encodeURIComponent(row.name)}`);
    tell({ text: t`${row.name} is forgotten.` });
    await client.invalidateQueries({ queryKey: ["list"] });
    void client.invalidateQueries({ queryKey: ["counts"] });
    void client.invalidateQueries({ queryKey: ["freshness"] });
  }
  return (
    <Confirm
      title={t`Forget ${row.name}?`}
      action={t`Forget`}
      isDangerous
      blocked={typed === row.name ? null : t`Type the name of the account first.`}
      command={`akwarden accounts remove ${quoted(row.name)}`}
      onConfirm={forget}
      trigger={
        <Button right="administer" icon={<Trash2 className="size-4" aria-hidden />}>
          <Trans>Forget</Trans>
        </Button>
      }
    >
      <p>
        <Trans>
          What was listed of it goes: keys, identities, policies, risks. Remarks and owners of its keys stay,
          and so do its calls. The cloud is not touched.
        </Trans>
      </p>
      <Field
        label={t`Type ${row.name} to confirm`}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
    </Confirm>
  );
}

/** The commands that do the same as the buttons beside it. */
function Commands({ name }: { name: string }) {
  const { t } = useLingui();
  const lines = ["akwarden sync", "akwarden accounts test", "akwarden accounts remove"];
  const copy = (line: string) => copyAndTell(line, t`Copied`);
  return (
    <Menu
      trigger={
        <Button
          look="quiet"
          aria-label={t`Copy a command for ${name}`}
          icon={<SquareTerminal className="size-4" aria-hidden />}
        />
      }
    >
      {lines.map((line) => (
        <MenuItem key={line} onClick={() => void copy(`${line} ${quoted(name)}`)}>
          <code className="font-mono text-meta">{`${line} ${quoted(name)}`}</code>
        </MenuItem>
      ))}
    </Menu>
  );
}
