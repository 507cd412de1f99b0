"""Adds lines of usage to the sums of the state, in the transaction of the caller.

Sums of addresses and of keys change with those of the pairs that they are of, so that no reader finds one
without the other. How many keys an address has is counted by the pairs that are new.
"""

import ipaddress
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, groupby
from typing import Any, Final

import msgspec
import pyarrow as pa
from sqlalchemy import Connection

from akwarden.store.inventory.belongings import hex_of
from akwarden.store.new_rows import shares
from akwarden.store.usage.lines import SPANS, Section

_AT_ONCE: Final = 2000

Line = Mapping[str, Any]
_Row = list[Any]


class _Sums(msgspec.Struct, frozen=True):
    """How rows of one table are added to those that are there."""

    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    least: tuple[str, ...] = ()
    most: tuple[str, ...] = ()
    greatest: tuple[str, ...] = ()
    """Texts; the greater one stays."""

    @property
    def names(self) -> tuple[str, ...]:
        """All columns, in the order of a row."""
        return (*self.keys, *self.sums, *self.least, *self.most, *self.greatest)

    def statement(self, source: str, *, is_postgresql: bool) -> str:
        """Return the SQL that adds the rows of a source."""
        names = ", ".join(f'"{name}"' for name in self.names)
        keys = ", ".join(f'"{name}"' for name in self.keys)
        changes = [
            *(f'"{name}" = {self.table}."{name}" + excluded."{name}"' for name in self.sums),
            *(
                _chosen(self.table, name, "LEAST" if is_postgresql else "min", is_postgresql)
                for name in self.least
            ),
            *(_chosen(self.table, name, _most(is_postgresql), is_postgresql) for name in self.most),
            *(_greater(self.table, name, is_postgresql) for name in self.greatest),
        ]
        put = f"ON CONFLICT ({keys}) DO UPDATE SET {', '.join(changes)}"
        return f"INSERT INTO {self.table} ({names}) {source} {put}"


def _most(is_postgresql: bool) -> str:  # noqa: FBT001  a word of the dialect
    return "GREATEST" if is_postgresql else "max"


def _chosen(table: str, name: str, function: str, is_postgresql: bool) -> str:  # noqa: FBT001  as above
    held, new = f'{table}."{name}"', f'excluded."{name}"'
    both = f"{function}({held}, {new})"
    # That of SQLite is NULL where one of them is.
    return f'"{name}" = {both}' if is_postgresql else f'"{name}" = coalesce({both}, {held}, {new})'


def _greater(table: str, name: str, is_postgresql: bool) -> str:  # noqa: FBT001  as above
    if is_postgresql:
        return f'"{name}" = GREATEST({table}."{name}" COLLATE "C", excluded."{name}" COLLATE "C")'
    return f'"{name}" = max({table}."{name}", excluded."{name}")'


_PAIRS: Final = _Sums(
    "usage_pairs",
    ("source_ip", "key_id", "provider", "account"),
    ("calls", "failed", "denied"),
    ("first",),
    ("last",),
)
_ADDRESSES: Final = _Sums(
    "usage_addresses",
    ("source_ip",),
    ("calls", "failed", "denied", "key_count"),
    ("first",),
    ("last", "ip_asn"),
    ("number", "ip_kind", "ip_country", "ip_org"),
)
_KEYS: Final = _Sums(
    "usage_keys", ("key_id", "provider"), ("calls", "failed", "addresses"), ("first",), ("last",)
)
_REGIONS: Final = _Sums("usage_regions", ("source_ip", "region", "provider", "account"), ("calls",))
_SPANS: Final = _Sums(
    "usage_spans", ("kind", "seconds", "subject", "at", "provider", "account"), ("calls", "failed")
)
_NUMBERS: Final = frozenset(
    {"seconds", "at", "calls", "failed", "denied", "key_count", "addresses", "first", "last", "ip_asn"}
)


def add(connection: Connection, lines: pa.Table) -> None:
    """Add lines, which are in order and by `LINE_SCHEMA`."""
    for name, rows in groupby(lines.to_pylist(), lambda line: line["section"]):
        section = Section(name)
        if section is Section.PAIR:
            _add_pairs(connection, list(rows))
        elif section is Section.REGION:
            _put(connection, _REGIONS, [_region(line) for line in rows])
        elif section in SPANS:
            _put(connection, _SPANS, [_span(line) for line in rows])


def _region(line: Line) -> _Row:
    return [line["source_ip"], line["subject"], line["provider"], line["account"], line["calls"]]


def _span(line: Line) -> _Row:
    names = ("section", "seconds", "subject", "at", "provider", "account", "calls", "failed")
    return [line[name] for name in names]


# Pairs


