"""What the server must remember between two requests of one login: kept under a digest, taken once."""

from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, LargeBinary, cast, delete, func, insert, select

from akwarden.store.tables import login_steps


class StepKind(StrEnum):
    """What is under way."""

    SIGN_ON = "sign-on"
    """A login at an identity provider."""
    PASSKEY_LOGIN = "passkey-login"
    """A login with a passkey."""
    PASSKEY_ADD = "passkey-add"
    """A passkey is added to a person."""
    CODES_ADD = "codes-add"
    """One-time codes are set up for a person."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The first half of something."""

    kind: StepKind
    """What is under way."""
    person_id: int | None
    """Who does it, where that is known."""
    content: bytes
    """What the second half needs; nothing that is secret in clear."""
    expires_at: datetime
    """When it is too late."""


def keep(connection: Connection, step: Step, digest: bytes) -> None:
    """Keep a first half."""
    connection.execute(insert(login_steps).values(msgspec.structs.asdict(step) | {"digest": digest}))


def take(connection: Connection, kind: StepKind, digest: bytes, now: datetime) -> Step | None:
    """Take a first half away and return it; None where there is none, it is too late, or it was taken."""
    columns = login_steps.c
    is_it = (columns.digest == digest) & (columns.kind == kind.value)
    query = select(
        columns.person_id, cast(columns.content, LargeBinary).label("content"), columns.expires_at
    ).where(is_it)
    query = query.with_for_update()  # one that is put back meanwhile is not taken with what it held before
    row = connection.execute(query).first()
    gone = connection.execute(delete(login_steps).where(is_it)).rowcount
    if row is None or gone != 1 or now >= row.expires_at:
        return None
    return Step(kind=kind, person_id=row.person_id, content=row.content, expires_at=row.expires_at)


def end_all(connection: Connection, person_id: int) -> None:
    """Let nothing be under way for a person."""
    connection.execute(delete(login_steps).where(login_steps.c.person_id == person_id))


def sweep(connection: Connection, now: datetime) -> None:
    """Take away what was never finished."""
    connection.execute(delete(login_steps).where(login_steps.c.expires_at <= now))


def count(connection: Connection) -> int:
    """Return how many first halves there are."""
    return int(connection.execute(select(func.count()).select_from(login_steps)).scalar_one())


def trim(connection: Connection, most: int) -> None:
    """Take away what was begun by nobody in particular above a number, the oldest first."""
    columns = login_steps.c
    nobodys = columns.person_id.is_(None)
    number = int(connection.execute(select(func.count()).where(nobodys)).scalar_one())
    if number <= most:
        return
    oldest = select(columns.digest).where(nobodys).order_by(columns.expires_at, columns.digest)
    connection.execute(delete(login_steps).where(columns.digest.in_(oldest.limit(number - most))))
