import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import ibis
import pyarrow as pa
import pytest
from sqlalchemy import Connection, Engine, create_engine
from tests.analytics.lake import ADDRESSES, KEYS, START, Row, address_of, arrow, event, numbered

from akwarden.analytics.answers import declared
from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.facts import Facts
from akwarden.detectors.behavior.novelty import KNOWN, enriched
from akwarden.model.backtest import Backtest
from akwarden.store.tables import METADATA
from akwarden.workflows.detection.backtest import backtest
from akwarden.workflows.detection.candidates import asks_for_firsts, candidates
from akwarden.workflows.detection.context import high_risk, key_facts, own_addresses
from akwarden.workflows.detection.ruleset import DetectionRule, read_behavior

DAYS = 30
NOW = START + timedelta(days=DAYS)
PLAIN = "{action: run, error_class: denied}"
DETECTIONS = {
    "plain": f"a: {PLAIN}\n  condition: a",
    "new-network": "a: {new_network: true, learning: false, action: run}\n  condition: a",
    "new-hour": "a: {new_hour: true, learning: false, action: stop}\n  condition: a",
    "first-use": "a: {first_use: true, provider: aws}\n  condition: a",
    "either": f"a: {PLAIN}\n  b: {{new_client: true, service: cam}}\n  condition: a or b",
    "unless-new": "a: {service: s3, learning: false}\n  b: {new_ip: true}\n  condition: a and not b",
    "of-the-account": "a: {account_new_region: true, service: s3}\n  condition: a",
    "high-risk": "a: {high_risk: true, new_action: true, ip_own: false}\n  condition: a",
    "young": "a: {asn_age_seconds|lt: 7200, action: run}\n  condition: a",
    "age": "a: {account_age_seconds|lt: 86400, age_seconds|gte: 60, service: cam}\n  condition: a",
    "score": "a: {score|gte: 1.0, action: run}\n  condition: a",
    "idle": "a: {idle_seconds|gte: 86400, action: run}\n  condition: a",
    "anything-new": "a: {new_asn: true, learning: false}\n  condition: a",
}
BURST = """
title: A burst
id: burst
status: experimental
correlation: {type: TYPE, rules: [one], group-by: [subject], timespan: 1d, condition: CONDITION}
level: low
---
title: One of them
name: one
status: experimental
logsource: {product: akwarden, service: calls}
detection:
  a: STEP
  condition: a
"""
BURSTS = {
    "burst": ("event_count", "{gte: 3}", "{action: run}"),
    "new-burst": ("value_count", "{gte: 2, field: action}", "{new_action: true, account: '*1'}"),
}


def rule(name: str) -> DetectionRule:
    if name in BURSTS:
        kind, condition, step = BURSTS[name]
        text = BURST.replace("TYPE", kind).replace("CONDITION", condition).replace("STEP", step)
    else:
        text = (
            f"title: T\nid: {name}\nstatus: experimental\nlogsource: {{product: akwarden, service: calls}}\n"
            f"detection:\n  {DETECTIONS[name]}\nlevel: low\n"
        )
    (found,) = read_behavior([(name, text)], is_own=False).rules
    return found


@cache
def world() -> Sequence[Row]:
    """Give four weeks of calls by keys and roles of some accounts, some at doubtful times; from a seed."""
    chance = random.Random(5)
    return numbered(_call(chance) for _ in range(1500))


def _call(chance: random.Random) -> Row:
    address = chance.choice((None, *ADDRESSES, *ADDRESSES[:2], *ADDRESSES[:2]))
    service, action = chance.choice(
        (("cvm", "run"), ("cvm", "stop"), ("cam", "createaccesskey"), ("s3", "run"))
    )
    key = chance.choice((None, *KEYS))
    cells = {
        "time": START + timedelta(minutes=chance.randrange(DAYS * 24 * 12) * 5),
        "time_quality": chance.choice(("exact", "exact", "exact", "zone_presumed", "doubtful")),
        "provider": chance.choice(("aws", "tencent")),
        "account": f"10000000000{chance.randrange(4)}",
        "key_id": key,
        "key_type": chance.choice(("permanent", "permanent", "temporary")),
        "issuer": None if key else chance.choice((None, "arn:role/ci")),
        "principal_name": chance.choice((None, "alice")),
        "service": service,
        "action": action,
        "action_name": action.title(),
        "client": chance.choice(("cli", "cli", "cli", "console")),
        "region": chance.choice((None, "", "ap-guangzhou", "us-east-1")),
        "error_class": chance.choice(("none", "none", "denied")),
        "source_ip": address,
        "ip_asn": None if address is None else chance.choice((45090, 45090, 64500)),
    }
    return event(**cells) | address_of(address)


