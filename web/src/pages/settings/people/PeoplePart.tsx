import { Trans, useLingui } from "@lingui/react/macro";
import { useMe } from "@/app/me";
import { Box, Part } from "../Part";
import { Groups } from "./Groups";
import { People } from "./People";
import { ROLE_NAMES, ROLES, seesPeople } from "./roles";
import { Tokens } from "./Tokens";

/** Who may come in and do what: people, their roles, account groups, and tokens for programs. */
export default function PeoplePart() {
  const { t } = useLingui();
  const sees = seesPeople(useMe());
  return (
    <Part
      title={t`People and tokens`}
      about={t`Who may come in, what each may do and for which accounts; and the tokens with which programs do it for them.`}
    >
      {sees ? (
        <People />
      ) : (
        <Box title={t`People`}>
          <p className="text-muted">
            <Trans>
              Who the people are is shown to auditors and administrators for all accounts. Your own tokens are
              below; your password and your sessions are under Your login.
            </Trans>
          </p>
        </Box>
      )}
      <Tokens everybody={sees} />
      {sees && <Groups />}
      <Box title={t`What each role may do`}>
        <dl className="grid gap-x-4 gap-y-1.5 md:grid-cols-[140px_minmax(0,1fr)]">
          {ROLE_NAMES.map((role) => (
            <div key={role} className="contents">
              <dt className="font-medium">{t(ROLES[role].title)}</dt>
              <dd className="text-muted max-md:mb-1.5">{t(ROLES[role].about)}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 text-meta text-muted">
          <Trans>
            A role for an account group holds for its accounts alone. People, settings and the audit log take
            a role for all accounts.
          </Trans>
        </p>
      </Box>
    </Part>
  );
}
