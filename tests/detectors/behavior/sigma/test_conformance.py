"""Compiled rules on DuckDB fit the same events as the matcher in plain Python finds.

All rules of ours on all events that are shipped, and generated rules on texts that are easily misread. A rule
that is refused agrees if the reason is one of `REFUSED`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import Any

import ibis
import pyarrow as pa
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.analytics.lake import START, Row, event, executed, registered
from tests.detectors.behavior.enriching import enrich
from tests.detectors.behavior.sigma.generated import (
    OWN_NAMES,
    TRAIL_NAMES,
    VALUES,
    Document,
    correlations,
    meetings,
    own_row,
    single_rules,
    trail_record,
)
from tests.detectors.behavior.sigma.matcher import hits
from tests.detectors.behavior.sigma.rules import AWS, COLUMNS, OWN, correlation, fault, rule, text
from tests.providers.aws.audit import trail
from tests.providers.tencent.audit import records

from akwarden.detectors.behavior.columns import ENRICHED
from akwarden.detectors.behavior.sigma.load import compile_rules
from akwarden.detectors.behavior.sigma.running import every_hit
from akwarden.model.event import Event
from akwarden.networks import clients
from akwarden.networks.lookup import Networks
from akwarden.providers.audit import RecordError
from akwarden.store.lake.columns import table_of
from akwarden.workflows.detection.samples import events_of

FEW = settings(max_examples=max(4, settings().max_examples // 25), suppress_health_check=[*HealthCheck])
"""Few examples of several rules each: every one takes a query over many columns."""
REFUSED = (
    r"`\S+` has `\w+` of an empty text, which fits everything",
    r"`\S+` holds (numbers|true or false|times), and is compared with ",
    r"the condition (fits every|can fit no) event",
    r"a value without a field fits every event: it is empty or `\*` alone",
    r"the pattern `.*` has `[\^$]` for the ends of lines, which engines read differently",
    r"a text with capitals is compared with a field that is kept in lower case",
    r"a number has more digits than are read exactly",
    # What pySigma refuses itself.
    r"Modifier SigmaCaseSensitiveModifier incompatible to value type of 'SigmaFieldReference",
    r"Wide modifier only allowed for ascii strings",
    r"UTF-16BE modifier only allowed for valid Unicode strings",
    r"Base64 encoding of strings with wildcards is not allowed",
    # Of correlations.
    r"temporal_ordered takes all of its rules: leave its condition out",
    r"the condition `\w+: \d+` (can never hold|holds for every event of its rules)",
    r"Sigma correlation condition must have exactly one condition item",
)
INEXACT = "a number has more digits than are read exactly; an id stands in quotes"


# The comparison


@dataclass(frozen=True)
class Events:
    """Rows, and the same as a table."""

    rows: Sequence[Row]
    schema: ibis.Schema
    table: pa.Table

    @classmethod
    def of(cls, rows: Sequence[Row], schema: ibis.Schema) -> "Events":
        """Give rows new hashes, and make a table of them."""
        numbered = [row | {"event_hash": at} for at, row in enumerate(rows)]
        return cls(numbered, schema, pa.Table.from_pylist(numbered, schema=schema.to_pyarrow()))


@dataclass(frozen=True)
class Compared:
    """What became of rules."""

    fitted: Mapping[str, int]
    """How many events each rule that runs fits, as the matcher says."""
    differences: Mapping[str, tuple[set[int], set[int]]]
    """The places of rows that only the matcher finds, and of those that only the compiled rule fits."""
    refused: Sequence[str]


def compared(rules: Mapping[str, Sequence[Document]], events: Events) -> Compared:
    """Try each rule, which is some documents with a name, in both ways."""
    compiled = compile_rules([(name, text(*documents)) for name, documents in rules.items()], events.schema)
    found = defaultdict(set)
    if compiled.rules:
        for hit in executed(every_hit(compiled.rules, registered(events.table))).to_pylist():
            found[compiled.rules[hit["rule"]].origin].add(hit["event_hash"])
    expected = {one.origin: hits(rules[one.origin], events.rows) for one in compiled.rules}
    differences = {
        name: (fits - found[name], found[name] - fits)
        for name, fits in expected.items()
        if fits != found[name]
    }
    fitted = {name: len(fits) for name, fits in expected.items()}
    return Compared(fitted, differences, [one.reason for one in compiled.faults])


def unlisted(reasons: Sequence[str]) -> list[str]:
    """Give those of the reasons that `REFUSED` does not have."""
    return [one for one in reasons if not any(re.match(known, one, re.DOTALL) for known in REFUSED)]


def assert_agreed(rules: Sequence[Sequence[Document]], events: Events) -> None:
    """Check that the rules fit the same in both ways, or are refused for a reason that is known."""
    found = compared({str(at): one for at, one in enumerate(rules)}, events)

    assert not found.differences
    assert unlisted(found.refused) == []


# What is shipped


@cache
def ours() -> Mapping[str, Sequence[Document]]:
    """Give the documents of all rules of ours."""
    folder = files("akwarden.rules") / "behavior"
    written = {one.name: one.read_text() for one in folder.iterdir() if one.name.endswith(".yml")}
    return {name: list(yaml.load_all(one, Loader=yaml.CSafeLoader)) for name, one in written.items()}


@cache
def shipped() -> Events:
    """Give all audit records that are samples of tests, enriched, and all samples of rules."""
    rows, begin = enrich(lake_rows(audit_events())), START
    for document in chain.from_iterable(ours().values()):
        samples = document.get("akwarden", {}).get("samples", {})
        for sample in chain(samples.get("match", ()), samples.get("no_match", ())):
            made = events_of(sample, begin)
            begin = max(row["time"] for row in made) + timedelta(days=1, seconds=1)
            rows += made
    return Events.of(rows, ENRICHED)


def audit_events() -> list[Event]:
    """Read the audit records that can be read."""
    found = [records.read(records.sample(path.stem)) for path in sorted(records.SAMPLES.glob("*.json"))]
    for _, record in trail.real():
        try:
            found.append(trail.read(record))
        except RecordError:
            continue
    return found


def lake_rows(found: Sequence[Event]) -> list[Row]:
    """Give events as the lake keeps them, also those that it would take for one."""
    rows = table_of(found, Networks().facts, clients.family, START).to_pylist()
    return [row | {"event_hash": at} for at, row in enumerate(rows)]


@pytest.mark.timeout(300)
def test_all_rules_of_ours_fit_the_same_events_in_both_ways() -> None:
    found = compared(ours(), shipped())

    assert not found.differences
    assert found.refused == []
    assert found.fitted.keys() == ours().keys()
    assert all(found.fitted.values())


# Rules of single events


@cache
def own_events() -> Events:
    """Give rows of odd values in columns of their own."""
    return Events.of([own_row(at) for at in range(2 * len(VALUES))], ENRICHED)


@cache
def trail_events() -> Events:
    """Give rows of odd values inside records of CloudTrail, and some of another cloud."""
    found = [trail.read(trail_record(at)) for at in range(2 * len(VALUES))]
    others = [event(event_id=str(at), raw="{}", user_agent=one) for at, one in enumerate(VALUES[1:9])]
    return Events.of(lake_rows(found) + others, COLUMNS)


def some(rules: st.SearchStrategy[Sequence[Document]]) -> st.SearchStrategy[list[Sequence[Document]]]:
    """Give several rules, which share a query."""
    return st.lists(rules, min_size=8, max_size=8)


@FEW
@given(some(single_rules(OWN_NAMES, OWN)))
def test_generated_rules_fit_the_same_rows_in_both_ways(rules: list[Sequence[Document]]) -> None:
    assert_agreed(rules, own_events())


@FEW
@given(some(single_rules(TRAIL_NAMES, AWS)))
def test_generated_rules_fit_the_same_records_of_cloudtrail_in_both_ways(
    rules: list[Sequence[Document]],
) -> None:
    assert_agreed(rules, trail_events())


TRIED: Mapping[str, Any] = {
    "region": ["A*C", "?"],
    "region|contains|all": ["a", "C"],
    "region|startswith": "a\\*",
    "region|endswith|cased": ["C", "\\\\"],
    "region|neq": ["a", "", "ä"],
    "user_agent": None,
    "user_agent|exists": True,
    "user_agent|re": "^[a-c]+$",
    "user_agent|re|i": ["s|k", "İ"],
    "user_agent|re|s": "^a.b$",
    "source_ip|cidr": ["10.0.0.0/25", "2001:db8::/32"],
    "source_ip|cidr|neq": "::ffff:10.0.0.0/104",
    "ip_asn": [1, "45090"],
    "ip_asn|gt": 1,
    "idle_seconds|gte": 1 << 53,
    "score|lt": 1.5,
    "score|lte": 1.4999999999999998,
    "region|gte": 1,
    "mfa": False,
    "resource|fieldref": "region",
    "resource|fieldref|startswith|neq": "region",
    "error_code": ["Σ", "I"],
    "error_code|base64": "abc",
    "error_code|base64offset|contains": "abc",
    "error_code|windash|endswith": ["-b", "-a"],
    "region|expand": "a?c",
    "key_leaked_at|hour": [12, 23],
    "key_leaked_at|week": 53,
    "time|year": 2027,
}
"""Lines that fit some rows and not others."""


@cache
def tried() -> Compared:
    """Try them all in one query."""
    rows = [*own_events().rows, own_row(2) | {"error_code": "a", "time": datetime(2027, 1, 1, tzinfo=UTC)}]
    return compared({key: [rule({key: value})] for key, value in TRIED.items()}, Events.of(rows, ENRICHED))


@pytest.mark.parametrize("key", TRIED)
def test_every_modifier_fits_some_rows_and_the_same_in_both_ways(key: str) -> None:
    found = tried()

    assert found.refused == []
    assert key not in found.differences
    assert 0 < found.fitted[key] < len(own_events().rows)


@pytest.mark.parametrize(
    "number", [(1 << 53) + 1, -(1 << 53) - 1, (1 << 63) - 1, 1 << 63, -(1 << 63) - 1, 1e300]
)
@pytest.mark.parametrize("key", ["ip_asn", "region", "score|gte", "region|lt"])
def test_a_number_that_is_not_read_exactly_is_refused(key: str, number: float) -> None:
    found = compared({"field": [rule({key: number})], "keyword": [rule([number])]}, own_events())

    assert found.refused == [INEXACT, INEXACT]


def test_a_text_is_the_number_that_is_written_so_and_no_other() -> None:
    numbers = (7, -7, 0, (1 << 63) - 1, (1 << 63) - 2)
    rows = [events_of({"provider": "aws", "ip_asn": number}, START)[0] for number in numbers]
    texts = ("7", "-7", "0", "007", "-0", str((1 << 63) - 1), str(1 << 63))
    rules = {text: [rule({"ip_asn": text})] for text in texts}

    found = compared(rules, Events.of(rows, ENRICHED))

    assert not found.differences
    assert found.fitted == {"7": 1, "-7": 1, "0": 1, str((1 << 63) - 1): 1}


# Correlations


@FEW
@given(st.lists(meetings(), min_size=2, max_size=14), some(correlations()))
def test_correlations_close_at_the_same_events_in_both_ways(
    rows: list[Row], rules: list[Sequence[Document]]
) -> None:
    assert_agreed(rules, Events.of(rows, COLUMNS))


@pytest.mark.parametrize("kind", ["event_count", "value_count", "temporal"])
def test_a_count_that_no_engine_reaches_is_refused(kind: str) -> None:
    condition = {"gte": 1 << 63} | ({"field": "region"} if kind == "value_count" else {})

    reason = fault(rule({"region": "x"}, name="base"), correlation(kind, ["base"], condition=condition))

    assert reason == INEXACT
