"""The policies that principals hold, directly and by groups, and their boundaries, of many at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Row, Select, select

from akwarden.model.facts import HeldPolicy
from akwarden.model.policy import GrantKind, GroupId, PolicyId, PolicyKind
from akwarden.store.tables import group_grants, memberships, policies, principal_grants, user_groups

_CLOUDS_OWN = "::aws:policy/"
"""What the ARN of a policy holds that AWS wrote."""


class Held(msgspec.Struct, frozen=True):
    """What one principal holds."""

    policies: tuple[HeldPolicy, ...]
    """Its own first."""
    boundary: HeldPolicy | None
    groups: tuple[GroupId, ...]

    @property
    def any(self) -> bool:
        """Whether there is any of it."""
        return bool(self.policies or self.boundary)


class PolicyBook:
    """What principals of one account hold; each policy is one value, however many hold it."""

    def __init__(self, connection: Connection, account: int, which: Select[tuple[int]]) -> None:
        """Read what the principals of `which`, by the numbers of their rows, hold."""
        query = select(policies).where(policies.c.account_id == account)
        self._rows: Mapping[str, Row[tuple[object, ...]]] = {
            row.cloud_id: row for row in connection.execute(query)
        }
        self._made: dict[tuple[str, str | None], HeldPolicy] = {}
        self._own = _grants(connection, which)
        self._groups = _memberships(connection, which)
        self._by_group = _group_grants(connection, account)

    def of(self, principal: int) -> Held:
        """Return what a principal holds."""
        own = self._own.get(principal, ())
        groups = tuple(GroupId(one) for one in self._groups.get(principal, ()))
        attached = [self._held(policy, None) for policy, kind in own if kind is GrantKind.ATTACHED]
        bounds = [self._held(policy, None) for policy, kind in own if kind is GrantKind.BOUNDARY]
        return Held((*attached, *self._through(groups)), next(iter(bounds), None), groups)

    def _through(self, groups: Sequence[GroupId]) -> Iterator[HeldPolicy]:
        for group in groups:
            yield from (self._held(policy, group) for policy in self._by_group.get(group, ()))

    def _held(self, policy: str, group: str | None) -> HeldPolicy:
        made = self._made.get((policy, group))
        if made is None:
            made = self._made[policy, group] = self._make(policy, group)
        return made

    def _make(self, policy: str, group: str | None) -> HeldPolicy:
        """Return a policy; one that was not read has what its id tells."""
        row = self._rows.get(policy)
        own = PolicyKind.PRESET if _CLOUDS_OWN in policy else PolicyKind.CUSTOM
        return HeldPolicy(
            id=PolicyId(policy),
            name=policy.rpartition("/")[2] if row is None else row.name,
            kind=own if row is None else PolicyKind(row.kind),
            document=None if row is None else row.document,
            group=None if group is None else GroupId(group),
        )


def _grants(
    connection: Connection, which: Select[tuple[int]]
) -> Mapping[int, Sequence[tuple[str, GrantKind]]]:
    found: dict[int, list[tuple[str, GrantKind]]] = defaultdict(list)
    query = (
        select(principal_grants)
        .where(principal_grants.c.principal_id.in_(which))
        .order_by(principal_grants.c.policy)
    )
    for row in connection.execute(query):
        found[row.principal_id].append((row.policy, GrantKind(row.kind)))
    return found


def _memberships(connection: Connection, which: Select[tuple[int]]) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    query = select(memberships).where(memberships.c.principal_id.in_(which)).order_by(memberships.c.group_id)
    for row in connection.execute(query):
        found[row.principal_id].append(row.group_id)
    return found


def _group_grants(connection: Connection, account: int) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    query = (
        select(user_groups.c.cloud_id, group_grants.c.policy)
        .select_from(user_groups.join(group_grants))
        .where(user_groups.c.account_id == account)
        .order_by(group_grants.c.policy)
    )
    for group, policy in connection.execute(query):
        found[group].append(policy)
    return found
