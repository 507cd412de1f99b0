"""Makes a lake of events for the benches: Parquet files by the schema of the lake, with the skew of real use.

A few keys make most of the calls, each from a few of its addresses and to a few actions; people call in
office hours, machines around the clock. One event in a thousand has a doubtful time. The same events in each
run.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from akwarden.store.lake.schema import LAKE_SCHEMA

START = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = 30
KEYS = 5_000
_SHARE = 500_000
_ACTIONS, _SERVICES = 1_000, 40
_OF_A_KEY = 12
"""Actions that a key calls."""
_DOUBTFUL, _ELSEWHERE = 1 / 1000, 1 / 50
"""The share of events with a doubtful time, and of those in another region than the usual one."""
_REGIONS = tuple(f"ap-{name}" for name in ("guangzhou", "shanghai", "beijing", "chengdu", "singapore"))
_CLIENTS = ("sdk-python", "sdk-go", "sdk-java", "cli", "console")
_ERRORS = ("none", "denied", "request", "throttled", "server", "signature")
_OFTEN = (0.93, 0.03, 0.02, 0.01, 0.005, 0.005)
_Indices = np.ndarray[Any, np.dtype[np.int64]]


def make_lake(folder: Path, count: int, pairs: int) -> list[Path]:
    """Write `count` events of up to `pairs` keys at addresses, in the order of time; return the files."""
    chance = np.random.default_rng(1)
    popular = 1 / np.arange(1, KEYS + 1)
    addresses = np.maximum((popular / popular.sum() * pairs).astype(np.int64), pairs // (2 * KEYS))
    shares = [min(_SHARE, count - done) for done in range(0, count, _SHARE)]
    files = [folder / f"{number:04d}.parquet" for number in range(len(shares))]
    for number, (file, size) in enumerate(zip(files, shares, strict=True)):
        key = chance.choice(KEYS, size, p=popular / popular.sum())
        # To a power, so that a key comes mostly from the first of its addresses.
        address = (chance.random(size) ** 4 * addresses[key]).astype(np.int64) + np.cumsum(addresses)[key]
        span = (number / len(shares), (number + 1) / len(shares))
        pq.write_table(
            _share(chance, key, address, span).select(LAKE_SCHEMA.names).cast(LAKE_SCHEMA),
            file,
            compression="zstd",
            row_group_size=_SHARE // 4,
        )
    return files


def _share(
    chance: np.random.Generator, key: _Indices, address: _Indices, span: tuple[float, float]
) -> pa.Table:
    """Return the events of one file."""
    size = len(key)
    action = (key * 7 + (chance.random(size) ** 2 * _OF_A_KEY).astype(np.int64)) % _ACTIONS
    names = [f"action{number}" for number in range(_ACTIONS)]
    actions = _picked(action, names)
    is_doubtful = chance.random(size) < _DOUBTFUL
    hashes = chance.integers(-(1 << 62), 1 << 62, size)
    low = address + (11 << 24)
    columns: dict[str, Any] = {
        "event_hash": hashes,
        "event_id": pa.array(hashes).cast(pa.string()),
        "time": pa.array(_times(chance, key, span), pa.timestamp("us", "UTC")),
        "time_quality": _picked(is_doubtful.astype(np.int64), ["exact", "doubtful"]),
        "ingested_at": _same(START + timedelta(days=DAYS), size, pa.timestamp("us", "UTC")),
        "provider": _picked(key % 2, ["tencent", "aws"]),
        "format": _picked(key % 2, ["cloudaudit", "cloudtrail"]),
        "account": _picked(key // 50, [f"{100_000_000_000 + number}" for number in range(KEYS // 50)]),
        "key_id": _picked(key, [f"AKID{number:032d}" for number in range(KEYS)]),
        "key_type": _picked((key % 5 == 0).astype(np.int64), ["permanent", "temporary"]),
        "principal_type": _same("user", size),
        "principal_id": _picked(key // 2, [f"{200_000 + number}" for number in range(KEYS // 2)]),
        "principal_name": _picked(key // 2, [f"user-{number}" for number in range(KEYS // 2)]),
        "service": _picked(action % _SERVICES, [f"service{number}" for number in range(_SERVICES)]),
        "action": actions,
        "action_name": actions,
        "read_write": _picked(action % 2, ["read", "write"]),
        "channel": _picked((key % 9 == 0).astype(np.int64), ["api", "console"]),
        "region": _picked((key + (chance.random(size) < _ELSEWHERE)) % len(_REGIONS), list(_REGIONS)),
        "source_ip": _addresses(low),
        "ip_family": _same(4, size, pa.int8()),
        "ip_high": _same(0, size, pa.int64()),
        "ip_low": low,
        "ip_kind": _picked(address % 3, ["internet", "cloud", "hosting"]),
        "ip_country": _picked(address % 4, ["CN", "SG", "US", "DE"]),
        "ip_asn": address % 500 + 45_000,
        "ip_org": _picked(address % 500, [f"Network {number}" for number in range(500)]),
        "user_agent": _picked(key % 50, [f"Agent/{number}.0 (linux)" for number in range(50)]),
        "client": _picked(key % len(_CLIENTS), list(_CLIENTS)),
        "error_class": _picked(chance.choice(len(_ERRORS), size, p=_OFTEN), list(_ERRORS)),
        "sensitive": action % 50 == 0,
        "raw": _same("{}", size),
    }
    missing = [field for field in LAKE_SCHEMA if field.name not in columns]
    return pa.table(columns | {field.name: pa.nulls(size, field.type) for field in missing})


def _times(chance: np.random.Generator, key: _Indices, span: tuple[float, float]) -> _Indices:
    """Return times in a part of the days, those of people, every second key, in office hours."""
    day = np.floor((span[0] + chance.random(len(key)) * (span[1] - span[0])) * DAYS)
    people = np.clip(chance.normal(6, 2.5, len(key)), 0, 23.99)  # 14:00 in UTC+8
    hour = np.where(key % 2 == 0, people, chance.random(len(key)) * 24)
    seconds: _Indices = ((day * 24 + hour) * 3_600_000_000).astype(np.int64)
    return np.sort(seconds) + int(START.timestamp()) * 1_000_000


def _picked(indices: _Indices, words: list[str]) -> pa.Array:
    """Return one of the words for each index."""
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), words).dictionary_decode()


def _same(value: object, size: int, kind: pa.DataType | None = None) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), size)


def _addresses(low: _Indices) -> pa.Array:
    """Return IPv4 addresses as they are written."""
    known, places = np.unique(low, return_inverse=True)
    parts = ([(number >> shift) & 255 for shift in (24, 16, 8, 0)] for number in known.tolist())
    return _picked(places, [".".join(map(str, part)) for part in parts])
