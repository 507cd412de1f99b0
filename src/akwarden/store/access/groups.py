"""Account groups: named sets of accounts, for which a person may have a role."""

from collections.abc import Collection, Iterable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select

from akwarden.query.tree import Holder
from akwarden.store.new_rows import shares
from akwarden.store.tables import account_group_members, account_groups, person_grants


class AccountGroup(msgspec.Struct, frozen=True, kw_only=True):
    """One group."""

    name: str
    """What it is called."""
    accounts: tuple[Holder, ...]
    """The accounts in it, in order."""
    created_at: datetime
    """When it was made."""


def accounts_of(connection: Connection, groups: Collection[str]) -> frozenset[Holder]:
    """Return the accounts of all these groups; a group that there is not has none."""
    columns = account_group_members.c
    found: set[Holder] = set()
    for names in shares(sorted(groups)):
        query = select(columns.provider, columns.number).where(columns.account_group.in_(names))
        found.update(Holder(row.provider, row.number) for row in connection.execute(query))
    return frozenset(found)


def listed(connection: Connection) -> list[AccountGroup]:
    """Return every group by its name."""
    columns = account_group_members.c
    held: dict[str, list[Holder]] = {}
    for row in connection.execute(select(columns.account_group, columns.provider, columns.number)):
        held.setdefault(row.account_group, []).append(Holder(row.provider, row.number))
    query = select(account_groups).order_by(account_groups.c.name)
    return [
        AccountGroup(name=row.name, accounts=tuple(sorted(held.get(row.name, ()))), created_at=row.created_at)
        for row in connection.execute(query)
    ]


def names(connection: Connection) -> list[str]:
    """Return the names of all groups."""
    return list(connection.execute(select(account_groups.c.name).order_by(account_groups.c.name)).scalars())


def keep(connection: Connection, name: str, accounts: Iterable[Holder], now: datetime) -> None:
    """Let a group have these accounts and no others, and make it where there is none."""
    if connection.execute(select(account_groups.c.name).where(account_groups.c.name == name)).first() is None:
        connection.execute(insert(account_groups).values(name=name, created_at=now))
    connection.execute(delete(account_group_members).where(account_group_members.c.account_group == name))
    rows = [
        {"account_group": name, "provider": one.provider, "number": one.number}
        for one in sorted(set(accounts))
    ]
    for share in shares(rows):
        connection.execute(insert(account_group_members), list(share))


def remove(connection: Connection, name: str) -> None:
    """Take a group away, with nothing that refers to it."""
    connection.execute(delete(account_group_members).where(account_group_members.c.account_group == name))
    connection.execute(delete(account_groups).where(account_groups.c.name == name))


def persons_with(connection: Connection, name: str) -> list[int]:
    """Return the numbers of the people who have a role for a group."""
    query = select(person_grants.c.person_id).where(person_grants.c.account_group == name).distinct()
    return sorted(connection.execute(query).scalars())
