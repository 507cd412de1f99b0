"""A lake in memory: made-up events for properties, on DuckDB, and answers as plain rows."""

import ipaddress
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

import duckdb
import ibis
import pyarrow as pa
from hypothesis import settings
from hypothesis import strategies as st

from akwarden.analytics.answers import declared
from akwarden.model.event import ActorType, Channel, ErrorClass, EventFormat, ReadWrite, TimeQuality
from akwarden.model.finding import KeyType
from akwarden.model.network import NetworkKind
from akwarden.store.lake.schema import LAKE_SCHEMA

Row = dict[str, Any]

START = datetime(2026, 3, 2, tzinfo=UTC)
"""A Monday."""
NOW = START + timedelta(days=20)
PROPERTY = settings(max_examples=max(5, settings().max_examples // 5))
"""An example takes some queries, so there are fewer."""
_FAR = (datetime(2038, 2, 1, 3, 30, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))

KEYS = ("key-a", "key-b", "Key-C")
ADDRESSES = ("203.0.113.7", "203.0.113.8", "198.51.100.1", "2001:db8::1", "2001:db8:0:1::", "ffff::ffff")
_TEXTS = {
    "principal_id": ("1001", "1002", "AROA-x"),
    "principal_name": ("alice", "Bob", "deploy/ü"),
    "principal_account": ("100000000009",),
    "issuer": ("arn:role/ci", "arn:role/ops"),
    "session_name": ("s1", "s2", "s3"),
    "region": ("ap-guangzhou", "us-east-1", "eu-west-1"),
    "source_service": ("scf",),
    "user_agent": ("Boto3/1.0", "tccli 3\n%_'x"),
    "error_code": ("AccessDenied", "AuthFailure.Signature"),
    "resource": ("qcs::cos:*", "arn:aws:s3:::b"),
    "request_id": ("r-1",),
}
_ENUMS: Mapping[str, Sequence[str]] = {
    "format": tuple(EventFormat),
    "provider": ("tencent", "aws"),
    "key_type": tuple(KeyType),
    "principal_type": tuple(ActorType)[:3],
    "read_write": tuple(ReadWrite),
    "channel": tuple(Channel),
    "error_class": tuple(ErrorClass),
    "account": ("100000000001", "100000000002", ""),
    "client": ("sdk-python", "cli", "console"),
}


def address_of(text: str | None) -> Row:
    """Give the columns of an address, as `model/network.py` says."""
    if text is None:
        return dict.fromkeys(("source_ip", "ip_family", "ip_high", "ip_low"))
    found = ipaddress.ip_address(text)
    number = int(found)
    if found.version == 4:
        return {"source_ip": text, "ip_family": 4, "ip_high": 0, "ip_low": number}
    high, low = (number >> 64) - (1 << 63), (number & ((1 << 64) - 1)) - (1 << 63)
    return {"source_ip": text, "ip_family": 6, "ip_high": high, "ip_low": low}


def event(**cells: Any) -> Row:
    """Give an event of one key at one address, with other cells as named; `source_ip` brings its numbers."""
    row: Row = dict.fromkeys(LAKE_SCHEMA.names)
    row |= {name: values[0] for name, values in _ENUMS.items()}
    row |= {"event_hash": 0, "event_id": "e0", "time": START, "ingested_at": NOW, "raw": "{}"}
    row |= {"time_quality": TimeQuality.EXACT.value, "key_id": KEYS[0], "key_type": "permanent"}
    row |= {"service": "cvm", "action": "describeinstances", "action_name": "DescribeInstances"}
    row |= {"error_class": ErrorClass.NONE.value, "sensitive": False, "source_ip": ADDRESSES[0]} | cells
    return row | address_of(row["source_ip"])


def numbered(rows: Iterable[Row]) -> list[Row]:
    """Give the events with ids of their own, and hashes whose order is another than theirs."""
    return [row | {"event_hash": (at * 7919) % 10007, "event_id": f"e{at}"} for at, row in enumerate(rows)]


def moments() -> st.SearchStrategy[datetime]:
    """Give times of two weeks, many of them at the ends of hours and days."""
    hours = st.integers(0, 14 * 24).map(lambda hour: START + timedelta(hours=hour))
    near = st.sampled_from((-1, 0, 1, 1000, 1_800_000_000)).map(lambda by: timedelta(microseconds=by))
    return st.builds(lambda at, by: at + by, hours, near)


def events() -> st.SearchStrategy[list[Row]]:
    """Give some events that meet in keys, addresses, actions, hours and days."""
    return st.lists(_one(), min_size=1, max_size=24).map(numbered)


@st.composite
def _one(draw: st.DrawFn) -> Row:
    """Give one event."""
    row: Row = {name: draw(st.none() | st.sampled_from(texts)) for name, texts in _TEXTS.items()}
    row |= {name: str(draw(st.sampled_from(words))) for name, words in _ENUMS.items()}
    service, action = draw(st.sampled_from((("cvm", "run"), ("cvm", "stop"), ("cam", "run"), ("s3", "put"))))
    row |= {"service": service, "action": action, "action_name": action.title()}
    row |= {"key_id": draw(st.none() | st.sampled_from(KEYS)), "mfa": draw(st.none() | st.booleans())}
    row |= {"sensitive": draw(st.booleans()), "time_quality": draw(_qualities()), "ingested_at": NOW}
    row["time"] = draw(moments() | st.sampled_from(_FAR) if row["time_quality"] == "doubtful" else moments())
    row |= draw(st.sampled_from(_PLACES)) | {"raw": "{}"}
    return row


def _qualities() -> st.SearchStrategy[str]:
    return st.sampled_from(("exact", "exact", "zone_presumed", "doubtful"))


_PLACES: Sequence[Row] = [
    address_of(text) | {"ip_kind": kind, "ip_country": country, "ip_asn": asn, "ip_org": org}
    for text, kind, country, asn, org in (
        (None, None, None, None, None),
        (ADDRESSES[0], "cloud", "CN", 45090, "Tencent"),
        (ADDRESSES[0], "cloud", "SG", 45090, None),
        (ADDRESSES[1], "internet", "US", 64500, "Example Net"),
        (ADDRESSES[2], NetworkKind.TOR.value, None, None, None),
        (ADDRESSES[3], "hosting", "DE", 64501, "Hoster"),
        (ADDRESSES[4], "hosting", "DE", 64501, "Hoster"),
    )
]


def arrow(rows: Sequence[Row]) -> pa.Table:
    """Give the events as the lake keeps them."""
    return pa.Table.from_pylist(list(rows), schema=LAKE_SCHEMA)


def table(rows: Sequence[Row]) -> ibis.Table:
    """Give the events as a table of an engine whose clock is not on UTC."""
    return registered(arrow(rows))


def registered(rows: pa.Table) -> ibis.Table:
    """Give rows of any kind as a table of that engine; they take the place of earlier ones of the kind."""
    name = f"rows_of_{len(rows.schema)}_{rows.schema.names[0]}"
    _connection().register(name, rows)
    return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """Give the one connection of this process."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Shanghai'; SET threads = 1")
    return connection


def executed(rows: ibis.Table) -> pa.Table:
    """Give what the engine answers, in its own types."""
    return _connection().sql(_sql(rows.op())).to_arrow_table()


@lru_cache(maxsize=256)
def _sql(rows: Any) -> str:
    """Give the SQL of what an expression does, which most examples of a property share."""
    return str(ibis.to_sql(rows.to_expr(), dialect="duckdb"))


def answer(rows: ibis.Table, schema: ibis.Schema) -> list[Row]:
    """Give the rows of a view, as it declares them."""
    listed: list[Row] = declared(executed(rows), schema).to_pylist()
    return listed


def same(found: Iterable[Row], expected: Iterable[Row]) -> bool:
    """Say whether two lists of rows are equal but for their order."""
    return sorted(map(_spelled, found)) == sorted(map(_spelled, expected))


def _spelled(row: Row) -> str:
    cells = {name: str(cell) if isinstance(cell, datetime) else cell for name, cell in row.items()}
    return repr(sorted(cells.items()))


def groups(rows: Iterable[Row], *columns: str) -> Mapping[tuple[Any, ...], list[Row]]:
    """Give the events by what they have in some columns."""
    found: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in columns)].append(row)
    return found


def certain(rows: Iterable[Row]) -> list[Row]:
    """Give the events whose times can be relied on."""
    return [row for row in rows if row["time_quality"] != "doubtful"]


def distinct(rows: Iterable[Row], *columns: str) -> int:
    """Give how many different values there are that are set."""
    values = {tuple(row[column] for column in columns) for row in rows}
    return sum(1 for value in values if None not in value)


def the_one(rows: Iterable[Row], column: str) -> Any:
    """Give the only value that is set, or None."""
    values = {row[column] for row in rows} - {None}
    return values.pop() if len(values) == 1 else None


def greatest(rows: Iterable[Row], column: str) -> Any:
    """Give the greatest value that is set, or None."""
    return max((row[column] for row in rows if row[column] is not None), default=None)


def times(rows: Iterable[Row]) -> Row:
    """Give the first and the last time that can be relied on."""
    found = [row["time"] for row in certain(rows)]
    return {"first": min(found, default=None), "last": max(found, default=None)}


def number(rows: Iterable[Row], holds: Callable[[Row], bool]) -> int:
    """Give how many events something holds for."""
    return sum(1 for row in rows if holds(row))


def counts(rows: Sequence[Row]) -> Row:
    """Give how many calls there were, how many failed, and when."""
    return {
        "calls": len(rows),
        "failed": number(rows, lambda row: row["error_class"] != "none"),
        **times(rows),
    }


def network_facts(rows: Sequence[Row]) -> Row:
    """Give what is known of an address."""
    return {name: greatest(rows, name) for name in ("ip_kind", "ip_country", "ip_asn", "ip_org")}
