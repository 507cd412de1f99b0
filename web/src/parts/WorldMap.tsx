import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { useMemo, useState } from "react";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import land from "world-atlas/land-110m.json";
import { number, short } from "@/i18n/format";

export interface MapPoint {
  /** The country, by its two letters. */
  country: string;
  latitude: number;
  longitude: number;
  addresses: number;
  calls: number;
  /** Whether something there is not as usual; drawn as a diamond. */
  unusual: boolean;
}

interface Props {
  points: MapPoint[];
  noPlace: number;
  /** The list that a country leads to. */
  href: (country: string) => string;
  source: string;
}

const WIDTH = 640;
const HEIGHT = 320;
const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], { type: "Sphere" });

/** Where calls came from. Land only: no borders and no names of places, since some of them are in dispute. */
export default function WorldMap({ points, noPlace, href, source }: Props) {
  const { t } = useLingui();
  const [asList, setAsList] = useState(false);
  const outline = useMemo(() => {
    const world = land as unknown as Topology<{ land: GeometryCollection }>;
    return geoPath(projection)(feature(world, world.objects.land)) ?? "";
  }, []);
  const most = Math.max(...points.map((one) => one.calls), 1);
  const addresses = points.reduce((sum, one) => sum + one.addresses, 0);
  const summary = t`Calls came from ${plural(addresses, { one: "# address", other: "# addresses" })} in ${plural(points.length, { one: "# country", other: "# countries" })}.`;
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap items-center justify-between gap-2">
        <span>{summary}</span>
        <span className="flex items-center gap-2">
          {noPlace > 0 && (
            <span className="text-meta text-muted">
              <Trans>No place known: {number(noPlace)}</Trans>
            </span>
          )}
          <button
            type="button"
            className="min-h-6 rounded-sm px-1 text-meta text-muted hover:text-ink"
            aria-pressed={asList}
            onClick={() => setAsList(!asList)}
          >
            <Trans>List</Trans>
          </button>
        </span>
      </figcaption>
      {asList ? (
        <PointList points={points} href={href} />
      ) : (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-auto w-full" role="img" aria-label={summary}>
          <path d={outline} className="fill-land" />
          {points.map((one) => (
            <Point key={one.country} one={one} most={most} />
          ))}
        </svg>
      )}
      <p className="mt-1 text-meta text-muted">{source}</p>
    </figure>
  );
}

function Point({ one, most }: { one: MapPoint; most: number }) {
  const place = projection([one.longitude, one.latitude]);
  if (!place) return null;
  const [x, y] = place;
  const radius = 3 + 13 * Math.sqrt(one.calls / most);
  if (!one.unusual) {
    return <circle cx={x} cy={y} r={radius} className="fill-accent/45 stroke-accent" />;
  }
  const points = `${x},${y - radius} ${x + radius},${y} ${x},${y + radius} ${x - radius},${y}`;
  return <polygon points={points} className="fill-high/50 stroke-high" />;
}

function PointList({ points, href }: Pick<Props, "points" | "href">) {
  return (
    <table className="w-full text-left">
      <thead className="text-meta text-muted">
        <tr>
          <th className="font-normal">
            <Trans>Country</Trans>
          </th>
          <th className="text-right font-normal">
            <Trans>Addresses</Trans>
          </th>
          <th className="text-right font-normal">
            <Trans>Calls</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map((one) => (
          <tr key={one.country} className="border-t">
            <td>
              <a className="link" href={href(one.country)}>
                {one.country}
              </a>
            </td>
            <td className="text-right">{number(one.addresses)}</td>
            <td className="text-right">{short(one.calls)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
