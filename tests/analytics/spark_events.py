"""Events that engines could disagree about, and what is known beside them; the same in each run."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

import pyarrow as pa
from tests.analytics.every_view import BESIDE
from tests.analytics.lake import (
    ADDRESSES,
    KEYS,
    START,
    Row,
    address_of,
    answer,
    event,
    groups,
    numbered,
    table,
)

from akwarden.detectors.behavior.baseline import LEARNED, learned
from akwarden.detectors.behavior.watching import VALUE

NUMBER = 4000
_MICROSECOND, _HOUR, _DAY = timedelta(microseconds=1), timedelta(hours=1), timedelta(days=1)
_FAR = (datetime(2038, 2, 1, 3, 30, tzinfo=UTC), datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
_NOBODY = dict.fromkeys(("key_id", "issuer", "principal_id", "principal_name"))
_EDGES = (
    *("::", "::1", "0:1::", "0:0:1::", "1::", "1:0:1::", "ffff:f00f:10::", "7fff:ffff::", "8000::"),
    *("2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    *("0.0.0.0", "255.255.255.255", "10.0.200.3", "198.51.100.255", "198.51.101.0"),  # noqa: S104  addresses alone
)
_PLACES = (
    (None, None, None, None),
    *(
        (address, country, asn, "hosting")
        for address, country, asn in zip(ADDRESSES, "abcdef", range(6), strict=True)
    ),
)


def made_up(number: int = NUMBER) -> list[Row]:
    """Give events whose cells are drawn by chance, many of them not set, and then the odd ones."""
    chance = random.Random(number)
    return numbered([*(_one(chance) for _ in range(number)), *_odd()])


def _one(chance: random.Random) -> Row:
    """Give one event."""
    address, country, asn, kind = chance.choice(_PLACES)
    at = START + timedelta(microseconds=chance.randrange(14 * 86_400_000_000))
    on_the_hour = at.replace(minute=0, second=0, microsecond=0)
    service, action = chance.choice((("cvm", "run"), ("cvm", "stop"), ("cam", "run"), ("s3", "put")))
    return event(
        time=chance.choice((at, at, on_the_hour)),
        time_quality=chance.choice(("exact", "exact", "exact", "zone_presumed", "doubtful")),
        provider=chance.choice(("tencent", "aws")),
        account=chance.choice(("100000000001", "100000000002", "")),
        key_id=chance.choice((*KEYS, *(f"key-{number}" for number in range(20)), None)),
        key_type=chance.choice(("permanent", "temporary")),
        principal_type=chance.choice(("root", "user")),
        principal_id=chance.choice((None, "1001", "1002")),
        principal_name=chance.choice((None, "alice", "Bob", "deploy/ü")),
        issuer=chance.choice((None, "arn:role/ci", "arn:role/ops")),
        session_name=chance.choice((None, "s1", "s2")),
        service=service,
        action=action,
        region=chance.choice((None, "", "ap-guangzhou", "us-east-1")),
        source_ip=address,
        ip_country=country,
        ip_asn=None if asn is None else asn * 45090,
        ip_kind=kind,
        user_agent=chance.choice((None, "Boto3/1.0", "tccli 3\n%_'x")),
        client=chance.choice(("sdk-python", "cli", "")),
        resource=chance.choice((None, "qcs::cos:*", "arn:aws:s3:::b")),
        error_class=chance.choice(("none", "none", "denied", "server")),
        error_code=chance.choice((None, "", "AccessDenied")),
        read_write=chance.choice(("read", "write")),
        channel=chance.choice(("api", "console")),
        sensitive=chance.random() < 0.2,
        mfa=chance.choice((None, True, False)),
        ingested_at=at + timedelta(seconds=chance.choice((0, 61.5, 3600, 86_400, 864_000))),
    )


def _odd() -> Iterator[Row]:
    """Yield what chance hardly gives: one moment, turns of days, no name, no time, addresses at ends."""
    for key in ("tied-1", "tied-2"):
        for by in (0, 0, 1):
            for region in ("tied", f"tied-{by}"):
                yield event(key_id=key, region=region, time=START + 3 * _DAY + by * _MICROSECOND)
    for days in range(4, 7):
        for by in (-1, 0, 1):
            yield event(key_id="turn", region=f"{days} {by}", time=START + days * _DAY + by * _MICROSECOND)
    for far in _FAR:
        yield event(key_id="far", time=far, time_quality="doubtful")
    for hours in (0, 0, 1):
        yield event(**_NOBODY, region="nobody", time=START + hours * _HOUR)
    for hours, address in enumerate(_EDGES):
        yield event(key_id="edges", source_ip=address, time=START + hours * _HOUR)
    for days in (15, 16):
        yield event(service="late", action=f"day{days}", time=START + days * _DAY)


# What is known beside them


@cache
def beside() -> Mapping[str, pa.Table]:
    """Give the tables of `BESIDE`: facts, and the baselines of a third of the first days."""
    rows: Mapping[str, list[Row]] = {
        "keys": [_key(at, key_id) for at, key_id in enumerate((*KEYS, *(f"key-{at}" for at in range(12))))],
        "addresses": [_span(*ends) for ends in _OWN],
        "high_risk": [{"operation": operation} for operation in ("cvm:run", "s3:put")],
    }
    made = {name: pa.Table.from_pylist(some, BESIDE[name].to_pyarrow()) for name, some in rows.items()}
    return made | {"known": _known()}


_OWN = (
    (ADDRESSES[1], ADDRESSES[1]),
    ("198.51.100.0", "198.51.100.255"),
    # Once more: its events still count once.
    ("198.51.100.0", "198.51.100.255"),
    ("2001:db8::", "2001:db8:0:ffff:ffff:ffff:ffff:ffff"),
)


def _key(at: int, key_id: str) -> Row:
    row: Row = dict.fromkeys(BESIDE["keys"].names)
    return row | {
        "key_id": key_id,
        "key_status": ("active", "disabled", "deleted")[at % 3],
        "is_root": at % 4 == 0,
        "created_at": None if at % 5 == 0 else START - at * _DAY,
        "stopped_at": START + 7 * _DAY if at % 3 else None,
        "leaked_at": START + 5 * _DAY + _MICROSECOND if at % 2 else None,
        "canary": at % 7 == 0,
    }


def _span(first: str, last: str) -> Row:
    begins, ends = address_of(first), address_of(last)
    return {
        "family": begins["ip_family"],
        **{f"from_{half}": begins[f"ip_{half}"] for half in ("high", "low")},
        **{f"to_{half}": ends[f"ip_{half}"] for half in ("high", "low")},
    }


def _known() -> pa.Table:
    """Give baselines as the state keeps them, but for weights, which nothing that is asked here looks at."""
    early = (row for row in made_up() if row["time"] < START + 6 * _DAY and row["event_hash"] % 3 == 0)
    seen = answer(learned(table(list(early))), LEARNED)
    news = [
        min(days, key=lambda row: row["first"]) | {"count": 1}
        for (*_, value), days in groups(seen, *VALUE).items()
        if value and days[0]["is_told_apart"]
    ]
    seen += [row | {"value": ""} for row in news]
    seen += [row | {"subject": row["peers"]} for row in news if row["peers"]]
    kept = [
        dict(zip(VALUE, key, strict=True))
        | {
            "first": min(row["first"] for row in days),
            "last": max(row["last"] for row in days),
            "days": len({row["day"] for row in days}),
            "count": sum(row["count"] for row in days),
            "weight": 1000,
        }
        for key, days in groups(seen, *VALUE).items()
    ]
    return pa.Table.from_pylist(kept, BESIDE["known"].to_pyarrow())
