"""One-time links: kept as a digest, taken once."""

from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, delete, insert, select

from akwarden.store.tables import login_links


class LinkKind(StrEnum):
    """What a link is for."""

    FIRST = "first"
    """The first start: whoever has it becomes the first administrator."""
    PERSON = "person"
    """A person who was added sets a password, or a new one."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One link that was not used."""

    kind: LinkKind
    """What it is for."""
    person_id: int | None
    """Whose it is; None for the first start."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """When it ends."""


def make(connection: Connection, link: Link, digest: bytes) -> None:
    """Keep a link in the place of those that were made for the same before."""
    columns = login_links.c
    before = delete(login_links).where(columns.kind == link.kind.value)
    if link.person_id is not None:
        before = before.where(columns.person_id == link.person_id)
    connection.execute(before)
    connection.execute(insert(login_links).values(msgspec.structs.asdict(link) | {"digest": digest}))


def find(connection: Connection, digest: bytes) -> Link | None:
    """Return a link that was not used."""
    row = connection.execute(select(login_links).where(login_links.c.digest == digest)).first()
    if row is None:
        return None
    return Link(
        kind=LinkKind(row.kind),
        person_id=row.person_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def take(connection: Connection, digest: bytes) -> bool:
    """Use a link up; False where it is none, or somebody was faster."""
    return connection.execute(delete(login_links).where(login_links.c.digest == digest)).rowcount == 1


def end_all(connection: Connection, person_id: int) -> None:
    """End the links of a person."""
    connection.execute(delete(login_links).where(login_links.c.person_id == person_id))


def end_first(connection: Connection) -> None:
    """End the links of a first start: somebody is there now."""
    connection.execute(delete(login_links).where(login_links.c.kind == LinkKind.FIRST.value))


def sweep(connection: Connection, now: datetime) -> None:
    """Take away links that are too old."""
    connection.execute(delete(login_links).where(login_links.c.expires_at <= now))
