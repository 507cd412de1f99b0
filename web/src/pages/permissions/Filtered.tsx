import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { problemOf } from "@/api/problem";
import { lookedAt } from "@/app/looked";
import { useLooked } from "@/app/scope";
import { useUrl } from "@/app/url";
import { QueryBar } from "@/list/QueryBar";
import { CopyCommand, quoted } from "@/parts/Copy";

/** Return the query that a part of the page asks: the filter, narrowed to the accounts that are looked at. */
export function useAsked(): string {
  const [url] = useUrl();
  return lookedAt(url.q ?? "", useLooked({ isScoped: true }));
}

interface Props {
  title: string;
  /** What stands beside the title. */
  beside?: ReactNode;
  command: string;
  /** What went wrong, in which the filter may be to blame. */
  error: unknown;
  children: ReactNode;
}

/** A part of the page that is no list: its title, the filter, and what is below. */
export function Filtered({ title, beside, command, error, children }: Props) {
  const { t } = useLingui();
  const [url, change] = useUrl();
  const asked = useAsked();
  const body = error ? problemOf(error) : null;
  const fault = body?.at ? { what: body.detail ?? "", at: body.at, mend: body.mend ?? null } : null;
  return (
    <section aria-label={title} className="flex min-h-0 flex-1 flex-col">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 pt-3 pb-2 max-md:px-3">
        <h1 className="text-page font-semibold">{title}</h1>
        <span className="text-muted">{beside}</span>
      </header>
      <div className="flex flex-wrap items-start gap-1.5 px-4 pb-2 max-md:px-3">
        <div className="flex min-w-0 flex-1 basis-80">
          <QueryBar
            noun="risks"
            value={url.q ?? ""}
            onChange={(next) => change({ q: next || null })}
            fault={fault}
            placeholder={t`Filter: level:critical owner:none, or any words`}
          />
        </div>
        <div className="max-md:hidden [&_button]:h-8">
          <CopyCommand line={asked ? `${command} --where ${quoted(asked)}` : command} quiet />
        </div>
      </div>
      <div
        tabIndex={0}
        role="group"
        aria-label={title}
        className="min-h-0 flex-1 overflow-auto border-t bg-panel"
      >
        {fault ? (
          <p className="p-4 text-muted">{t`The filter can't be read: mend what is marked in it.`}</p>
        ) : (
          children
        )}
      </div>
    </section>
  );
}
