import { Trans, useLingui } from "@lingui/react/macro";
import { hasRight, useMe } from "@/app/me";
import { CopyCommand } from "@/parts/Copy";
import { Part } from "../Part";
import { NotForYou } from "../people/NotForYou";
import { Checks } from "./Checks";
import { DataAge } from "./DataAge";
import { Values } from "./Values";

/** Whether this installation is sound, how far its data goes, and what is set in it. */
export default function HealthPart() {
  const { t } = useLingui();
  const sees = hasRight(useMe(), "administer");
  return (
    <Part
      title={t`Health`}
      about={t`How far the data goes, whether the machine and the state are sound, and what is set.`}
      actions={<CopyCommand line="akwarden doctor" />}
    >
      <DataAge />
      {sees ? (
        <>
          <Checks />
          <Values />
        </>
      ) : (
        <NotForYou>{t`The checks of the machine and the settings are shown to administrators.`}</NotForYou>
      )}
      <p className="text-meta text-muted">
        <a href="/licenses.txt" className="underline underline-offset-2">
          <Trans>Licences of the code in this console</Trans>
        </a>
      </p>
    </Part>
  );
}
