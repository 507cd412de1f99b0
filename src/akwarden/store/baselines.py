"""Baselines: what is usual for whom, changed batch by batch and read for the next one.

The rules of a change are those of `baseline_folding`, and one more:

- A value that had no row is new: that counts, as one sighting, in the row of its dimension with an empty
  value, and in that of its peers.

So batches in the order of time come to the same rows however events are cut into them. What a database can't
keep, a text with a zero byte or one too long for an index, is left out and stays unknown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    except_,
    or_,
    select,
    tuple_,
)

from akwarden.store.baseline_folding import Baseline, Sighting, folded
from akwarden.store.new_rows import shares
from akwarden.store.tables.detection import baselines

KNOWN_SCHEMA: Final = pa.schema(
    [
        pa.field("provider", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("dimension", pa.string(), nullable=False),
        pa.field("value", pa.string(), nullable=False),
        pa.field("first", pa.int64(), nullable=False),
        pa.field("last", pa.int64(), nullable=False),
        pa.field("days", pa.int64(), nullable=False),
        pa.field("count", pa.int64(), nullable=False),
        pa.field("weight", pa.int64(), nullable=False),
    ]
)
"""A row of the table; times are microseconds since 1970 in UTC."""
HALF_LIFE_DAYS: Final = 30
FORGOTTEN_DAYS: Final = 400
_MOST_BYTES: Final = 2000
"""Of the five texts of a key together: PostgreSQL takes no more than 2,704 into an index."""
_AT_ONCE: Final = 2000
"""Keys of five texts, of which a statement of SQLite takes up to 6,553."""
_REST: Final = ("first", "last", "days", "count", "weight")
_SUBJECT_ITSELF: Final = "any"
_PEERS: Final = "peers:"
_KINDS: Final = ("key", "issuer", "principal")


_SCOPE: Final = ("provider", "account", "subject")
_KEY: Final = (*_SCOPE, "dimension", "value")
_NAMES: Final = (*_KEY, *_REST)
_SIGHTING: Final = ("day", "first", "last", "count")

_Key = tuple[str, str, str, str, str]
"""What a row is kept of: the columns of the primary key. A plain tuple, as a batch has very many of them."""


def known(connection: Connection, touched: pa.Table) -> pa.Table:
    """Return the rows whose keys a table has, by `KNOWN_SCHEMA`, in no order.

    `touched` has the columns of the primary key, as `detectors.behavior.baseline.touched` gives them.
    """
    return _table(list(_read(connection, list(_columns(_storable(touched.select(_KEY)), _KEY)))))


def of_dimension(connection: Connection, subjects: pa.Table, dimension: str) -> pa.Table:
    """Return all rows of subjects in a dimension, by `KNOWN_SCHEMA`, in no order.

    `subjects` has the columns `provider`, `account` and `subject`, some of them perhaps many times.
    """
    scopes = sorted(set(_columns(subjects, _SCOPE)))
    keys = (dict(zip(_KEY, (*scope, dimension, ""), strict=True)) for scope in scopes)
    asked = pa.Table.from_pylist(list(keys), pa.schema(list(KNOWN_SCHEMA)[: len(_KEY)]))
    by = (*_SCOPE, "dimension")
    return _table(list(_read(connection, list(_columns(_storable(asked), by)), by)))


def changed(held: pa.Table, learned: pa.Table, half_life_days: int = HALF_LIFE_DAYS) -> pa.Table:
    """Return the rows that a batch changes, as they are from now on, by `KNOWN_SCHEMA` and ordered by keys.

    `learned` is what it taught, by `detectors.behavior.baseline.LEARNED`, and `held` what `known` says of
    what it touched. Nothing is read or written, so that nobody waits for it.
    """
    kept = _storable(learned)
    added = _grouped(zip(_columns(kept, _KEY), map(Sighting._make, _columns(kept, _SIGHTING)), strict=True))
    rows = _by_key(_columns(held, _NAMES))
    news = _grouped(_news(kept, added, rows))
    after = {
        key: folded(rows.get(key), sightings, half_life_days)
        for one in (added, news)
        for key, sightings in one.items()
    }
    return _table([(*key, *after[key]) for key in sorted(after)])


def write(connection: Connection, rows: pa.Table) -> None:
    """Put rows, by `KNOWN_SCHEMA`, in the place of those that are there; the same ones may be put twice.

    They come to pages of the index one after the other where they are in the order of keys.
    """
    insert = f"INSERT INTO {baselines.name} ({_LIST})"
    for share in shares(list(_columns(rows, _NAMES)), _AT_ONCE):
        if connection.dialect.name == "postgresql":
            lists = ", ".join([*["%s::text[]"] * len(_KEY), *["%s::bigint[]"] * len(_REST)])
            # The filter tells the parser where the SELECT ends.
            statement = f"{insert} SELECT * FROM unnest({lists}) WHERE true {_PUT}"  # noqa: S608  our own names
            connection.exec_driver_sql(statement, tuple(map(list, zip(*share, strict=True))))
        else:
            marks = ", ".join("?" * len(_NAMES))
            connection.exec_driver_sql(f"{insert} VALUES ({marks}) {_PUT}", list(share))


def forget(connection: Connection, before: int) -> int:
    """Remove what was last seen before a time in microseconds since 1970; return how many rows that were.

    A value that is seen again is new again. That a subject met new values is forgotten with the subject, and
    that peers had a value with the last of them.
    """
    aged = and_(
        baselines.c.last < before,
        ~baselines.c.subject.startswith(_PEERS),
        or_(baselines.c.value != "", baselines.c.dimension == _SUBJECT_ITSELF),
    )
    removed = connection.execute(delete(baselines).where(aged)).rowcount
    subject = ("provider", "account", "subject")
    removed += _remove_without(connection, subject, _of_dimensions(), _of_subjects())
    value = ("provider", "account", "dimension", "value")
    for kind in _KINDS:
        peers = baselines.c.subject == f"{_PEERS}{kind}"
        removed += _remove_without(connection, value, peers, baselines.c.subject.startswith(f"{kind}:"))
    return removed


# New values


def _news(
    learned: pa.Table, added: Mapping[_Key, Sequence[Sighting]], held: Mapping[_Key, Baseline]
) -> Iterator[tuple[_Key, Sighting]]:
    """Yield that values were new, for their dimensions and for their peers."""
    told = dict(zip(_columns(learned, _KEY), _columns(learned, ("is_told_apart", "peers")), strict=True))
    for key, (is_told_apart, peers) in told.items():
        if not is_told_apart or key in held:
            continue
        provider, account, subject, dimension, value = key
        first = added[key][0]
        sighting = Sighting(first.day, first.first, first.first, 1)
        yield (provider, account, subject, dimension, ""), sighting
        if peers is not None:
            yield (provider, account, peers, dimension, value), sighting


def _grouped(pairs: Iterable[tuple[_Key, Sighting]]) -> dict[_Key, list[Sighting]]:
    """Return the sightings of each key in the order of their days."""
    grouped: dict[_Key, list[Sighting]] = {}
    for key, sighting in pairs:
        grouped.setdefault(key, []).append(sighting)
    for sightings in grouped.values():
        if len(sightings) > 1:
            sightings.sort()
    return grouped


# Tables


def _table(rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Return rows in the order of the columns as a table, by `KNOWN_SCHEMA`."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(KNOWN_SCHEMA)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, KNOWN_SCHEMA, strict=True)],
        schema=KNOWN_SCHEMA,
    )


def _storable(rows: pa.Table) -> pa.Table:
    """Return the rows whose keys a database can keep, in the order of its index."""
    texts = [rows.column(name).combine_chunks() for name in _KEY]
    length = reduce(pc.add, map(pc.binary_length, texts))
    has_zero = reduce(pc.or_, [pc.match_substring(text, "\0") for text in texts])
    fits = pc.and_(pc.less_equal(length, _MOST_BYTES), pc.invert(has_zero))
    return rows.filter(fits).sort_by([(name, "ascending") for name in _KEY])


def _columns(rows: pa.Table, names: Iterable[str]) -> Iterator[Any]:
    """Yield some cells of each row."""
    return zip(*[rows.column(name).to_pylist() for name in names], strict=True)


def _by_key(rows: Iterable[Sequence[Any]]) -> dict[_Key, Baseline]:
    return {tuple(row[:5]): Baseline._make(row[5:]) for row in rows}


# The database


# Said in the words of each driver, and not by SQLAlchemy, which takes ten times as long over a batch.
_KEYS: Final = ", ".join(f'"{name}"' for name in _KEY)
_LIST: Final = ", ".join(f'"{name}"' for name in _NAMES)
_PUT: Final = f"ON CONFLICT ({_KEYS}) DO UPDATE SET " + ", ".join(
    f'"{name}" = excluded."{name}"' for name in _REST
)
_HELD: Final = ", ".join(f'held."{name}"' for name in _NAMES)


def _read(
    connection: Connection, keys: Sequence[tuple[str, ...]], by: Sequence[str] = _KEY
) -> Iterator[Sequence[Any]]:
    """Yield the rows whose keys, or whose first columns of them, are asked for, by the schema."""
    names = ", ".join(f'"{name}"' for name in by)
    fits = " AND ".join(f'held."{name}" = asked."{name}"' for name in by)
    for share in shares(keys, _AT_ONCE):
        values: tuple[Any, ...]
        if connection.dialect.name == "postgresql":
            lists = ", ".join(["%s::text[]"] * len(by))
            asked = f"SELECT * FROM unnest({lists})"  # noqa: S608  our own names
            values = tuple(map(list, zip(*share, strict=True)))
        else:
            row = f"({', '.join('?' * len(by))})"
            asked = "VALUES " + ", ".join([row] * len(share))
            values = tuple(chain.from_iterable(share))
        # CROSS JOIN keeps SQLite from going through the table and looking into the list.
        start = f"WITH asked ({names}) AS ({asked}) SELECT {_HELD} FROM asked "  # noqa: S608  as above
        join = f"CROSS JOIN {baselines.name} AS held WHERE {fits}"
        yield from connection.exec_driver_sql(start + join, values)


def _of_dimensions() -> ColumnElement[bool]:
    """Return the condition that a row counts new values of a subject."""
    return and_(
        baselines.c.value == "",
        baselines.c.dimension != _SUBJECT_ITSELF,
        ~baselines.c.subject.startswith(_PEERS),
    )


def _of_subjects() -> ColumnElement[bool]:
    return baselines.c.dimension == _SUBJECT_ITSELF


def _remove_without(
    connection: Connection, by: Sequence[str], these: ColumnElement[bool], others: ColumnElement[bool]
) -> int:
    """Remove rows of which there are no others that are equal in some columns; return how many."""
    columns = [baselines.c[name] for name in by]
    # What is left of one set is small, and each database finds it in one pass over both.
    alone = except_(select(*columns).where(these), select(*columns).where(others))
    return connection.execute(delete(baselines).where(these, tuple_(*columns).in_(alone))).rowcount
