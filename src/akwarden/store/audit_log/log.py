"""The audit log in the state database: records are added, read in order, and vouched for by a head.

The rules that this module keeps:

- A record is added in the transaction of what it records: both are kept, or neither.
- The chain has one end. On SQLite only one transaction writes; on PostgreSQL whoever adds a record waits for
  the one before it to be kept.
- Rows come out as they lie there, damaged ones too: `verify` judges them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection, LargeBinary, Select, cast, func, insert, literal, select, text

from akwarden.errors import AuditLogError
from akwarden.store.audit_log import chain
from akwarden.store.audit_log.chain import Digest, Entry, Event, Record
from akwarden.store.audit_log.head import Head
from akwarden.store.audit_log.verify import Fault, verify
from akwarden.store.tables import audit_records

_BATCH = 1000
_LOCK: Final = 0x616B7761
"""The number by which those who add records wait for each other on PostgreSQL, until they commit."""


def append(connection: Connection, event: Event) -> Entry:
    """Add a record of `event` at the end, in the transaction of `connection`, which must be one that writes.

    On PostgreSQL others wait from here to the end of the transaction: let it be the last thing but one.
    Raises AuditLogError for an event that can't be kept as it is.
    """
    wait(connection)
    entry = chain.follow(last(connection), event)
    connection.execute(insert(audit_records).values(msgspec.structs.asdict(entry)))
    return entry


def wait(connection: Connection) -> None:
    """Wait until nobody else adds a record, and let others wait until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})


def last(connection: Connection) -> Entry | None:
    """Return the entry at the end, or None where there is none."""
    query = _rows().order_by(audit_records.c.number.desc()).limit(1)
    row = connection.execute(query).first()
    return None if row is None else _entry(row)


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield every entry from the first on, a few at a time in memory."""
    return _read(connection, _rows().order_by(audit_records.c.number))


def latest(connection: Connection, most: int) -> list[Entry]:
    """Return the last entries, at most `most`, in their order."""
    query = _rows().order_by(audit_records.c.number.desc()).limit(most)
    return list(_read(connection, query))[::-1]


def page(connection: Connection, *, before: int | None, most: int, holding: str) -> list[Entry]:
    """Return at most so many entries in front of a number, the newest first; only those that hold a text."""
    query = _rows().order_by(audit_records.c.number.desc()).limit(most)
    if before is not None:
        query = query.where(audit_records.c.number < before)
    if holding:
        # As it stands in the canonical bytes, where a quote is escaped.
        query = query.where(_position(connection, msgspec.json.encode(holding)[1:-1]) > 0)
    return list(_read(connection, query))


def count(connection: Connection) -> int:
    """Return how many entries there are."""
    return connection.execute(select(func.count()).select_from(audit_records)).scalar_one()


def records_of(
    connection: Connection, action: str, *, of: str | None = None, after: int = 0
) -> Iterator[Record]:
    """Yield the records of an action, of one object or of all, from the newest down to `after`.

    The database looks through the rows, which takes a second for some hundred thousand: not while others
    wait to write. What is no record is passed over: to tell is the task of `verify`.
    """
    parts = [_part("action", action)] if of is None else [_part("object", of), _part("action", action)]
    query = _rows().where(audit_records.c.number > after).order_by(audit_records.c.number.desc())
    for part in parts:
        query = query.where(_position(connection, part) > 0)
    for entry in _read(connection, query):
        try:
            record = chain.decode(entry.canonical)
        except AuditLogError:
            continue
        if record.action == action and of in {None, record.object}:
            yield record


def head(connection: Connection, now: datetime) -> Head | Fault:
    """Return the head of the log at `now`, or what is wrong: nothing vouches for a log that is not whole."""
    found = verify(entries(connection))
    if isinstance(found, Fault):
        return found
    return Head(size=found.size, root=found.root.hex(), at=chain.in_utc(now))


def _rows() -> Select[tuple[int, bytes, bytes]]:
    """Return the query of all rows; a blob that was overwritten with text comes back as bytes."""
    columns = audit_records.c
    return select(
        columns.number,
        cast(columns.canonical, LargeBinary).label("canonical"),
        cast(columns.digest, LargeBinary).label("digest"),
    )


def _read(connection: Connection, query: Select[tuple[int, bytes, bytes]]) -> Iterator[Entry]:
    with connection.execute(query, execution_options={"yield_per": _BATCH}) as rows:
        yield from map(_entry, rows)


def _entry(row: Sequence[object]) -> Entry:
    """Return a row as an entry; NULLs, which only a forger could write, as nothing."""
    number, canonical, digest = row
    return Entry(
        number=number if isinstance(number, int) else 0,
        canonical=canonical if isinstance(canonical, bytes) else b"",
        digest=Digest(digest if isinstance(digest, bytes) else b""),
    )


def _part(name: str, value: str) -> bytes:
    """Return a field as it stands in the canonical bytes of a record."""
    return msgspec.json.encode({name: value})[1:-1]


def _position(connection: Connection, part: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN202  SQLAlchemy's own type
    """Return where `part` stands in a record, as the database counts; 0 for nowhere."""
    found = literal(part, LargeBinary)
    if connection.dialect.name == "postgresql":
        return func.position(found.op("IN")(audit_records.c.canonical))
    return func.instr(cast(audit_records.c.canonical, LargeBinary), found)
