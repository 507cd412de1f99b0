import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { post } from "@/api/client";
import type { Job, Schemas } from "@/api/types";
import { FollowedJob } from "@/jobs/JobLine";
import { useStartJob } from "@/jobs/job";
import { Button } from "@/parts/Button";
import { Choice, Select } from "@/parts/Choice";
import { CommandLine, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView, useTellFault } from "@/parts/Problem";
import { Box } from "../Part";
import { Needed } from "./Needed";
import { Probe } from "./Probe";
import { bodyOf, commandOf, type Draft, EMPTY, type Way } from "./source";
import { CLOUDS, type Cloud, SITES } from "./words";

type ProbeRow = Schemas["ProbeRow"];
export type Change = (patch: Partial<Draft>) => void;

/** The form of a new account: which cloud, how its key is given, what that key has to be let do. */
export function AddAccount({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const start = useStartJob();
  const tellFault = useTellFault();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [job, setJob] = useState<Job | null>(null);
  const change: Change = (patch) => setDraft((before) => ({ ...before, ...patch }));
  const added = useMutation({
    mutationFn: (one: Draft) => post<ProbeRow>("/accounts", bodyOf(one)),
    onSuccess: async (probe) => {
      // The secret is in the vault now; it does not stay in the page.
      change({ keyId: "", secret: "" });
      void client.invalidateQueries({ queryKey: ["list"] });
      await start({ kind: "sync", accounts: [probe.name] }).then(setJob, tellFault);
    },
    // What was sent is not kept beside the answer either.
    gcTime: 0,
  });
  function send(event: FormEvent) {
    event.preventDefault();
    if (!added.isPending) added.mutate(draft);
  }
  if (added.data) return <Added probe={added.data} job={job} onClose={onClose} onMore={() => again()} />;
  function again() {
    setDraft(EMPTY);
    setJob(null);
    added.reset();
  }
  return (
    <Box title={t`Add an account`} action={<Button onClick={onClose}>{t`Close`}</Button>}>
      <form className="space-y-5" onSubmit={send} autoComplete="off">
        <Choice
          label={t`Cloud`}
          value={draft.provider}
          onChange={(provider) => change({ provider: provider as Cloud, site: "" })}
          options={(Object.keys(CLOUDS) as Cloud[]).map((value) => ({ value, title: t(CLOUDS[value]) }))}
        />
        <Ways draft={draft} change={change} />
        <section className="space-y-2">
          <h3 className="font-medium">
            <Trans>What it must be allowed to do</Trans>
          </h3>
          <Needed draft={draft} onExternalId={(externalId) => change({ externalId })} />
        </section>
        <KeyFields draft={draft} change={change} />
        <Names draft={draft} change={change} />
        {added.error && <ProblemView error={added.error} />}
        <div className="space-y-2">
          <Button look="main" type="submit" right="administer" disabled={added.isPending}>
            {added.isPending ? t`Asking the cloud` : t`Check and add`}
          </Button>
          <p className="text-muted">
            <Trans>
              The cloud is asked whose key it is, and each right is tried. Nothing is kept of an account whose
              key does not work.
            </Trans>
          </p>
          <CommandLine line={commandOf(draft, quoted)} />
        </div>
      </form>
    </Box>
  );
}

function Ways({ draft, change }: { draft: Draft; change: Change }) {
  const { t } = useLingui();
  return (
    <Choice
      label={t`How its key is given`}
      columns={3}
      value={draft.way}
      onChange={(way) => change({ way: way as Way })}
      options={[
        { value: "role", title: t`A role`, about: t`Nothing secret is handed over` },
        { value: "key", title: t`An access key`, about: t`Kept in the vault, never shown again` },
        { value: "vault", title: t`A kept key`, about: t`One that is in the vault already` },
        { value: "profile", title: t`A profile`, about: t`In the files of the cloud's tools on the server` },
        { value: "env", title: t`The environment`, about: t`Of the process that akwarden runs as` },
        {
          value: "instance",
          title: t`The machine`,
          about: t`The role of the machine that the server runs on`,
        },
      ]}
    />
  );
}

function KeyFields({ draft, change }: { draft: Draft; change: Change }) {
  const { t } = useLingui();
  const tencent = draft.provider === "tencent";
  switch (draft.way) {
    case "key":
      return (
        <div className="grid gap-3 md:grid-cols-2">
          <Field
            label={tencent ? t`SecretId` : t`Access key id`}
            value={draft.keyId}
            required
            minLength={8}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ keyId: event.target.value })}
          />
          <Field
            label={tencent ? t`SecretKey` : t`Secret access key`}
            type="password"
            value={draft.secret}
            required
            minLength={8}
            autoComplete="new-password"
            hint={t`It goes into the vault under the name of the account.`}
            onChange={(event) => change({ secret: event.target.value })}
          />
        </div>
      );
    case "role":
      return <RoleFields draft={draft} change={change} />;
    case "vault":
      return (
        <Field
          className="md:max-w-[50%]"
          label={t`Its name in the vault`}
          value={draft.kept}
          required
          spellCheck={false}
          onChange={(event) => change({ kept: event.target.value })}
        />
      );
    case "profile":
      return (
        <Field
          className="md:max-w-[50%]"
          label={t`Name of the profile`}
          value={draft.profile}
          required
          spellCheck={false}
          onChange={(event) => change({ profile: event.target.value })}
        />
      );
    default:
      return null;
  }
}

