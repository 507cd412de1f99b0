import { useLingui } from "@lingui/react/macro";
import { ago, exact, span } from "@/i18n/format";

/** A time as people say it, with the exact one behind it. */
export function Time({ at, none }: { at: string | null | undefined; none?: string }) {
  const { t } = useLingui();
  if (!at) return <span className="text-muted">{none ?? t`not known`}</span>;
  return (
    <time dateTime={at} title={exact(at)} className="whitespace-nowrap">
      {ago(at)}
    </time>
  );
}

/** How old something is, with the time it is from behind it; a dash where that is not known. */
export function Age({ of }: { of: string | null }) {
  if (!of) return <>—</>;
  return (
    <time dateTime={of} title={exact(of)} className="whitespace-nowrap">
      {span(Math.max(0, Date.now() - Date.parse(of)) / 1000)}
    </time>
  );
}

/** A time to the second. */
export function ExactTime({ at }: { at: string | null | undefined }) {
  const { t } = useLingui();
  if (!at) return <span className="text-muted">{t`not known`}</span>;
  return (
    <time dateTime={at} title={ago(at)}>
      {exact(at)}
    </time>
  );
}
