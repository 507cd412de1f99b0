"""Rows of sealed secrets: put, found, listed. What is in them is opened elsewhere.

A row is what the database says, and whoever writes to the database by hand can make it say anything. So a
caller binds what it opens to the place that it asked for, never to the columns that came back.
"""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from sqlalchemy import Connection, LargeBinary, cast, delete, exists, func, insert, select

from akwarden.store.tables import sealed_secrets

_BATCH = 500


class SealedName(msgspec.Struct, frozen=True):
    """All versions of one secret."""

    kind: str
    """What kind of secret it is."""
    owner: str
    """Whose it is."""
    name: str
    """What it is called."""


class SealedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a secret as it lies there."""

    of: SealedName
    """Which secret it claims to be."""
    version: int
    """Which version it claims to be."""
    kek: bytes
    """The key-encryption key that wraps it."""
    sealed: bytes
    """The sealed secret, encoded."""
    created_at: datetime
    """When it was put there."""


class SealedMention(msgspec.Struct, frozen=True):
    """A version without what is in it."""

    of: SealedName
    """Which secret."""
    version: int
    """Which version."""
    created_at: datetime
    """When it was put there."""


def put(connection: Connection, row: SealedRow) -> None:
    """Keep a version that was not there; two at once with one number end in StateError for the second.

    Versions of a name that people choose are never deleted. Whoever adds that must see to it that
    `newest_version` still counts what is gone: no number is ever used for another value.
    """
    values = msgspec.structs.asdict(row.of) | {
        "version": row.version,
        "kek": row.kek,
        "sealed": row.sealed,
        "created_at": row.created_at,
    }
    connection.execute(insert(sealed_secrets).values(values))


def newest_version(connection: Connection, of: SealedName) -> int:
    """Return the greatest version that lies there, 0 without one."""
    query = select(func.max(sealed_secrets.c.version)).where(*_is(of))
    return connection.execute(query).scalar() or 0


def get(connection: Connection, of: SealedName, version: int) -> SealedRow | None:
    """Return one version, or None."""
    columns = sealed_secrets.c
    # A blob that was overwritten with text comes back as bytes all the same.
    query = select(
        cast(columns.kek, LargeBinary).label("kek"),
        cast(columns.sealed, LargeBinary).label("sealed"),
        columns.created_at,
    ).where(*_is(of), columns.version == version)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return SealedRow(of=of, version=version, kek=row.kek, sealed=row.sealed, created_at=row.created_at)


def kinds(connection: Connection, owner: str, name: str) -> list[str]:
    """Return the kinds that are kept under a name."""
    columns = sealed_secrets.c
    query = select(columns.kind).distinct().where(columns.owner == owner, columns.name == name)
    return sorted(connection.execute(query).scalars())


def listed(connection: Connection) -> Iterator[SealedMention]:
    """Yield every version, by name and then from the oldest."""
    columns = sealed_secrets.c
    query = select(columns.kind, columns.owner, columns.name, columns.version, columns.created_at).order_by(
        columns.owner, columns.name, columns.kind, columns.version
    )
    for row in connection.execute(query, execution_options={"yield_per": _BATCH}):
        yield SealedMention(SealedName(row.kind, row.owner, row.name), row.version, row.created_at)


def names(connection: Connection, owner: str) -> list[str]:
    """Return the names that an owner has."""
    columns = sealed_secrets.c
    query = select(columns.name).where(columns.owner == owner).distinct()
    return sorted(connection.execute(query).scalars())


def delete_forever(connection: Connection, of: SealedName) -> None:
    """Delete all versions of a secret whose name is never used again, as a random one is not."""
    connection.execute(delete(sealed_secrets).where(*_is(of)))


def keks(connection: Connection) -> frozenset[bytes]:
    """Return the key-encryption keys that wrap something; empty where nothing is sealed."""
    query = select(cast(sealed_secrets.c.kek, LargeBinary)).distinct()
    return frozenset(connection.execute(query).scalars())


def has_any(connection: Connection) -> bool:
    """Say whether anything is sealed."""
    return bool(connection.execute(select(exists().where(sealed_secrets.c.version.is_not(None)))).scalar())


def _is(of: SealedName):  # type: ignore[no-untyped-def]  # noqa: ANN202  the type of a condition is SQLAlchemy's own
    columns = sealed_secrets.c
    return columns.kind == of.kind, columns.owner == of.owner, columns.name == of.name
