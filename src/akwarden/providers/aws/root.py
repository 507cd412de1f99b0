"""The account itself as a principal, as far as the credential report tells.

AWS tells the ids of root keys to nobody but root, so each key has a stand-in: `root-key-1:ACCOUNT`. It is
made of what never changes of the key, its place in the report.
"""

from collections.abc import Mapping, Sequence

from akwarden.model.access_key import AccessKey, AccessKeyId, KeyStatus, LastUse
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.principal import Holdings, Principal, PrincipalId, PrincipalType
from akwarden.providers.aws.once import Once
from akwarden.providers.aws.partition import root_arn
from akwarden.providers.aws.report import Row, Slot


class Root:
    """The account itself; shared by threads."""

    def __init__(
        self, account: Once[AccountNumber], site: AccountSite, report: Once[Mapping[str, Row] | None]
    ) -> None:
        """Take its number and the report, None for one that can't be seen."""
        self._account = account
        self._site = site
        self._report = report

    def principal(self) -> Principal:
        """Return it as a principal."""
        number, row = self._account.get(), self._row()
        return Principal(
            id=PrincipalId(number),
            type=PrincipalType.ROOT,
            name=number,
            arn=root_arn(number, self._site),
            console_login=row.console_login if row else None,
            mfa=row.mfa if row else None,
            last_login_at=row.last_login_at if row else None,
        )

    def holdings(self) -> Holdings:
        """Return it with its keys; nobody grants it anything."""
        row = self._row()
        keys = tuple(self._key(slot) for slot in row.slots) if row else None
        return Holdings(principal=self.principal(), keys=keys, grants=(), groups=())

    def has(self, key: AccessKeyId) -> bool:
        """Say whether an id stands in for a root key."""
        return key.startswith("root-key-")

    def last_uses(self, keys: Sequence[AccessKeyId]) -> Mapping[AccessKeyId, LastUse]:
        """Return when its own of these keys were used."""
        if not any(map(self.has, keys)):
            return {}
        row = self._row()
        told = {self._key_id(slot): slot.last_use for slot in row.slots} if row else {}
        return {key: told[key] for key in keys if key in told}

    def _row(self) -> Row | None:
        """Return its line of the report."""
        return (self._report.get() or {}).get(root_arn(self._account.get(), self._site))

    def _key(self, slot: Slot) -> AccessKey:
        """Return a key under its stand-in id."""
        status = KeyStatus.ACTIVE if slot.is_active else KeyStatus.INACTIVE
        return AccessKey(id=self._key_id(slot), status=status, created_at=slot.created_at)

    def _key_id(self, slot: Slot) -> AccessKeyId:
        """Return what stands in for the id of a key."""
        return AccessKeyId(f"root-key-{slot.number}:{self._account.get()}")
