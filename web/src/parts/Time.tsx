import { useLingui } from "@lingui/react/macro";
import { ago, exact } from "@/i18n/format";

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
