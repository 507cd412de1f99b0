import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

/** An address that nothing is at. */
export function Missing() {
  return (
    <main className="mx-auto max-w-[480px] space-y-2 px-6 py-16 text-center">
      <h1 className="text-page font-semibold">
        <Trans>There is no page at this address</Trans>
      </h1>
      <p>
        <Link to="/keys" className="link">
          <Trans>To the keys</Trans>
        </Link>
      </p>
    </main>
  );
}
