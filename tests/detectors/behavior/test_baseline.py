from datetime import timedelta
from functools import cache

import ibis
import pyarrow as pa
from hypothesis import given
from tests.analytics.lake import (
    KEYS,
    Row,
    answer,
    event,
    groups,
    numbered,
    registered,
    same,
    table,
)
from tests.detectors.behavior.enriching import WORLDS, worlds
from tests.detectors.behavior.habits import EPOCH, SCORED, day, is_certain, principal, subject, values

from akwarden.detectors.behavior.baseline import LEARNED, TOUCHED, learned, touched

PEERED = SCORED[:-1]
EXCLUDED = ibis.schema({"event_hash": "!int64"})


@cache
def _learned(rows: ibis.Table) -> ibis.Table:
    return learned(rows)


def micros(row: Row) -> int:
    return int((row["time"] - EPOCH) // timedelta(microseconds=1))


def seen(row: Row) -> list[Row]:
    """Give what one event teaches, by plain Python."""
    who, base = subject(row), {"provider": row["provider"], "account": row["account"], "day": day(row)}
    shared = {"any": "", "service": row["service"], "region": row["region"], "principal": principal(row)}
    found = [("account", name, value) for name, value in shared.items() if name == "any" or value]
    if who is not None:
        found += [(who, "any", ""), *((who, name, value) for name, value in values(row).items())]
    return [
        base | {"subject": of, "dimension": name, "value": value, "at": micros(row)}
        for of, name, value in found
    ]


def expected(rows: list[Row]) -> list[Row]:
    taught = [one for row in rows if is_certain(row) for one in seen(row)]
    keys = ("provider", "account", "subject", "dimension", "value", "day")
    return [
        dict(zip(keys, key, strict=True))
        | {"first": min(one["at"] for one in group), "last": max(one["at"] for one in group)}
        | {"count": len(group), "is_told_apart": key[2] != "account" and key[3] in SCORED}
        | {"peers": peers(key[2]) if key[2] != "account" and key[3] in PEERED else None}
        for key, group in groups(taught, *keys).items()
    ]


def peers(who: str) -> str:
    return "peers:" + who.partition(":")[0]


@given(rows=worlds())
@WORLDS
def test_a_batch_teaches_what_plain_python_counts(rows: list[Row]) -> None:
    assert same(answer(_learned(table(rows)), LEARNED), expected(rows))


def test_events_that_are_left_out_teach_nothing() -> None:
    rows = numbered([event(key_id=KEYS[0]), event(key_id=KEYS[1])])
    out = registered(
        pa.Table.from_pylist([{"event_hash": rows[1]["event_hash"]}], schema=EXCLUDED.to_pyarrow())
    )

    found = answer(learned(table(rows), out), LEARNED)

    assert same(found, expected(rows[:1]))


def test_a_batch_touches_its_values_their_dimensions_and_those_of_peers() -> None:
    found = {
        (row["subject"], row["dimension"], row["value"])
        for row in answer(touched(table([event(region="r")])), TOUCHED)
    }

    assert {
        ("key:key-a", "any", ""),
        ("key:key-a", "ip", "203.0.113.7"),
        ("key:key-a", "ip", ""),
        ("peers:key", "ip", "203.0.113.7"),
        ("account", "region", "r"),
        ("key:key-a", "hour", "0"),
        ("key:key-a", "hour", ""),
    } <= found
    assert (
        not {("account", "region", ""), ("peers:key", "hour", "0"), ("peers:account", "region", "r")} & found
    )
