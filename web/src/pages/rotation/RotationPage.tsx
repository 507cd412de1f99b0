import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { PlugZap } from "lucide-react";

/** Keys are not replaced from here yet: what can be done until then, and where. */
export default function RotationPage() {
  const { t } = useLingui();
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[760px] space-y-4 p-4">
        <h1 className="text-page font-semibold">{t`Rotation`}</h1>
        <section className="rounded-lg border bg-panel p-5">
          <p className="flex items-center gap-2 text-drawer font-medium">
            <PlugZap className="size-5 text-muted" aria-hidden />
            <Trans>Not set up: this version does not replace keys</Trans>
          </p>
          <p className="mt-2 text-muted">
            <Trans>
              No key is created, disabled or deleted in a cloud from here. Until then, replace a key by hand
              in this order: make the new one, give it to its programs, wait until nothing calls with the old
              one, disable the old one, delete it later.
            </Trans>
          </p>
          <ul className="mt-3 list-disc space-y-1.5 pl-5">
            <li>
              <Trans>
                Which keys:{" "}
                <Link to="/keys" search={{ q: "advice:act_now" } as never} className="link">
                  those that need it now
                </Link>
                .
              </Trans>
            </li>
            <li>
              <Trans>
                Who still uses the old one: the tabs Calls and Source IPs of its key, and{" "}
                <Link to="/calls" className="link">
                  the call log
                </Link>
                .
              </Trans>
            </li>
            <li>
              <Trans>Where the new one is kept: the vault, by the command line.</Trans>{" "}
              <code className="font-mono text-meta">akwarden vault put NAME</code>
            </li>
          </ul>
        </section>
      </div>
    </div>
  );
}
