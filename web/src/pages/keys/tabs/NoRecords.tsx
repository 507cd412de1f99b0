import { Trans } from "@lingui/react/macro";
import { NotSetUp } from "@/parts/Empty";

/** That nothing is known of the use of a key, as no audit records are read. */
export function NoRecords() {
  return (
    <NotSetUp
      title={<Trans>No audit log is read yet</Trans>}
      text={
        <Trans>
          Who uses a key, from where and for what is known once the audit log of its account is read.
        </Trans>
      }
      command="akwarden audit pull"
    />
  );
}
