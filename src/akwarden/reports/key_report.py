"""The report of all keys: one row a key, like the credential report of AWS, and what was not seen."""

from datetime import datetime

import msgspec

from akwarden.model.access_key import KeyStatus
from akwarden.model.account import AccountSite
from akwarden.model.advice import AdviceLevel
from akwarden.model.blind_spot import BlindSpot
from akwarden.model.principal import PrincipalType

NOT_KNOWN, NEVER = "not known", "never"


class KeyReportRow(msgspec.Struct, frozen=True, kw_only=True):
    """One key with its principal. None stands for what is not known."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str | None
    """The number of the account; None for a key that no account lists."""
    account_name: str | None
    """What people call the account."""
    site: AccountSite | None
    """Which of the clouds of one name the account is in."""
    department: str | None
    """Whose the account is inside the organisation."""
    principal: str | None
    """The name of whoever has the key."""
    arn: str | None
    """How policies and audit records name the principal."""
    principal_type: PrincipalType | None
    """What kind of identity it is."""
    principal_created_at: datetime | None
    """When the principal was made."""
    console_login: bool | None
    """Whether the principal may sign in with a password."""
    mfa: bool | None
    """Whether signing in asks for a second factor."""
    key_id: str
    status: KeyStatus
    """What the cloud does with a call that is signed with the key."""
    created_at: datetime | None
    """When the key was made."""
    last_used_at: datetime | None
    """When it signed a call the last time."""
    last_use_known: bool
    """Whether a last use of null means that it was never used."""
    last_used_service: str | None
    """The service that it called last."""
    last_used_region: str | None
    """The region that it called last."""
    leaks: int
    """How many leaks of it are open."""
    advice: AdviceLevel
    """How soon something is to be done about it."""
    reasons: tuple[str, ...]
    """Why, in words."""
    owner: str | None
    """The person or team that answers for it."""
    remark: str
    """What it is for."""


class SeenAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One account that the report is about: as of when, and what is not seen of it."""

    name: str
    """What people call it."""
    number: str
    """What its cloud calls it."""
    read_at: datetime | None
    """When it was read to its end the last time; None for never."""
    blind_spots: tuple[BlindSpot, ...]
    """What can't be seen of it."""


class KeyReport(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.key-report/1"):
    """The report."""

    made_at: datetime
    """When it was made."""
    version: str
    """The akwarden that made it."""
    where: str
    """The query that chose the keys; empty for all."""
    reproduce: str
    """The command that makes it again."""
    hidden: int
    """Deleted keys that are left out."""
    keys: tuple[KeyReportRow, ...]
    """One row a key, what needs attention first."""
    accounts: tuple[SeenAccount, ...]
    """The accounts, with what is not seen of them."""

    @property
    def data_at(self) -> datetime | None:
        """The time that all of it is as of: the oldest of the last readings of accounts; None for none."""
        return min((one.read_at for one in self.accounts if one.read_at is not None), default=None)


def not_seen(report: KeyReport) -> list[str]:
    """Return what a reader of the numbers must know, in sentences."""
    found = [
        f"{account.name} ({account.number}) was never read: its keys are missing."
        for account in report.accounts
        if account.read_at is None
    ]
    found += [
        f"{account.name} ({account.number}): {spot.unseen}. {spot.reason}. Mend: {spot.mend}."
        for account in report.accounts
        for spot in account.blind_spots
    ]
    if report.hidden:
        found.append(f"Deleted keys that are left out: {report.hidden:,}.")
    found.append("From where keys are used: no audit records are read.")
    return found


def moment(at: datetime | None) -> str:
    """Return a time as reports write it."""
    return NOT_KNOWN if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def last_use(row: KeyReportRow) -> str:
    """Return when a key was used the last time, or the word for why there is no time."""
    if row.last_used_at is None and row.last_use_known:
        return NEVER
    return moment(row.last_used_at)
