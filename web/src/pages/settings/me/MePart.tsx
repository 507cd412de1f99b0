import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useMe } from "@/app/me";
import { Facts } from "@/parts/Drawer";
import { Skeleton } from "@/parts/Skeleton";
import { Time } from "@/parts/Time";
import { Box, Part } from "../Part";
import { GrantBadges } from "../people/Grants";
import { Codes } from "./Codes";
import { Passkeys } from "./Passkeys";
import { Password } from "./Password";
import { Sessions } from "./Sessions";

/** One's own login: password, second factors, and where one is logged in. */
export default function MePart() {
  const { t } = useLingui();
  const me = useMe();
  if (!me) return <Skeleton rows={8} />;
  const { person } = me;
  return (
    <Part title={t`Your login`} about={t`How you come in, and where you are logged in.`}>
      <Box>
        <Facts
          facts={[
            [t`Name`, person.name],
            [
              t`Login`,
              <span key="login" className="font-mono text-meta">
                {person.login}
              </span>,
            ],
            [t`Email`, person.email ?? t`none`],
            [t`What you may do`, <GrantBadges key="grants" grants={person.grants} />],
            [t`This login ends`, <Time key="ends" at={me.expires_at} />],
            [
              t`Your tokens`,
              <Link key="tokens" to="/settings/people" className="link">
                <Trans>under People and tokens</Trans>
              </Link>,
            ],
          ]}
        />
      </Box>
      {person.single_sign_on ? (
        <Box title={t`Password`}>
          <p className="text-muted">
            <Trans>You come in by single sign-on and have no password here.</Trans>
          </p>
        </Box>
      ) : (
        <Password />
      )}
      <Codes isOn={person.one_time_codes} left={me.recovery_codes} needsPassword={!person.single_sign_on} />
      <Passkeys needsPassword={!person.single_sign_on} />
      <Sessions />
    </Part>
  );
}
