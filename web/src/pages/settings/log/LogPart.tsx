import { useLingui } from "@lingui/react/macro";
import { useMe } from "@/app/me";
import { CopyCommand } from "@/parts/Copy";
import { Part } from "../Part";
import { NotForYou } from "../people/NotForYou";
import { seesPeople } from "../people/roles";
import { Proof } from "./Proof";
import { Records } from "./Records";

/** Who did what in akwarden, and the proof that nobody changed what is written. */
export default function LogPart() {
  const { t } = useLingui();
  const sees = seesPeople(useMe());
  return (
    <Part
      title={t`Audit log`}
      about={t`Who did what in akwarden. Records are only ever added; each one vouches for all before it.`}
      actions={sees && <CopyCommand line="akwarden audit-log list --last 200" />}
    >
      {sees ? (
        <>
          <Proof />
          <Records />
        </>
      ) : (
        <NotForYou>{t`The audit log is shown to auditors and administrators for all accounts.`}</NotForYou>
      )}
    </Part>
  );
}