function RoleFields({ draft, change }: { draft: Draft; change: Change }) {
  const { t } = useLingui();
  const tencent = draft.provider === "tencent";
  return (
    <div className="grid gap-3 md:grid-cols-2">
      <Field
        className="md:col-span-2"
        label={t`ARN of the role`}
        value={draft.arn}
        required
        spellCheck={false}
        placeholder={
          tencent
            ? "qcs::cam::uin/100000000001:roleName/akwarden-reader"
            : "arn:aws:iam::123456789012:role/akwarden-reader"
        }
        onChange={(event) => change({ arn: event.target.value })}
      />
      <Field
        label={t`External id`}
        value={draft.externalId}
        spellCheck={false}
        hint={t`As the trust policy of the role says it; empty where it asks for none.`}
        onChange={(event) => change({ externalId: event.target.value })}
      />
      <Field
        label={t`Whose key takes the role`}
        value={draft.via}
        required
        spellCheck={false}
        hint={t`env, instance, profile:NAME or vault:NAME`}
        onChange={(event) => change({ via: event.target.value })}
      />
    </div>
  );
}

function Names({ draft, change }: { draft: Draft; change: Change }) {
  const { t } = useLingui();
  return (
    <div className="space-y-3">
      <div className="grid gap-3 md:grid-cols-2">
        <Field
          label={t({ message: "Name", context: "account" })}
          value={draft.name}
          required
          maxLength={128}
          hint={t`What people call the account, such as prod`}
          onChange={(event) => change({ name: event.target.value })}
        />
        <Select
          label={t`Site`}
          value={draft.site || SITES[draft.provider][0]?.value}
          onChange={(event) => change({ site: event.target.value })}
          options={SITES[draft.provider].map((one) => ({ value: one.value, title: t(one.title) }))}
        />
      </div>
      <details>
        <summary className="min-h-6 cursor-pointer text-accent">
          <Trans>Department and own addresses</Trans>
        </summary>
        <div className="mt-2 grid gap-3 md:grid-cols-2">
          <Field
            label={t`Department`}
            value={draft.department}
            maxLength={128}
            onChange={(event) => change({ department: event.target.value })}
          />
          <Field
            label={t`Addresses of the services`}
            value={draft.endpoint}
            spellCheck={false}
            hint={t`Only where the cloud is called elsewhere, as inside a VPC: https://HOST or SERVICE=https://HOST`}
            onChange={(event) => change({ endpoint: event.target.value })}
          />
        </div>
      </details>
    </div>
  );
}

interface AddedProps {
  probe: ProbeRow;
  job: Job | null;
  onClose: () => void;
  onMore: () => void;
}

function Added({ probe, job, onClose, onMore }: AddedProps) {
  const { t } = useLingui();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that was pressed is gone: what came of it takes its place.
    box.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: "start" });
  }, []);
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <Box
        title={t`${probe.name} is added`}
        action={
          <span className="flex gap-2">
            <Button onClick={onMore}>{t`Add one more`}</Button>
            <Button look="main" onClick={onClose}>
              {t`Close`}
            </Button>
          </span>
        }
      >
        <div className="space-y-3">
          <p className="text-muted">
            <Trans>It is read for the first time now; its keys come into the list as they are found.</Trans>
          </p>
          {job && <FollowedJob id={job.id} />}
          <Probe probe={probe} />
        </div>
      </Box>
    </div>
  );
}
