import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { number } from "@/i18n/format";
import { Bars } from "@/parts/Chart";
import { Section } from "@/parts/Drawer";
import { Time } from "@/parts/Time";
import { useFirstWords } from "../Timeline";
import type { KeyPage } from "../types";
import { NoRecords } from "./NoRecords";

/** How a key is used: how often, for what, when, and what it did for the first time. */
export function Calls({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  const firstWords = useFirstWords();
  const { use, key } = page;
  if (!use) return <NoRecords />;
  return (
    <>
      <Section
        action={
          <Link to="/calls" search={{ q: `key:${key.key_id}` } as never} className="link">
            <Trans>All calls</Trans>
          </Link>
        }
        title={t`Calls`}
      >
        <div className="flex flex-wrap gap-x-8 gap-y-2">
          <Figure value={number(use.calls_24h)} name={t`in 24 hours`} />
          <Figure value={number(use.calls)} name={t`altogether`} />
          <Figure value={number(use.failed)} name={t`failed`} tone={use.failed > 0 ? "text-medium" : ""} />
          <Figure value={<Time at={use.last_at} />} name={t`last`} />
          <Figure value={<Time at={use.first_at} />} name={t`first`} />
        </div>
      </Section>
      {use.apis.length > 0 && (
        <Section>
          <Bars
            title={t`Most called`}
            unit={t`calls`}
            badUnit={t`failed`}
            bars={use.apis.map((one) => ({
              name: `${one.service}:${one.action}`,
              value: one.calls,
              bad: one.failed,
            }))}
          />
        </Section>
      )}
      <Section title={t`Usual hours (UTC)`}>
        <Hours hours={use.usual_hours} />
      </Section>
      {use.firsts.length > 0 && (
        <Section title={t`For the first time`}>
          <ul className="space-y-1.5">
            {use.firsts.map((one) => (
              <li key={one.event_id + one.first} className="flex justify-between gap-3">
                <span className="min-w-0">{firstWords(one)}</span>
                <span className="text-muted">
                  <Time at={one.at} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Figure({ value, name, tone = "" }: { value: ReactNode; name: string; tone?: string }) {
  return (
    <div>
      <div data-figure className={`text-drawer font-semibold ${tone}`}>
        {value}
      </div>
      <div className="text-meta text-muted">{name}</div>
    </div>
  );
}

function Hours({ hours }: { hours: number[] }) {
  const { t } = useLingui();
  const usual = new Set(hours);
  const words = [...usual].sort((a, b) => a - b).join(", ");
  return (
    <div>
      <div className="flex gap-px" aria-hidden>
        {Array.from({ length: 24 }, (_, hour) => (
          <div key={hour} className="flex-1">
            <div className={`h-4 rounded-sm ${usual.has(hour) ? "bg-accent/75" : "bg-line"}`} />
            <div className="text-center text-[10px] leading-4 text-muted">{hour % 6 === 0 ? hour : ""}</div>
          </div>
        ))}
      </div>
      <p className="text-meta text-muted">
        {words ? t`Nine tenths of its calls come in the hours ${words}.` : t`Too few calls to say.`}
      </p>
    </div>
  );
}
