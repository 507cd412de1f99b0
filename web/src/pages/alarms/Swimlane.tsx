import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { clock, day, exact, number } from "@/i18n/format";
import { Badge } from "@/parts/Badge";
import type { AlarmActivity, Lane } from "./types";
import { DIMENSIONS } from "./words";

const WIDTH = 320;
const HEIGHT = 26;

/** A lane for each address: a bar an hour, a diamond for each call that a rule fired on. */
export function Swimlane({ activity }: { activity: AlarmActivity }) {
  const { t } = useLingui();
  const since = new Date(activity.since).getTime();
  const until = Math.max(new Date(activity.until).getTime(), since + 3_600_000);
  const most = Math.max(...activity.lanes.flatMap((one) => one.hours.map((hour) => hour.calls)), 1);
  return (
    <div>
      <ul className="space-y-2">
        {activity.lanes.map((one) => (
          <li
            key={one.source_ip ?? ""}
            className="grid grid-cols-[minmax(0,10rem)_1fr] items-center gap-2 max-sm:grid-cols-1"
          >
            <span className="min-w-0">
              <span className="block truncate font-mono text-meta" title={one.source_ip ?? undefined}>
                {one.source_ip ?? t`no address`}
              </span>
              <span className="flex items-center gap-1 text-meta text-muted">
                {one.known ? <Badge>{t`known`}</Badge> : <Badge tone="high">{t`new`}</Badge>}
                <span className="truncate" title={one.place}>
                  {one.place}
                </span>
              </span>
            </span>
            <OneLane lane={one} since={since} until={until} most={most} />
          </li>
        ))}
      </ul>
      <p className="mt-1 flex justify-between pl-[10.5rem] text-meta text-muted max-sm:pl-0">
        <span>
          {day(activity.since)} {clock(activity.since)}
        </span>
        <span>
          {day(activity.until)} {clock(activity.until)}
        </span>
      </p>
      {activity.more_addresses > 0 && (
        <p className="text-meta text-muted">
          {plural(activity.more_addresses, { one: "and # more address", other: "and # more addresses" })}
        </p>
      )}
      <ul className="mt-2 space-y-0.5 text-meta text-muted">
        {activity.marks.map((one) => (
          <li key={`${one.at}${one.kind}`}>
            {exact(one.at)}: {one.text}
          </li>
        ))}
      </ul>
    </div>
  );
}

function OneLane({ lane, since, until, most }: { lane: Lane; since: number; until: number; most: number }) {
  const { t } = useLingui();
  const x = (at: string) => ((new Date(at).getTime() - since) / (until - since)) * WIDTH;
  const width = Math.max((3_600_000 / (until - since)) * WIDTH - 0.5, 1.5);
  const calls = plural(lane.calls, { one: "# call", other: "# calls" });
  const fired = plural(lane.marks.length, {
    one: "# call that a rule fired on",
    other: "# calls that a rule fired on",
  });
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-[26px] w-full rounded-sm bg-hover"
      preserveAspectRatio="none"
      role="img"
      aria-label={t`${lane.source_ip ?? ""}: ${calls}, ${fired}`}
    >
      {lane.hours.map((one) => {
        const height = Math.max(2, (one.calls / most) * (HEIGHT - 4));
        return (
          <rect
            key={one.at}
            x={x(one.at)}
            y={HEIGHT - height}
            width={width}
            height={height}
            className={one.failed > one.calls / 2 ? "fill-medium" : "fill-accent/70"}
          />
        );
      })}
      {lane.marks.map((one) => {
        const at = x(one.at);
        return (
          <polygon
            key={`${one.at}${one.text}`}
            points={`${at},2 ${at + 4},7 ${at},12 ${at - 4},7`}
            className="fill-high"
          >
            <title>{`${exact(one.at)} ${one.text}`}</title>
          </polygon>
        );
      })}
    </svg>
  );
}

/** What was during the alarm beside what was before it. */
export function BesideTable({ activity }: { activity: AlarmActivity }) {
  const { t } = useLingui();
  if (activity.beside.length === 0) return null;
  const nameOf = (dimension: string) => {
    const title = DIMENSIONS[dimension];
    return title ? t(title) : dimension;
  };
  return (
    <table className="w-full text-left">
      <thead className="text-meta text-muted">
        <tr>
          <th className="font-normal">{t`What`}</th>
          <th className="font-normal">{t`Which`}</th>
          <th className="text-right font-normal">{t`Now`}</th>
          <th className="text-right font-normal">{t`Before`}</th>
        </tr>
      </thead>
      <tbody>
        {activity.beside.map((one) => (
          <tr key={`${one.dimension} ${one.value}`} className="border-t">
            <td className="pr-2 text-muted">{nameOf(one.dimension)}</td>
            <td className="max-w-[15rem] truncate font-mono text-meta" title={one.value}>
              {one.value}
            </td>
            <td className="text-right">{number(one.now)}</td>
            <td className="text-right">
              {one.before === 0 ? (
                <span className="font-medium text-high">
                  <Trans>never</Trans>
                </span>
              ) : (
                t`${number(one.before)} on ${plural(one.days, { one: "# day", other: "# days" })}`
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
