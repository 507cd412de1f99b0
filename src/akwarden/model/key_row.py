"""A key with all that is known of it: the facts, and the row that lists give of them."""

from datetime import datetime
from typing import Self

import msgspec

from akwarden.model.access_key import AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.account import AccountSite
from akwarden.model.advice import Advice, AdviceLevel
from akwarden.model.finding import KeyType
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import KeyRisk
from akwarden.model.said import Said

KEY_SCHEMA = "akwarden.key/1"


class KeyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the state knows of one key, from everywhere. None stands for what is not known."""

    key_id: AccessKeyId
    provider: str
    key_type: KeyType
    status: KeyStatus
    guess: UnlistedGuess | None
    """What a key may be that no account lists."""
    cloud_note: str
    """What people wrote beside it at the cloud."""
    created_at: datetime | None
    last_used_at: datetime | None
    last_use_known: bool
    """Whether a `last_used_at` of None means that it was never used."""
    last_used_service: str | None
    last_used_region: str | None
    first_seen_at: datetime
    """When akwarden saw it first."""
    deleted_at: datetime | None
    account_id: int | None
    account: str | None
    account_name: str | None
    site: AccountSite | None
    department: str | None
    principal_id: int | None
    principal: str | None
    principal_type: PrincipalType | None
    arn: str | None
    console_login: bool | None
    mfa: bool | None
    principal_created_at: datetime | None
    quarantine: str | None
    """The policies by which AWS quarantines its principal, by name; None for none."""
    remark: str
    owner: str | None
    tags: tuple[str, ...]
    leaks: int
    """Leaks of it that are open."""
    revoked_leaks: int
    """Leaks of it that nobody closed, though it works no more."""
    works: bool
    """Whether a cloud was asked about a leak of it that is open, and took the key."""
    open_risks: tuple[KeyRisk, ...] = ()
    """Its open risks and, while it works, those of its principal; the worst first."""
    alarms: int | None = None
    """How many alarms of it are open; None where calls were never judged."""


class KeyRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag=KEY_SCHEMA):
    """One access key, as lists give it."""

    key_id: AccessKeyId
    provider: str
    """The cloud: `tencent` or `aws`."""
    account: str | None
    """The number of its account; None for a key that no account lists."""
    site: AccountSite | None
    """Which of the clouds of one name the account is in."""
    department: str | None
    """Whose the account is inside the organisation."""
    principal: str | None
    """The name of whoever has the key."""
    principal_type: PrincipalType | None
    key_type: KeyType
    status: KeyStatus
    created_at: datetime | None
    """None where it is not known."""
    last_used_at: datetime | None
    """None for a key that was never used and for one of which that is not known; the reasons tell which."""
    remark: str
    """What it is for, in the words of people."""
    owner: str | None
    """The person or team that answers for it."""
    tags: tuple[str, ...]
    advice: AdviceLevel
    """How soon something is to be done about it."""
    reasons: tuple[Said, ...]
    """Why, in words, the strongest first."""
    risks: int
    """How many risks of it are open; while it works, those of its principal count too."""
    alarms: int | None
    """How many alarms of it are open; None as long as no audit records are read, never 0 instead, nor before
    `detect run` judged them."""
    leaks: int
    """How many leaks of it are open."""
    source_ips: int | None
    """From how many addresses it was used; None as long as no audit records are read, never 0 instead."""
    calls_24h: int | None
    """How many calls it signed in the last 24 hours; None as long as no audit records are read, never 0."""

    @classmethod
    def of(cls, facts: KeyFacts, advice: Advice) -> Self:
        """Return the row of a key."""
        own = {"advice", "reasons", "risks", "source_ips", "calls_24h"}
        same = {name: getattr(facts, name) for name in cls.__struct_fields__ if name not in own}
        return cls(
            **same,
            advice=advice.level,
            reasons=advice.reasons,
            risks=len(facts.open_risks),
            source_ips=None,
            calls_24h=None,
        )

    def used(self, *, last_at: datetime | None, calls_24h: int, source_ips: int) -> Self:
        """Return the row with what audit records say; of two times of a last use the later one counts."""
        known = [at for at in (self.last_used_at, last_at) if at is not None]
        return msgspec.structs.replace(
            self, last_used_at=max(known, default=None), calls_24h=calls_24h, source_ips=source_ips
        )
