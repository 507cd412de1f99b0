"""What is known of one account, in the form that posture is judged in: no table, no cloud, no clock.

None always stands for what is not known. A judge says nothing about that; it is a blind spot and no risk.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.access_key import AccessKeyId, KeyStatus, UnlistedGuess
from akwarden.model.account import AccountNumber, AccountSite
from akwarden.model.policy import GroupId, PolicyId, PolicyKind
from akwarden.model.principal import PrincipalId, PrincipalType


class HeldPolicy(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One policy as it takes effect for a principal."""

    id: PolicyId
    name: str
    kind: PolicyKind
    document: str | None
    """Its JSON text; None where it was not read or can't be used."""
    group: GroupId | None = None
    """The group that it comes through; None for one that is attached directly."""


class KeyFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One key of a principal."""

    id: AccessKeyId
    status: KeyStatus
    created_at: datetime | None
    last_used_at: datetime | None
    last_use_known: bool
    """Whether a `last_used_at` of None means: never."""
    last_used_service: str | None = None
    last_used_region: str | None = None
    cloud_note: str = ""
    """What stands beside it at the cloud."""
    remark: str = ""
    """What people wrote here."""
    owner: str | None = None
    tags: tuple[str, ...] = ()
    guess: UnlistedGuess | None = None
    """For a key that no account lists."""
    open_leaks: int = 0
    """Leaks of it that nobody closed, or closed as fixed while it works."""
    function_places: tuple[str, ...] = ()
    """The functions in whose environment it stands."""


class PrincipalFact(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One principal that is there."""

    id: PrincipalId
    type: PrincipalType
    name: str
    arn: str | None
    note: str
    """What stands beside it at the cloud."""
    created_at: datetime | None
    console_login: bool | None
    mfa: bool | None
    last_login_at: datetime | None
    trust: str | None
    """The trust policy of a role, as JSON text."""
    session_seconds: int | None
    keys: tuple[KeyFact, ...] | None
    """Its keys that are not deleted."""
    policies: tuple[HeldPolicy, ...] | None
    """What it holds, directly and through groups; None where that can't be seen."""
    boundary: HeldPolicy | None = None
    """What it may be allowed at most."""
    groups: tuple[GroupId, ...] | None = None
    owner: str | None = None
    """Whose it is, as people noted it for the principal itself or, alike, for all of its keys."""


class FunctionFact(msgspec.Struct, frozen=True, kw_only=True):
    """One function."""

    id: str
    name: str
    region: str
    role: str | None


class TrailState(StrEnum):
    """Whether an account records what is done in it."""

    ON = "on"
    """At least one trail or track records and delivers."""
    PARTLY = "partly"
    """One does, but not in all regions or not both kinds of calls."""
    OFF = "off"


class ServiceCalls(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """How one principal called one service, calls that were denied left out."""

    calls: int
    """How many calls there were within the days of `CallFacts`."""
    last_at: datetime
    """When the last one was, however long ago."""


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What audit records tell of the calls in one account. Services are named as policies name them."""

    days: int
    """How far back calls are counted."""
    since: datetime
    """The earliest call whose time can be relied on: so far back records go."""
    until: datetime
    """The latest one: records of later calls are not there."""
    recorded_since: Mapping[str, datetime]
    """By service, since when records would show a call; of one that is not there, they may not."""
    by_caller: Mapping[str, Mapping[str, ServiceCalls]]
    """By the id of a principal, or its name where records have no id, and by service."""

    def of(self, principal: PrincipalFact) -> Mapping[str, ServiceCalls]:
        """Return how a principal called which services."""
        found = dict(self.by_caller.get(principal.id, {}))
        for service, calls in self.by_caller.get(principal.name, {}).items():
            own = found.get(service)
            if own is None:
                found[service] = calls
            elif principal.name != principal.id:
                last = max(own.last_at, calls.last_at)
                found[service] = ServiceCalls(calls=own.calls + calls.calls, last_at=last)
        return found


class AccountFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One account at one moment."""

    provider: str
    """The cloud: `tencent` or `aws`."""
    number: AccountNumber
    name: str
    site: AccountSite
    principals: tuple[PrincipalFact, ...]
    functions: tuple[FunctionFact, ...] = ()
    groups: Mapping[GroupId, str] = {}
    """The names of groups."""
    unlisted: tuple[KeyFact, ...] = ()
    """Keys that no account lists and that may be of this one."""
    trail: TrailState | None = None
    own_accounts: frozenset[AccountNumber] = frozenset()
    """All accounts that were added and the members of their organisations: they are ours."""
    own_networks: tuple[str, ...] = ()
    """Our own public addresses, in CIDR notation."""
    gone_people: frozenset[str] = frozenset()
    """Names of people who left, in lower case, as a list of people says."""
    blind_rights: frozenset[str] = frozenset()
    """The rights that are missing."""
    calls: CallFacts | None = None
    """What was called; None where there are no audit records of it."""
