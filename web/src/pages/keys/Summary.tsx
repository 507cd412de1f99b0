import { Trans, useLingui } from "@lingui/react/macro";
import { ArrowRight, CircleAlert, CircleCheck, EyeOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useKeys } from "@/keyboard/keys";
import { useNotes } from "@/list/notes";
import { CopyButton } from "@/parts/Copy";
import { Facts, Section } from "@/parts/Drawer";
import { InlineEdit } from "@/parts/InlineEdit";
import { Time } from "@/parts/Time";
import { Words } from "@/parts/Words";
import { Timeline } from "./Timeline";
import type { BlindSpot, KeyPage } from "./types";

/** What is wrong, why, whose it is, what is next, and how it came to that. */
export function Summary({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  const { key } = page;
  return (
    <>
      <Next page={page} />
      <Section title={t`Whose it is`}>
        <Notes page={page} />
      </Section>
      {page.blind_spots.length > 0 && (
        <Section title={t`What can't be seen here`}>
          <Blind spots={page.blind_spots} />
        </Section>
      )}
      <Section title={t`Facts`}>
        <Facts
          facts={[
            [
              t`Last used`,
              <span key="last">
                <Time at={key.last_used_at} none={page.last_use_known ? t`never` : t`not known`} />
                {key.last_used_at && page.last_used_service && (
                  <span className="text-muted">
                    {" "}
                    {[page.last_used_service, page.last_used_region].filter(Boolean).join(", ")}
                  </span>
                )}
              </span>,
            ],
            [t`Made`, <Time key="made" at={key.created_at} />],
            [t`First seen here`, <Time key="seen" at={page.first_seen_at} />],
            ...(page.deleted_at
              ? [[t`Gone since`, <Time key="gone" at={page.deleted_at} />] as [string, React.ReactNode]]
              : []),
            [
              t`Account`,
              [page.account_name, key.account].filter(Boolean).join(" · ") || t`in no account that is known`,
            ],
            [t`Identity`, page.guess_words ?? key.principal ?? t`not known`],
            ...(page.arn ? [[t`ARN`, <Arn key="arn" arn={page.arn} />] as [string, React.ReactNode]] : []),
            [t`Sign-in`, <SignIn key="sign" page={page} />],
            ...(page.cloud_note
              ? [[t`Note at the cloud`, page.cloud_note] as [string, React.ReactNode]]
              : []),
          ]}
        />
      </Section>
      <Section title={t`Timeline`}>
        <Timeline page={page} />
      </Section>
    </>
  );
}

function Next({ page }: { page: KeyPage }) {
  const { key } = page;
  const isFine = key.advice === "fine";
  const Icon = isFine ? CircleCheck : CircleAlert;
  const tone =
    key.advice === "act_now"
      ? "bg-critical-fill text-critical"
      : isFine
        ? "bg-low-fill text-low"
        : "bg-medium-fill text-medium";
  return (
    <Section>
      {key.reasons.length > 0 && (
        <ul className="mb-2.5 space-y-1">
          {key.reasons.map((one) => (
            <li key={one} className="flex gap-2">
              <span className="mt-[9px] size-1 shrink-0 rounded-full bg-muted" aria-hidden />
              {one}
            </li>
          ))}
        </ul>
      )}
      <div className={`flex gap-2.5 rounded-md p-3 ${tone}`}>
        <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
        <div className="min-w-0">
          <p className="text-meta font-semibold">
            <Trans>Next</Trans>
          </p>
          <p className="text-ink">{page.next_action}</p>
        </div>
      </div>
    </Section>
  );
}

function Notes({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  const { key } = page;
  const write = useNotes("key");
  const [ask, setAsk] = useState({ remark: 0, owner: 0 });
  const save = (field: "remark" | "owner" | "tags", value: string | string[] | null) =>
    write({ ids: [key.key_id], q: null }, field, value);
  useEffect(() => setAsk({ remark: 0, owner: 0 }), []);
  useKeys({
    r: () => setAsk((before) => ({ ...before, remark: before.remark + 1 })),
    o: () => setAsk((before) => ({ ...before, owner: before.owner + 1 })),
  });
  return (
    <Facts
      facts={[
        [
          t`Remark`,
          <InlineEdit
            key="remark"
            value={key.remark}
            label={t`Remark`}
            placeholder={t`Say what it is for`}
            ask={ask.remark}
            onSave={(value) => save("remark", value || null)}
          />,
        ],
        [
          t`Owner`,
          <InlineEdit
            key="owner"
            value={key.owner ?? ""}
            label={t`Owner`}
            placeholder={t`Say whose it is`}
            ask={ask.owner}
            onSave={(value) => save("owner", value || null)}
          />,
        ],
        [
          t`Tags`,
          <InlineEdit
            key="tags"
            value={key.tags.join(", ")}
            label={t`Tags`}
            placeholder="—"
            onSave={(value) => save("tags", value.split(/[,，\s]+/).filter(Boolean))}
          />,
        ],
      ]}
    />
  );
}

function Arn({ arn }: { arn: string }) {
  const { t } = useLingui();
  return (
    <span className="flex items-start gap-1">
      <span className="min-w-0 font-mono text-meta leading-6 break-all">{arn}</span>
      <CopyButton text={arn} label={t`Copy the ARN`} />
    </span>
  );
}

function SignIn({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  if (page.console_login === null) return t`not known`;
  if (!page.console_login) return t`API only`;
  if (page.mfa === null) return t`API and console`;
  return page.mfa ? (
    t`API and console, with a second factor`
  ) : (
    <span className="text-high">{t`API and console, without a second factor`}</span>
  );
}

/** What can't be seen, and what would mend it. */
export function Blind({ spots }: { spots: BlindSpot[] }) {
  return (
    <ul className="space-y-2">
      {spots.map((one) => (
        <li key={`${one.right} ${one.unseen}`} className="flex gap-2">
          <EyeOff className="mt-0.5 size-4 shrink-0 text-medium" aria-hidden />
          <div className="min-w-0">
            <p>
              {one.unseen}{" "}
              <span className="text-muted">
                · <Words text={one.reason} />
              </span>
            </p>
            <p className="flex items-baseline gap-1">
              <ArrowRight className="size-3 shrink-0 self-center text-muted" aria-hidden />
              <Words text={one.mend} />
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