def _add_pairs(connection: Connection, lines: Sequence[Line]) -> None:
    held = _held(connection, lines)
    new_of_address: dict[str, int] = {}
    new_of_key: dict[tuple[str, str], int] = {}
    at_address = {(address, key) for address, key, _ in held}
    for line in lines:
        address, key, provider = line["source_ip"], line["key_id"], line["provider"]
        if key and (address, key) not in at_address:
            at_address.add((address, key))
            new_of_address[address] = new_of_address.get(address, 0) + 1
        if address and (address, key, provider) not in held:
            held.add((address, key, provider))
            new_of_key[key, provider] = new_of_key.get((key, provider), 0) + 1
    _put(connection, _PAIRS, [[line[name] for name in _PAIRS.names] for line in lines])
    addresses = (_address(line) for line in lines if line["source_ip"])
    _put(connection, _ADDRESSES, _summed(_ADDRESSES, addresses, lambda row: new_of_address.get(row[0], 0), 4))
    keys = (_key(line) for line in lines if line["key_id"])
    _put(connection, _KEYS, _summed(_KEYS, keys, lambda row: new_of_key.get((row[0], row[1]), 0), 4))


def _address(line: Line) -> _Row:
    number = hex_of(ipaddress.ip_address(line["source_ip"]))
    counted = [line["calls"], line["failed"], line["denied"], 0]
    rest = [line[name] for name in ("first", "last", "ip_asn")]
    facts = [line[name] for name in ("ip_kind", "ip_country", "ip_org")]
    return [line["source_ip"], *counted, *rest, number, *facts]


def _key(line: Line) -> _Row:
    return [line["key_id"], line["provider"], line["calls"], line["failed"], 0, line["first"], line["last"]]


def _summed(sums: _Sums, rows: Iterable[_Row], new: Callable[[_Row], int], place: int) -> list[_Row]:
    """Return one row for each key of a table, with how many new pairs it has at a place."""
    found: dict[tuple[Any, ...], _Row] = {}
    count, added = len(sums.keys), len(sums.keys) + len(sums.sums)
    least = added + len(sums.least)
    for row in rows:
        key = tuple(row[:count])
        held = found.setdefault(key, row)
        if held is row:
            continue
        for at in range(count, added):
            held[at] += row[at]
        for at in range(added, len(row)):
            held[at] = _either(held[at], row[at], min if at < least else max)
    for row in found.values():
        row[place] = new(row)
    return [found[key] for key in sorted(found)]


def _either(one: Any, other: Any, choose: Callable[[Any, Any], Any]) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return choose(one, other)


def _held(connection: Connection, lines: Sequence[Line]) -> set[tuple[str, str, str]]:
    """Return the pairs that are there of those that lines have, with the clouds that they are in."""
    asked = sorted({(line["source_ip"], line["key_id"]) for line in lines})
    found: set[tuple[str, str, str]] = set()
    for share in shares(asked, _AT_ONCE):
        values: tuple[Any, ...]
        if connection.dialect.name == "postgresql":
            source, values = (
                "SELECT * FROM unnest(%s::text[], %s::text[])",
                tuple(map(list, zip(*share, strict=True))),
            )
        else:
            source, values = f"VALUES {', '.join(['(?, ?)'] * len(share))}", tuple(chain.from_iterable(share))
        # CROSS JOIN keeps SQLite from going through the table and looking into the list.
        query = (
            f"WITH asked (ip, key) AS ({source}) SELECT DISTINCT held.source_ip, held.key_id, held.provider "  # noqa: S608  our own names
            "FROM asked CROSS JOIN usage_pairs AS held "
            "WHERE held.source_ip = asked.ip AND held.key_id = asked.key"
        )
        found.update((row[0], row[1], row[2]) for row in connection.exec_driver_sql(query, values))
    return found


# The database


def _put(connection: Connection, sums: _Sums, rows: Sequence[_Row]) -> None:
    """Add rows to those that are there; no two of them have one key."""
    is_postgresql = connection.dialect.name == "postgresql"
    for share in shares(rows, _AT_ONCE):
        if is_postgresql:
            kinds = ("bigint" if name in _NUMBERS else "text" for name in sums.names)
            lists = ", ".join(f"%s::{kind}[]" for kind in kinds)
            # The filter tells the parser where the SELECT ends.
            source = f"SELECT * FROM unnest({lists}) WHERE true"  # noqa: S608  our own names
            values = tuple(map(list, zip(*share, strict=True)))
            connection.exec_driver_sql(sums.statement(source, is_postgresql=True), values)
        else:
            source = f"VALUES ({', '.join('?' * len(sums.names))})"
            statement = sums.statement(source, is_postgresql=False)
            connection.exec_driver_sql(statement, [tuple(row) for row in share])
