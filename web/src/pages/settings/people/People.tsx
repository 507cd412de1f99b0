import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import type { Schemas } from "@/api/types";
import { exact } from "@/i18n/format";
import { Button } from "@/parts/Button";
import { Field } from "@/parts/Field";
import { ProblemView } from "@/parts/Problem";
import { Skeleton } from "@/parts/Skeleton";
import { Box } from "../Part";
import { peopleQuery } from "./api";
import { Invite } from "./Invite";
import { Once } from "./Once";
import { PersonLine } from "./PersonLine";

type PersonLink = Schemas["PersonLink"];

const MANY = 30;

/** Everybody who may come in, or might once; and the link of who was invited just now. */
export function People() {
  const { t } = useLingui();
  const client = useQueryClient();
  const people = useQuery(peopleQuery);
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<PersonLink | null>(null);
  const [text, setText] = useState("");
  const [all, setAll] = useState(false);
  function show(made: PersonLink) {
    setInviting(false);
    setLink(made);
    void client.invalidateQueries({ queryKey: peopleQuery.queryKey });
  }
  const rows = people.data?.rows ?? [];
  const words = text.trim().toLowerCase();
  const found = rows.filter((one) =>
    [one.login, one.name, one.email ?? ""].join(" ").toLowerCase().includes(words),
  );
  const shown = all ? found : found.slice(0, MANY);
  return (
    <>
      {link && (
        <Once
          title={<Trans>The link for {link.person.name || link.person.login}</Trans>}
          values={[{ name: t`Link`, value: link.link }]}
          onClose={() => setLink(null)}
        >
          <p className="mt-1 text-muted">
            <Trans>
              With it they set a password. It works once, until {exact(link.expires_at)}; earlier links have
              ended. Give it to them and to nobody else.
            </Trans>
          </p>
        </Once>
      )}
      {inviting && <Invite onMade={show} onClose={() => setInviting(false)} />}
      <Box
        isBare
        title={people.data ? plural(people.data.total, { one: "# person", other: "# people" }) : t`People`}
        action={
          <Button
            look="main"
            right="administer"
            icon={<UserPlus className="size-4" aria-hidden />}
            onClick={() => setInviting(true)}
          >
            <Trans>Invite somebody</Trans>
          </Button>
        }
      >
        {people.error && <ProblemView error={people.error} retry={() => void people.refetch()} />}
        {people.isPending && <Skeleton rows={4} />}
        {rows.length > MANY && (
          <Field
            className="px-4 pb-3 md:max-w-[320px]"
            label={t`Find a person`}
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
        <ul>
          {shown.map((one) => (
            <PersonLine key={one.id} person={one} onLink={show} />
          ))}
        </ul>
        {found.length > MANY && (
          <div className="border-t px-3 py-2">
            <Button look="quiet" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t`Only the first` : t`Show all`}
            </Button>
          </div>
        )}
      </Box>
    </>
  );
}
