"""People who use akwarden: found, listed, added, changed; with what they may do."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from akwarden.model.person import Grant, Person, Role
from akwarden.store.tables import passkeys, person_grants, persons

_EVERYWHERE = ""
"""How a grant for all accounts is kept."""


class StoredPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person with what only a login needs to know."""

    person: Person
    """Who it is."""
    password: str | None
    """The Argon2id hash of the password; None for who has none."""
    one_time_code: str | None
    """The name of the sealed secret of the one-time codes."""
    last_step: int
    """The last step of time whose one-time code was used."""


def by_id(connection: Connection, person_id: int) -> StoredPerson | None:
    """Return a person by the number of the row."""
    return next(_found(connection, persons.c.id == person_id), None)


def by_login(connection: Connection, login: str) -> StoredPerson | None:
    """Return a person by the login, as it is kept."""
    return next(_found(connection, persons.c.login == login), None)


def by_subject(connection: Connection, issuer: str, subject: str) -> StoredPerson | None:
    """Return a person by what an identity provider calls them."""
    return next(_found(connection, (persons.c.issuer == issuer) & (persons.c.subject == subject)), None)


def listed(connection: Connection) -> list[Person]:
    """Return everybody by their login."""
    return [one.person for one in _found(connection, None)]


def logins(connection: Connection) -> list[str]:
    """Return every login."""
    return list(connection.execute(select(persons.c.login).order_by(persons.c.login)).scalars())


def is_anyone(connection: Connection) -> bool:
    """Say whether there is anybody."""
    return bool(connection.execute(select(exists().where(persons.c.id.is_not(None)))).scalar())


def others_with(connection: Connection, role: Role, person_id: int) -> int:
    """Return how many active people beside one have a role for all accounts, and a way to come in."""
    keys = exists().where(passkeys.c.person_id == persons.c.id)
    comes_in = or_(persons.c.password.is_not(None), persons.c.issuer.is_not(None), keys)
    query = (
        select(func.count())
        .select_from(persons.join(person_grants, person_grants.c.person_id == persons.c.id))
        .where(
            persons.c.active,
            comes_in,
            persons.c.id != person_id,
            person_grants.c.role == role.value,
            person_grants.c.account_group == _EVERYWHERE,
        )
    )
    return int(connection.execute(query).scalar_one())


def add(connection: Connection, values: Mapping[str, Any], now: datetime) -> int:
    """Add a person and return the number of the row; what is not said is nothing."""
    row = {"active": True, "created_at": now, "changed_at": now} | dict(values)
    key = connection.execute(insert(persons).values(row)).inserted_primary_key
    if key is None:
        message = "a row that was added has a number"
        raise RuntimeError(message)
    return int(key[0])


def change(connection: Connection, person_id: int, values: Mapping[str, Any], now: datetime) -> None:
    """Change some of what is kept of a person."""
    said = dict(values) | {"changed_at": now}
    connection.execute(update(persons).where(persons.c.id == person_id).values(said))


def see(connection: Connection, person_id: int, now: datetime) -> None:
    """Note that a person was here."""
    connection.execute(update(persons).where(persons.c.id == person_id).values(last_seen_at=now))


def use_step(connection: Connection, person_id: int, step: int) -> bool:
    """Note that the one-time code of a step of time was used; False where it or a later one was before."""
    spent = (
        update(persons)
        .where(persons.c.id == person_id, func.coalesce(persons.c.last_step, -1) < step)
        .values(last_step=step)
    )
    return connection.execute(spent).rowcount == 1


def grant(connection: Connection, person_id: int, grants: Iterable[Grant]) -> None:
    """Let a person have these grants and no others."""
    connection.execute(delete(person_grants).where(person_grants.c.person_id == person_id))
    rows = [
        {"person_id": person_id, "role": role, "account_group": group}
        for role, group in sorted({(one.role.value, one.group or _EVERYWHERE) for one in grants})
    ]
    if rows:
        connection.execute(insert(person_grants), rows)


def grants_of(connection: Connection, person_id: int) -> tuple[Grant, ...]:
    """Return what a person may do."""
    return _grants(connection, person_grants.c.person_id == person_id).get(person_id, ())


def _grants(connection: Connection, condition: ColumnElement[bool] | None) -> dict[int, tuple[Grant, ...]]:
    query = select(person_grants).order_by(person_grants.c.role, person_grants.c.account_group)
    found: dict[int, tuple[Grant, ...]] = {}
    for row in connection.execute(query if condition is None else query.where(condition)):
        one = Grant(Role(row.role), row.account_group or None)
        found[row.person_id] = (*found.get(row.person_id, ()), one)
    return found


def _found(connection: Connection, condition: ColumnElement[bool] | None) -> Iterator[StoredPerson]:
    keys = select(func.count()).where(passkeys.c.person_id == persons.c.id).scalar_subquery()
    query = select(persons, keys.label("passkeys")).order_by(persons.c.login)
    rows = list(connection.execute(query if condition is None else query.where(condition)).mappings())
    of_all = _grants(connection, None) if condition is None else {}
    for row in rows:
        grants = of_all.get(row["id"], ()) if condition is None else grants_of(connection, row["id"])
        yield _read(row, grants)


def _read(row: RowMapping, grants: tuple[Grant, ...]) -> StoredPerson:
    person = Person(
        id=row["id"],
        login=row["login"],
        name=row["name"],
        email=row["email"],
        single_sign_on=row["issuer"] is not None,
        active=row["active"],
        grants=grants,
        one_time_codes=row["one_time_code"] is not None,
        passkeys=row["passkeys"],
        created_at=row["created_at"],
        last_seen_at=row["last_seen_at"],
    )
    return StoredPerson(
        person=person,
        password=row["password"],
        one_time_code=row["one_time_code"],
        last_step=-1 if row["last_step"] is None else row["last_step"],
    )
