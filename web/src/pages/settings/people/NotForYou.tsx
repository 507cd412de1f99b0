import { Trans } from "@lingui/react/macro";
import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useMe } from "@/app/me";
import { Box } from "../Part";
import { GrantBadges } from "./Grants";

/** In the place of what one's roles do not show: who sees it, and what one's own roles are. */
export function NotForYou({ children }: { children: ReactNode }) {
  const me = useMe();
  return (
    <Box>
      <div className="flex items-start gap-3">
        <Lock className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
        <div className="min-w-0 space-y-1">
          <p>{children}</p>
          {me && (
            <p className="text-muted">
              <Trans>Your roles:</Trans> <GrantBadges grants={me.person.grants} />
            </p>
          )}
          <p className="text-muted">
            <Trans>Ask an administrator for the role.</Trans>
          </p>
        </div>
      </div>
    </Box>
  );
}
