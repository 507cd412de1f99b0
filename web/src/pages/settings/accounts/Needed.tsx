import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "@/api/client";
import type { Schemas } from "@/api/types";
import { Button } from "@/parts/Button";
import { Select } from "@/parts/Choice";
import { CopyCommand, quoted } from "@/parts/Copy";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Text } from "./Probe";
import type { Draft } from "./source";
import { TEMPLATES } from "./words";

type Template = Schemas["Template"];

/** The least that akwarden has to be let do, before it is let in. */
export function Needed({ draft, onExternalId }: { draft: Draft; onExternalId: (id: string) => void }) {
  return draft.way === "role" ? (
    <RoleNeeded draft={draft} onExternalId={onExternalId} key={draft.provider} />
  ) : (
    <PolicyNeeded draft={draft} />
  );
}

function PolicyNeeded({ draft }: { draft: Draft }) {
  const { t } = useLingui();
  const { provider, site } = draft;
  const made = useQuery({
    queryKey: ["template", provider, site],
    queryFn: ({ signal }) =>
      get<Template>(`/accounts/template/${provider}`, { kind: "policy", site }, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="space-y-2">
      <p className="text-muted">
        <Trans>
          Attach this policy to the identity whose key is used. It reads, and changes nothing; what it lacks
          is shown as a blind spot.
        </Trans>
      </p>
      {made.error && <ProblemView error={made.error} retry={() => void made.refetch()} />}
      {made.data ? (
        <Text text={made.data.text} label={t`Copy the policy`} />
      ) : (
        !made.error && <Skeleton rows={4} />
      )}
      <CopyCommand line={command(draft, "policy")} />
    </div>
  );
}

function RoleNeeded({ draft, onExternalId }: { draft: Draft; onExternalId: (id: string) => void }) {
  const { t } = useLingui();
  const [kind, setKind] = useState("terraform");
  const [trust, setTrust] = useState("");
  // Each template has an external id of its own, so it is made when it is asked for, and not again.
  const make = useMutation({
    mutationFn: () =>
      get<Template>(`/accounts/template/${draft.provider}`, { kind, trust: trust.trim(), site: draft.site }),
    onSuccess: (made) => made.external_id && onExternalId(made.external_id),
  });
  return (
    <div className="space-y-2">
      <p className="text-muted">
        <Trans>
          Make this role in the account. It reads, and changes nothing. The external id below goes with it: it
          is filled in for you.
        </Trans>
      </p>
      <div className="flex flex-wrap items-end gap-3">
        <Select
          className="w-44"
          label={t`Made with`}
          value={kind}
          onChange={(event) => setKind(event.target.value)}
          options={TEMPLATES[draft.provider].map((one) => ({ value: one.value, title: t(one.title) }))}
        />
        <Field
          className="min-w-52 flex-1"
          label={t`Number of the account whose key takes the role`}
          inputMode="numeric"
          value={trust}
          onChange={(event) => setTrust(event.target.value)}
        />
        <Button
          onClick={() => make.mutate()}
          disabled={make.isPending}
          blocked={trust.trim() ? null : t`Write the number of the account first.`}
        >
          <Trans>Show the role</Trans>
        </Button>
      </div>
      {make.error && <ProblemView error={make.error} />}
      {make.data && <Text text={make.data.text} label={t`Copy the template`} />}
      <CopyCommand line={command(draft, kind, trust)} />
    </div>
  );
}

function command(draft: Draft, kind: string, trust = ""): string {
  const words = ["akwarden accounts template", draft.provider, "--kind", kind];
  if (trust.trim()) words.push("--trust", quoted(trust.trim()));
  if (draft.site) words.push("--site", draft.site);
  return words.join(" ");
}
