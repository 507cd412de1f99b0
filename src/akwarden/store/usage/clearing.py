"""What leaves the sums of usage: spans and pairs that are too old, and all of them before a new beginning.

Each transaction removes so few rows that nobody waits long.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    distinct,
    func,
    select,
    tuple_,
    update,
)

from akwarden.store.new_rows import shares
from akwarden.store.state import State
from akwarden.store.tables import (
    usage_addresses,
    usage_keys,
    usage_pairs,
    usage_regions,
    usage_spans,
)
from akwarden.store.usage.lines import Section

HOUR, DAY = 3600, 86_400
KEPT: Final[Mapping[tuple[Section, int], timedelta]] = {
    (Section.KEY, HOUR): timedelta(hours=48),
    (Section.KEY, DAY): timedelta(days=91),
    (Section.ADDRESS, HOUR): timedelta(hours=48),
    (Section.RESULT, HOUR): timedelta(days=35),
    (Section.RESULT, DAY): timedelta(days=400),
}
"""Which spans there are, and how long each is kept."""
_AT_ONCE: Final = 4000
_PAIRS_AT_ONCE: Final = 300
_TABLES: Final = (usage_spans, usage_regions, usage_pairs, usage_addresses, usage_keys)


def cut(now: datetime, kind: Section, seconds: int) -> int:
    """Return the first time that is kept of spans, in seconds since 1970; a span begins there."""
    return int((now - KEPT[kind, seconds]).timestamp()) // seconds * seconds


def clear(state: State) -> None:
    """Remove all sums."""
    for table in _TABLES:
        while _remove(state, table):
            pass


def trim(state: State, now: datetime, oldest: int | None) -> None:
    """Remove spans that are too old, and pairs of which the lake has no event any more.

    `oldest` is the time of the oldest event that it has, in microseconds since 1970; None where it has none.
    """
    for kind, seconds in KEPT:
        columns = usage_spans.c
        old = and_(
            columns.kind == kind.value, columns.seconds == seconds, columns["at"] < cut(now, kind, seconds)
        )
        while _remove(state, usage_spans, old):
            pass
    while oldest is not None and _forget_pairs(state, oldest):
        pass


def _remove(state: State, table: Table, *which: ColumnElement[bool]) -> int:
    key = tuple(table.primary_key)
    with state.reading() as connection:
        if connection.execute(select(*key).where(*which).limit(1)).first() is None:
            return 0
    some = select(*key).where(*which).limit(_AT_ONCE)
    with state.writing() as connection:
        return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount


def _forget_pairs(state: State, before: int) -> int:
    """Remove some pairs that were last seen before a time, and count their addresses and keys anew."""
    key = tuple(usage_pairs.primary_key)
    old = select(*key).where(usage_pairs.c.last < before).limit(_PAIRS_AT_ONCE)
    with state.reading() as connection:
        if connection.execute(old.limit(1)).first() is None:
            return 0
    with state.writing() as connection:
        rows = connection.execute(old).all()
        for share in shares([tuple(row) for row in rows], _PAIRS_AT_ONCE // 2):
            connection.execute(delete(usage_pairs).where(tuple_(*key).in_(share)))
        _count_addresses(connection, sorted({row.source_ip for row in rows if row.source_ip}))
        _count_keys(connection, sorted({row.key_id for row in rows if row.key_id}))
        return len(rows)


def _count_addresses(connection: Connection, addresses: list[str]) -> None:
    pairs = usage_pairs.c
    of_key = func.count(distinct(func.nullif(pairs.key_id, "")))
    sums = {**_sums("calls", "failed", "denied"), "key_count": of_key, **_ends()}
    rows = connection.execute(
        select(pairs.source_ip.label("which"), *(value.label(name) for name, value in sums.items()))
        .where(pairs.source_ip.in_(addresses))
        .group_by(pairs.source_ip)
    ).mappings()
    _replace(connection, usage_addresses, usage_addresses.c.source_ip, addresses, map(dict, rows))
    gone = select(usage_addresses.c.source_ip).where(usage_addresses.c.source_ip.in_(addresses))
    connection.execute(
        delete(usage_regions).where(
            usage_regions.c.source_ip.in_(addresses), usage_regions.c.source_ip.not_in(gone)
        )
    )


def _count_keys(connection: Connection, keys: list[str]) -> None:
    pairs = usage_pairs.c
    addresses = func.count(distinct(func.nullif(pairs.source_ip, "")))
    sums = {**_sums("calls", "failed"), "addresses": addresses, **_ends()}
    found = connection.execute(
        select(
            pairs.key_id.label("which"),
            pairs.provider.label("cloud"),
            *(value.label(name) for name, value in sums.items()),
        )
        .where(pairs.key_id.in_(keys))
        .group_by(pairs.key_id, pairs.provider)
    ).mappings()
    rows = [dict(row) for row in found]
    there = {(row["which"], row["cloud"]) for row in rows}
    columns = usage_keys.c
    known = connection.execute(select(columns.key_id, columns.provider).where(columns.key_id.in_(keys))).all()
    for key_id, provider in known:
        if (key_id, provider) not in there:
            connection.execute(
                delete(usage_keys).where(columns.key_id == key_id, columns.provider == provider)
            )
    if rows:
        which = and_(columns.key_id == bindparam("which"), columns.provider == bindparam("cloud"))
        connection.execute(update(usage_keys).where(which), rows)


def _replace(
    connection: Connection,
    table: Table,
    key: ColumnElement[str],
    wanted: list[str],
    found: Iterable[Mapping[str, Any]],
) -> None:
    """Let rows be as they were counted; those of which nothing is left go."""
    rows = [dict(row) for row in found]
    gone = sorted(set(wanted) - {row["which"] for row in rows})
    connection.execute(delete(table).where(key.in_(gone)))
    if rows:
        connection.execute(update(table).where(key == bindparam("which")), rows)


def _sums(*names: str) -> dict[str, ColumnElement[Any]]:
    return {name: func.sum(usage_pairs.c[name]) for name in names}


def _ends() -> dict[str, ColumnElement[Any]]:
    return {"first": func.min(usage_pairs.c.first), "last": func.max(usage_pairs.c.last)}
