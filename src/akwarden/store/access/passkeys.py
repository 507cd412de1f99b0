"""Passkeys of people: kept, found by their own id, taken away."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, LargeBinary, Row, Select, cast, delete, insert, select, update

from akwarden.store.tables import passkeys


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """One passkey."""

    id: str
    """The credential's own id, in base64url."""
    person_id: int
    """Whose it is."""
    name: str
    """What the person calls it."""
    public_key: bytes
    """What checks its signatures."""
    sign_count: int
    """How often it was used, as it says."""
    transports: str
    """How a browser reaches it, as it said: words with a blank between."""
    created_at: datetime
    """When it was added."""
    used_at: datetime | None
    """When it was used last."""


def add(connection: Connection, passkey: Passkey) -> None:
    """Keep a new passkey."""
    connection.execute(insert(passkeys).values(msgspec.structs.asdict(passkey)))


def by_id(connection: Connection, passkey_id: str) -> Passkey | None:
    """Return a passkey by its own id."""
    row = connection.execute(_query().where(passkeys.c.id == passkey_id)).first()
    return None if row is None else _read(row)


def of_person(connection: Connection, person_id: int) -> list[Passkey]:
    """Return the passkeys of a person, the oldest first."""
    query = _query().where(passkeys.c.person_id == person_id)
    return [_read(row) for row in connection.execute(query.order_by(passkeys.c.created_at, passkeys.c.id))]


def use(connection: Connection, passkey: Passkey, sign_count: int, now: datetime) -> bool:
    """Note that a passkey was used; False where it was used, or is gone, since it was looked up."""
    columns = passkeys.c
    used = (
        update(passkeys)
        .where(columns.id == passkey.id, columns.sign_count == passkey.sign_count)
        .values(sign_count=sign_count, used_at=now)
    )
    return connection.execute(used).rowcount == 1


def remove(connection: Connection, person_id: int, passkey_id: str) -> bool:
    """Take a passkey of a person away; False where there is none."""
    columns = passkeys.c
    gone = delete(passkeys).where(columns.person_id == person_id, columns.id == passkey_id)
    return connection.execute(gone).rowcount == 1


def remove_all(connection: Connection, person_id: int) -> int:
    """Take all passkeys of a person away; return how many."""
    return connection.execute(delete(passkeys).where(passkeys.c.person_id == person_id)).rowcount


def _query() -> Select[tuple[object, ...]]:
    columns = passkeys.c
    others = [column for column in columns if column.name != "public_key"]
    return select(*others, cast(columns.public_key, LargeBinary).label("public_key"))


def _read(row: Row[tuple[object, ...]]) -> Passkey:
    return Passkey(**row._mapping)  # noqa: SLF001  how SQLAlchemy gives a row by its names
