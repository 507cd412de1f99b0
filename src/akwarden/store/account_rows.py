"""Accounts in the state: added, found, listed, removed."""

import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, or_, select, update

from akwarden.errors import AccountError
from akwarden.model.account import Account, AccountNumber, AccountSite, CredentialSource
from akwarden.store.tables import accounts


class StoredAccount(msgspec.Struct, frozen=True):
    """An account, and the number of its row."""

    id: int
    account: Account
    added_at: datetime


def add(connection: Connection, account: Account, now: datetime) -> StoredAccount:
    """Keep a new account; raises AccountError when its name or its number is taken."""
    check_free(connection, account)
    values = {**_values(account), "added_at": now}
    number = connection.execute(insert(accounts).values(values).returning(accounts.c.id)).scalar_one()
    return StoredAccount(number, account, now)


def check_free(connection: Connection, account: Account) -> None:
    """Raise AccountError when the name or the number of an account is taken."""
    for stored in _found(connection, or_(accounts.c.name == account.name, _is(account))):
        taken = "name" if stored.account.name == account.name else "account"
        raise AccountError(
            f"the {taken} is there already: {stored.account.name} is {stored.account.provider}"
            f" {stored.account.number}",
            mend="take another name, or remove it first: akwarden accounts remove"
            f" {shlex.quote(stored.account.name)}",
        )


def change(connection: Connection, stored: StoredAccount, account: Account) -> None:
    """Let `stored` be as `account` says; its rows stay."""
    connection.execute(update(accounts).where(accounts.c.id == stored.id).values(_values(account)))


def remove(connection: Connection, stored: StoredAccount) -> None:
    """Forget an account and all that was listed of it; what people wrote about its keys stays."""
    connection.execute(delete(accounts).where(accounts.c.id == stored.id))


def listed(connection: Connection) -> list[StoredAccount]:
    """Return all accounts by their names."""
    return list(_found(connection, accounts.c.id.is_not(None)))


def by_name(connection: Connection, name: str) -> StoredAccount | None:
    """Return the account of a name or a number, or None."""
    found = list(_found(connection, or_(accounts.c.name == name, accounts.c.number == name)))
    exact = [stored for stored in found if stored.account.name == name]
    return next(iter(exact or found), None)


def by_number(connection: Connection, account: Account) -> StoredAccount | None:
    """Return what is kept of the same account of the same cloud, or None."""
    return next(_found(connection, _is(account)), None)


def _is(account: Account) -> ColumnElement[bool]:
    return (
        (accounts.c.provider == account.provider)
        & (accounts.c.number == account.number)
        & (accounts.c.site == account.site)
    )


def _found(connection: Connection, condition: ColumnElement[bool]) -> Iterator[StoredAccount]:
    query = select(accounts).where(condition).order_by(accounts.c.name)
    for row in connection.execute(query).mappings():
        yield _read(row)


def _values(account: Account) -> Mapping[str, object]:
    return {
        "provider": account.provider,
        "number": account.number,
        "name": account.name,
        "site": account.site.value,
        "department": account.department,
        "manages": account.manages,
        "organization": account.organization,
        "source": msgspec.json.encode(account.source).decode(),
        "endpoints": msgspec.json.encode(account.endpoints, order="sorted").decode(),
    }


def _read(row: RowMapping) -> StoredAccount:
    account = Account(
        provider=row["provider"],
        number=AccountNumber(row["number"]),
        name=row["name"],
        site=AccountSite(row["site"]),
        source=msgspec.json.decode(row["source"], type=CredentialSource),
        endpoints=msgspec.json.decode(row["endpoints"], type=dict[str, str]),
        department=row["department"],
        manages=row["manages"],
        organization=None if row["organization"] is None else AccountNumber(row["organization"]),
    )
    return StoredAccount(row["id"], account, row["added_at"])
