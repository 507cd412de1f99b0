"""Lines that are added: in whatever shares they come, the sums are those of all of them."""

import random
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state

from akwarden.store.state import State
from akwarden.store.tables import usage_addresses, usage_keys, usage_pairs, usage_regions, usage_spans
from akwarden.store.usage.adding import add
from akwarden.store.usage.lines import LINE_SCHEMA, Section, together

__all__ = ["postgresql", "state"]
Row = dict[str, Any]


def line(section: Section, **cells: Any) -> Row:
    row: Row = {field.name: 0 if pa.types.is_integer(field.type) else "" for field in LINE_SCHEMA}
    row |= {"first": None, "last": None, "ip_asn": None, "section": section.value}
    return row | {"provider": "aws", "account": "1", "calls": 1} | cells


def some_lines(seed: int, count: int) -> list[Row]:
    chance = random.Random(seed)
    rows = []
    for _ in range(count):
        at = chance.choice([None, chance.randrange(1000)])
        rows.append(
            line(
                Section.PAIR,
                source_ip=chance.choice(["", "192.0.2.1", "192.0.2.2", "2001:db8::1"]),
                key_id=chance.choice(["", "a", "b", "ü'\"%"]),
                account=chance.choice(["", "1", "2"]),
                provider=chance.choice(["aws", "tencent"]),
                calls=chance.randrange(1, 5),
                failed=chance.randrange(2),
                denied=chance.randrange(2),
                first=at,
                last=at,
                ip_country=chance.choice(["", "DE", "CN"]),
                ip_asn=chance.choice([None, 1, 2]),
                ip_org=chance.choice(["", "Zeta", "alpha", "Äther"]),
            )
        )
    return rows


def told(state: State, table: Any) -> list[Row]:
    with state.reading() as connection:
        found = [dict(row) for row in connection.execute(select(table)).mappings()]
    return sorted(found, key=repr)


def table_of(rows: list[Row]) -> pa.Table:
    return together([pa.Table.from_pylist(rows, LINE_SCHEMA)])


def least(values: list[Any]) -> Any:
    return min((value for value in values if value is not None), default=None)


def most(values: list[Any]) -> Any:
    return max((value for value in values if value is not None), default=None)


@pytest.mark.parametrize("seed", range(4))
def test_shares_come_to_the_sums_of_all_lines(state: State, seed: int) -> None:
    rows = some_lines(seed, 120)
    for start in range(0, len(rows), 17):
        with state.writing() as connection:
            add(connection, table_of(rows[start : start + 17]))

    for found in told(state, usage_addresses):
        own = [row for row in rows if row["source_ip"] == found["source_ip"]]
        assert found["calls"] == sum(row["calls"] for row in own)
        assert found["denied"] == sum(row["denied"] for row in own)
        assert found["key_count"] == len({row["key_id"] for row in own} - {""})
        assert (found["first"], found["last"]) == (
            least([row["first"] for row in own]),
            most([row["last"] for row in own]),
        )
        assert found["ip_asn"] == most([row["ip_asn"] for row in own])
        assert found["ip_org"].encode() == max(row["ip_org"].encode() for row in own)
    for found in told(state, usage_keys):
        own = [
            row for row in rows if (row["key_id"], row["provider"]) == (found["key_id"], found["provider"])
        ]
        assert found["calls"] == sum(row["calls"] for row in own)
        assert found["addresses"] == len({row["source_ip"] for row in own} - {""})
    assert sum(row["calls"] for row in told(state, usage_pairs)) == sum(row["calls"] for row in rows)
    assert {row["source_ip"] for row in told(state, usage_addresses)} == {
        row["source_ip"] for row in rows
    } - {""}


def test_spans_and_regions_are_added_up(state: State) -> None:
    rows = [
        line(Section.KEY, subject="a", seconds=3600, at=7200, calls=2, failed=1),
        line(Section.KEY, subject="a", seconds=86_400, at=0, calls=2),
        line(Section.ADDRESS, subject="192.0.2.1", seconds=3600, at=7200),
        line(Section.RESULT, subject="ok", seconds=3600, at=7200),
        line(Section.REGION, source_ip="192.0.2.1", subject="eu-west-1", calls=4),
    ]
    for _ in range(2):
        with state.writing() as connection:
            add(connection, table_of(rows))

    spans = {(row["kind"], row["seconds"]): (row["calls"], row["failed"]) for row in told(state, usage_spans)}
    assert spans == {
        ("key", 3600): (4, 2),
        ("key", 86_400): (4, 0),
        ("address", 3600): (2, 0),
        ("result", 3600): (2, 0),
    }
    assert [(row["region"], row["calls"]) for row in told(state, usage_regions)] == [("eu-west-1", 8)]


def test_texts_that_no_database_keeps_are_changed(state: State) -> None:
    with state.writing() as connection:
        add(connection, table_of([line(Section.PAIR, key_id="k\0" * 500, source_ip="192.0.2.1")]))

    (found,) = told(state, usage_keys)
    assert found["key_id"] == "k\N{REPLACEMENT CHARACTER}" * 64