@cache
def _engine() -> Engine:
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    return engine


@contextmanager
def connected() -> Iterator[Connection]:
    """Give a state that holds nothing."""
    with _engine().connect() as connection:
        yield connection


def tried(name: str, few: float) -> Backtest:
    with connected() as connection:
        return backtest(connection, ibis.memtable(arrow(world())), rule(name), NOW, days=DAYS, few=few)


def facts(connection: Connection) -> Facts:
    return Facts(
        keys=ibis.memtable(key_facts(connection, ())),
        addresses=ibis.memtable(own_addresses(connection)),
        high_risk=ibis.memtable(high_risk()),
    )


@cache
def rich() -> pa.Table:
    """Give all events with all that is known of them, as detection would have them."""
    with connected() as connection:
        nothing = ibis.memtable([], schema=KNOWN)
        made = enriched(ibis.memtable(arrow(world())), facts(connection), nothing)
        return declared(made.to_pyarrow(), ENRICHED)


def expected(name: str) -> list[tuple[Any, ...]]:
    """Give whom a rule finds, told by all events with all of their columns."""
    hits = set(rule(name).compiled.hits(ibis.memtable(rich())).to_pyarrow()["event_hash"].to_pylist())
    times: dict[tuple[str, str, str | None], list[datetime]] = defaultdict(list)
    for row in rich().select(["event_hash", "time", "provider", "account", "subject"]).to_pylist():
        if row["event_hash"] in hits and START < row["time"] <= NOW:
            times[(row["provider"], row["account"], row["subject"])].append(row["time"])
    return sorted(
        (
            (*who, len(found), len({at.date() for at in found}), min(found), max(found))
            for who, found in times.items()
        ),
        key=repr,
    )


def told(found: Backtest) -> list[tuple[Any, ...]]:
    return sorted(
        (
            (one.provider, one.account, one.subject, one.events, one.days, one.first, one.last)
            for one in found.subjects
        ),
        key=repr,
    )


@pytest.mark.parametrize("name", [*DETECTIONS, *BURSTS])
def test_it_finds_what_detection_would_have_found(name: str) -> None:
    found = tried(name, few=0)

    assert told(found) == expected(name) != []
    assert found.calls == sum(START < row["time"] <= NOW for row in world())


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in (*DETECTIONS, *BURSTS)
        if name not in {"plain", "score", "idle", "anything-new", "burst"}
    ],
)
def test_what_is_new_told_of_few_events_is_the_same(name: str) -> None:
    assert told(tried(name, few=1)) == expected(name)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("new-network", 1, 900),
        ("high-risk", 1, 600),
        ("either", 1, 900),
        ("plain", 1, 400),
        ("burst", 1, 900),
    ],
)
def test_few_events_are_looked_at(name: str, least: int, most: int) -> None:
    with connected() as connection:
        some = candidates(ibis.memtable(arrow(world())), rule(name).compiled, facts(connection))

    assert some is not None
    assert least <= int(some.count().to_pyarrow().as_py()) <= most


def test_a_rule_that_only_asks_what_is_new_may_find_any_event() -> None:
    with connected() as connection:
        some = candidates(ibis.memtable(arrow(world())), rule("anything-new").compiled, facts(connection))

    assert some is None


@pytest.mark.parametrize(
    ("name", "can"),
    [
        ("new-network", True),
        ("young", True),
        ("age", True),
        ("plain", False),
        ("score", False),
        ("idle", False),
    ],
)
def test_what_asks_for_all_events_of_a_subject_is_never_told_of_few(name: str, can: bool) -> None:  # noqa: FBT001  a column of a table
    assert asks_for_firsts(rule(name).compiled.columns) is can


def test_an_event_outside_of_the_days_is_not_counted() -> None:
    rows = numbered([event(time=NOW + timedelta(seconds=1)), event(time=NOW), event(time=START)])
    with connected() as connection:
        found = backtest(connection, ibis.memtable(arrow(rows)), rule("first-use"), NOW, days=DAYS)

    assert found.calls == 1
