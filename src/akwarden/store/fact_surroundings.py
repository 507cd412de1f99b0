"""What else judges of posture need to know: what can't be seen, what is ours, who left, the trails."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from types import MappingProxyType

import msgspec
from sqlalchemy import ColumnElement, Connection, select

from akwarden.model.account import AccountNumber
from akwarden.model.facts import TrailState
from akwarden.model.leak import CLOSED
from akwarden.model.principal import PrincipalType
from akwarden.store.leak_rows import STATUS, joined
from akwarden.store.new_rows import shares
from akwarden.store.tables import (
    accounts,
    addresses,
    blind_spots,
    functions,
    leak_places,
    leaks,
    members,
    people,
    trails,
)

_USERS = frozenset({PrincipalType.USER, PrincipalType.COLLABORATOR})
_USER_POLICIES = frozenset({"cam:ListAttachedUserAllPolicies", "iam:GetAccountAuthorizationDetails"})
_ROLE_POLICIES = frozenset({"cam:ListAttachedRolePolicies", "iam:GetAccountAuthorizationDetails"})
_POLICIES: Mapping[PrincipalType, AbstractSet[str]] = MappingProxyType(
    {
        PrincipalType.ROOT: frozenset(),
        PrincipalType.USER: _USER_POLICIES,
        PrincipalType.COLLABORATOR: _USER_POLICIES,
        PrincipalType.ROLE: _ROLE_POLICIES,
        PrincipalType.SERVICE: _ROLE_POLICIES,
    }
)
"""The rights without which the policies of a principal can't be seen."""
_GROUPS = frozenset({"cam:ListGroups", "cam:ListUsersForGroup", "iam:GetAccountAuthorizationDetails"})
_KEYS = frozenset({"cam:ListAccessKeys", "iam:ListAccessKeys"})
_TRAILS = frozenset({"cloudaudit:DescribeAuditTracks", "cloudtrail:DescribeTrails", "trails"})
_TRAIL_STATES = frozenset({"cloudtrail:GetTrailStatus"})
_SERVICES = MappingProxyType({"tencent": "scf", "aws": "lambda"})
"""What places of leaks call the service of functions."""
_VARIABLE = "#environment/"


class Unseen(msgspec.Struct, frozen=True):
    """The blind spots of an account, as far as they decide what is known of its principals."""

    spots: Mapping[str, tuple[str, ...]]
    """What is not seen, in words, by the right that is missing."""

    @property
    def rights(self) -> frozenset[str]:
        """The rights that are missing."""
        return frozenset(self.spots)

    def keys_of(self, kind: PrincipalType, principal: str) -> bool:
        """Say whether there may be keys of a principal that can't be seen."""
        if self._is_about(principal):
            return True
        if kind is PrincipalType.ROOT:
            return any("root" in words for unseen in self.spots.values() for words in unseen)
        return kind in _USERS and not _KEYS.isdisjoint(self.spots)

    def policies_of(self, kind: PrincipalType, principal: str) -> bool:
        """Say whether there may be policies of a principal that can't be seen."""
        return self._is_about(principal) or not _POLICIES[kind].isdisjoint(self.spots)

    def groups(self, principal: str) -> bool:
        """Say whether a principal may be in groups that can't be seen."""
        return self._is_about(principal) or not _GROUPS.isdisjoint(self.spots)

    def _is_about(self, principal: str) -> bool:
        """Say whether this one principal could not be looked at."""
        return any(right.endswith(f" {principal}") for right in self.spots)


def unseen(connection: Connection, account: int) -> Unseen:
    """Return what can't be seen of an account."""
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    query = select(blind_spots.c.right, blind_spots.c.unseen).where(blind_spots.c.account_id == account)
    for right, words in connection.execute(query):
        found[right] += (words,)
    return Unseen(dict(found))


def trail(connection: Connection, account: int, blind: Unseen) -> TrailState | None:
    """Return whether an account records what is done in it; None where that can't be told."""
    found = set(connection.execute(select(trails.c.state).where(trails.c.account_id == account)).scalars())
    if TrailState.ON.value in found:
        return TrailState.ON
    if not (_TRAILS | _TRAIL_STATES).isdisjoint(blind.spots):
        return None
    return TrailState.PARTLY if TrailState.PARTLY.value in found else TrailState.OFF


def own_accounts(connection: Connection) -> frozenset[AccountNumber]:
    """Return the numbers of all accounts that were added, and of the members of their organisations."""
    ours = connection.execute(select(accounts.c.number)).scalars()
    theirs = connection.execute(select(members.c.number)).scalars()
    return frozenset(map(AccountNumber, (*ours, *theirs)))


def own_networks(connection: Connection) -> tuple[str, ...]:
    """Return our own public addresses, each once."""
    query = select(addresses.c.network).distinct().order_by(addresses.c.network)
    return tuple(connection.execute(query).scalars())


def gone_people(connection: Connection, now: datetime) -> frozenset[str]:
    """Return the names of people who left by now, in lower case."""
    query = select(people.c.name).where(people.c.left_at <= now)
    return frozenset(name.lower() for name in connection.execute(query).scalars())


def function_places(connection: Connection, which: ColumnElement[bool]) -> Mapping[str, tuple[str, ...]]:
    """Return for each key of `which` the variables of functions that it stands in: `scf:ID#environment/NAME`.

    A variable that its function has no more, as of the last reading, is left out.
    """
    query = (
        select(leaks.c.key_id, leak_places.c.source, leak_places.c.vpath)
        .select_from(joined().join(leak_places, leak_places.c.leak_id == leaks.c.id))
        .where(
            which,
            leaks.c.key_id.is_not(None),
            STATUS.not_in([one.value for one in CLOSED]),
            leak_places.c.vpath.contains(_VARIABLE, autoescape=True),
        )
        .order_by(leak_places.c.vpath)
    )
    rows = [(row.key_id, row.source, row.vpath) for row in connection.execute(query)]
    there = _variables(connection, {_function(vpath) for _, _, vpath in rows})
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for key, source, vpath in rows:
        if f"{source} {vpath}" in there:
            found[key] += (vpath,)
    return found


def _function(vpath: str) -> str:
    """Return the id of the function that a place lies in."""
    return vpath.partition(":")[2].partition(_VARIABLE)[0]


def _variables(connection: Connection, ids: AbstractSet[str]) -> AbstractSet[str]:
    """Return every variable of these functions, as the places of leaks call them."""
    found: set[str] = set()
    for share in shares(sorted(ids)):
        query = (
            select(accounts.c.provider, accounts.c.number, functions.c.cloud_id, functions.c.variables)
            .select_from(functions.join(accounts))
            .where(functions.c.cloud_id.in_(share))
        )
        for provider, number, function, packed in connection.execute(query):
            place = f"{provider}:{number} {_SERVICES[provider]}:{function}{_VARIABLE}"
            found.update(place + name for name in msgspec.json.decode(packed, type=tuple[str, ...]))
    return found
