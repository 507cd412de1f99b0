import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { SeverityBadge } from "@/parts/Badge";
import { Section } from "@/parts/Drawer";
import { GrantedBy, UsedByService } from "@/parts/Rights";
import { Words } from "@/parts/Words";
import type { KeyPage } from "../types";

/** What a key may do, what of that is dangerous, and what of it is used. */
export function Permissions({ page }: { page: KeyPage }) {
  const { t } = useLingui();
  return (
    <>
      {page.risks.length > 0 && (
        <Section title={t`Risks`}>
          <ul className="space-y-3">
            {page.risks.map((one) => (
              <li key={one.id}>
                <div className="flex flex-wrap items-center gap-2">
                  <SeverityBadge value={one.severity} />
                  <Link to="/permissions/$id" params={{ id: one.id } as never} className="link font-medium">
                    {one.title}
                  </Link>
                </div>
                {one.detail && (
                  <p className="mt-0.5">
                    <Words text={one.detail} />
                  </p>
                )}
                <p className="text-muted">
                  <Words text={one.remediation} />
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <GrantedBy permissions={page.permissions} />
      {page.rights_used ? <UsedByService rights={page.rights_used} /> : <NotUsed />}
    </>
  );
}

function NotUsed() {
  const { t } = useLingui();
  return (
    <Section title={t`Granted and used`}>
      <p className="text-muted">
        <Trans>
          Not known: no audit log of its account is read, it is a root key, or its rights can't be seen.
        </Trans>
      </p>
    </Section>
  );
}
