import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { listed, number } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import { Section } from "@/parts/Drawer";
import { Time } from "@/parts/Time";
import type { ActionsUse, ActionUse } from "./types";

type State = ActionUse["state"];

const STATES: State[] = ["not_called", "called", "not_recorded"];
const TITLES: Record<State, MessageDescriptor> = {
  not_called: msg`Never used`,
  called: msg`Used`,
  not_recorded: msg`Not recorded`,
};
const ACCESS: Record<string, MessageDescriptor> = {
  permissions: msg`changes rights`,
  write: msg`changes`,
  read: msg`reads`,
  list: msg`lists`,
};
const SHOWN = 20;

/** Which actions are granted, and which of them were used: the counts, and the actions of the chosen one. */
export function Actions({ actions }: { actions: ActionsUse }) {
  const { t } = useLingui();
  const [state, setState] = useState<State>("not_called");
  const [all, setAll] = useState(false);
  const counts: Record<State, number> = {
    not_called: actions.never_used,
    called: actions.used,
    not_recorded: actions.not_recorded,
  };
  const days = number(actions.days);
  const granted = number(actions.granted);
  const rows = actions.rows.filter((one) => one.state === state);
  const shown = all ? rows : rows.slice(0, SHOWN);
  const more = number(counts[state] - rows.length);
  const listed = number(rows.length);
  return (
    <Section title={t`Actions in ${days} days`}>
      <p className="mb-2" data-actions={actions.granted}>
        <Trans>
          <b className="font-medium">{granted} actions</b> are granted on at least one resource.
        </Trans>
      </p>
      <div role="group" aria-label={t`Which actions`} className="mb-1 flex flex-wrap gap-1">
        {STATES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === state}
            onClick={() => {
              setState(one);
              setAll(false);
            }}
            className={`min-h-7 rounded-md border px-2.5 ${
              one === state ? "border-accent bg-selected text-accent" : "bg-panel hover:bg-hover"
            }`}
          >
            {t(TITLES[one])} <b className="font-medium">{number(counts[one])}</b>
          </button>
        ))}
      </div>
      <Table rows={shown} state={state} />
      {rows.length > shown.length && (
        <button type="button" className="link min-h-6" onClick={() => setAll(true)}>
          {t`Show all ${listed}`}
        </button>
      )}
      {counts[state] > rows.length && (
        <p className="text-muted">
          <Trans>And {more} more that are not listed here, those that change least.</Trans>
        </p>
      )}
      <Notes actions={actions} />
    </Section>
  );
}

function Table({ rows, state }: { rows: ActionUse[]; state: State }) {
  const { t } = useLingui();
  if (rows.length === 0) {
    return (
      <p className="py-1 text-muted">
        <Trans>There is none.</Trans>
      </p>
    );
  }
  const used = state === "called";
  return (
    <table className="w-full text-left">
      <thead className="text-meta text-muted">
        <tr>
          <th className="py-1 pr-2 font-normal">{t`Action`}</th>
          <th className="py-1 pr-2 font-normal">{t`What it does`}</th>
          {used && <th className="py-1 pr-2 text-right font-normal">{t`Calls`}</th>}
          {state !== "not_recorded" && <th className="py-1 font-normal">{t`Last`}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ policy, ...one }) => (
          <tr key={one.action} className="border-t align-top">
            <td className="py-1.5 pr-2">
              <span className="break-all font-mono text-meta">{one.action}</span>
              <span className="block break-all text-meta text-muted">
                {one.conditional ? t`${policy}, under a condition` : policy}
              </span>
            </td>
            <td className="py-1.5 pr-2">
              <Access access={one.access} />
            </td>
            {used && <td className="py-1.5 pr-2 text-right">{number(one.calls)}</td>}
            {state !== "not_recorded" && (
              <td className="py-1.5 whitespace-nowrap">
                <Time at={one.last_at} none="—" />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Access({ access }: { access: string }) {
  const { t } = useLingui();
  const title = ACCESS[access];
  return <Badge tone={access === "permissions" ? "high" : "info"}>{title ? t(title) : access}</Badge>;
}

/** What the counts don't say: actions without a known name, and calls under names that policies don't have. */
function Notes({ actions }: { actions: ActionsUse }) {
  const { t } = useLingui();
  const partly = listed(actions.partly_known.map((one) => (one === "*" ? t`every service` : one)));
  const others = listed(actions.other_calls);
  return (
    <div className="space-y-1 pt-2 text-meta text-muted">
      {actions.never_used > 0 && (
        <p>
          <Trans>Never used: no call in these days, though the audit log would show one.</Trans>
        </p>
      )}
      {partly && (
        <p className="[overflow-wrap:anywhere]">
          <Trans>It may do more: not all actions of these are known here: {partly}.</Trans>
        </p>
      )}
      {others && (
        <details>
          <summary className="min-h-6 cursor-pointer text-accent">
            <Trans>Calls under names that policies don't have</Trans>
          </summary>
          <p className="font-mono [overflow-wrap:anywhere]">{others}</p>
          <p>
            <Trans>
              One of them may be an action that counts as never used: look before you take it away.
            </Trans>
          </p>
        </details>
      )}
    </div>
  );
}
