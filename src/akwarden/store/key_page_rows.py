"""What the page of one key shows beside its row: policies of its principal, blind spots of its account."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, Select, and_, literal, null, select, union_all

from akwarden.model.blind_spot import BlindSpot
from akwarden.model.policy import GrantKind, PolicyKind
from akwarden.store.tables import (
    accounts,
    blind_spots,
    group_grants,
    memberships,
    policies,
    principal_grants,
    user_groups,
)


class GrantedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy that decides what a principal may do."""

    policy: str
    """Its id at the cloud."""
    name: str
    kind: PolicyKind | None
    """None for a policy that was not read."""
    grant: GrantKind
    group: str | None
    """The group that it comes by; None for one that is attached to the principal itself."""
    document: str | None
    fault: str | None


def granted(connection: Connection, account: int, principal: int) -> Iterator[GrantedPolicy]:
    """Yield the policies of a principal and of its groups, its own first."""
    direct: Select[tuple[str, str, str | None]] = select(
        principal_grants.c.policy, principal_grants.c.kind.label("grant"), null().label("group_name")
    ).where(principal_grants.c.principal_id == principal)
    in_account = and_(user_groups.c.cloud_id == memberships.c.group_id, user_groups.c.account_id == account)
    by_group = (
        select(group_grants.c.policy, group_grants.c.kind, user_groups.c.name)
        .select_from(memberships.join(user_groups, in_account).join(group_grants))
        .where(memberships.c.principal_id == principal)
    )
    found = union_all(direct, by_group).subquery()
    of_account = and_(policies.c.cloud_id == found.c.policy, policies.c.account_id == literal(account))
    query = (
        select(found, policies.c.name, policies.c.kind, policies.c.document, policies.c.fault)
        .select_from(found.outerjoin(policies, of_account))
        .order_by(found.c.group_name.is_not(None), found.c.group_name, policies.c.name, found.c.policy)
    )
    for row in connection.execute(query):
        yield GrantedPolicy(
            policy=row.policy,
            name=row.name or row.policy,
            kind=None if row.kind is None else PolicyKind(row.kind),
            grant=GrantKind(row.grant),
            group=row.group_name,
            document=row.document,
            fault=row.fault,
        )


def spots(connection: Connection, account: int | None, provider: str) -> tuple[BlindSpot, ...]:
    """Return what can't be seen of an account; without one, of all accounts of a cloud."""
    which = blind_spots.c.account_id == account if account is not None else accounts.c.provider == provider
    query = (
        select(blind_spots.c.right, blind_spots.c.unseen, blind_spots.c.reason, blind_spots.c.mend)
        .distinct()
        .select_from(blind_spots.join(accounts))
        .where(which)
    )
    return tuple(sorted(BlindSpot(**row) for row in connection.execute(query).mappings()))
