import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { PLACES } from "./places";

/** An address that nothing is at. */
export function Missing() {
  const { t } = useLingui();
  return (
    <div className="mx-auto max-w-[480px] space-y-3 px-6 py-16 text-center">
      <h1 className="text-page font-semibold">
        <Trans>There is no page at this address</Trans>
      </h1>
      <p className="text-muted">
        <Trans>It may be written wrong, or lead to what is no more. These are there:</Trans>
      </p>
      <ul className="flex flex-wrap justify-center gap-x-4 gap-y-1">
        {PLACES.map((place) => (
          <li key={place.path}>
            <Link to={place.path} className="link underline">
              {t(place.title)}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
