"""The shape of records, beside real ones: the fields that they have, and the types of these."""

import gzip
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.emulator.traffic.told import records

from akwarden.emulator.traffic.variant import Variant
from akwarden.model.event import EventFormat

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "audit"
TENCENT = ("describe-events-2021.json", "describe-events-2023.json", "look-up-events-2019.json")
NOT_OF_TRAIL = {"@timestamp", "@version"}


def parsed(form: EventFormat) -> Iterator[Mapping[str, Any]]:
    """Yield the records of a format that are JSON."""
    for record in records():
        if record.format is form and Variant.BROKEN_REQUEST not in record.variants:
            yield json.loads(record.content)


@cache
def real_trail() -> list[dict[str, Any]]:
    """Give published CloudTrail events."""
    found = []
    for path in sorted((SAMPLES / "aws").glob("*.ndjson.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                content = json.loads(line)
                event = content.get("event", content)
                if isinstance(event, dict) and "eventName" in event:
                    found.append(event)
    return found


def real_audit(name: str) -> str:
    """Give the record of one of Tencent Cloud's own samples."""
    text: str = json.loads((SAMPLES / "tencent" / name).read_text(encoding="utf-8"))["CloudAuditEvent"]
    return text


def types(events: Iterator[Mapping[str, Any]] | list[dict[str, Any]]) -> dict[str, set[str]]:
    """Give the types of all fields of some events."""
    found: dict[str, set[str]] = {}
    for event in events:
        for name, value in event.items():
            found.setdefault(name, set()).add(type(value).__name__)
    return found


def test_trail_has_fields_of_real_events_and_no_others() -> None:
    real, ours = types(real_trail()), types(parsed(EventFormat.CLOUDTRAIL))

    assert ours.keys() <= real.keys() - NOT_OF_TRAIL
    assert all(ours[name] <= real[name] for name in ours)


def test_trail_has_identities_of_real_events_and_no_others() -> None:
    real = types([one["userIdentity"] for one in real_trail() if isinstance(one.get("userIdentity"), dict)])
    ours = types([dict(one["userIdentity"]) for one in parsed(EventFormat.CLOUDTRAIL)])

    # The identity provider of a web identity is in no sample; CloudTrail documents it.
    assert ours.keys() <= real.keys() | {"identityProvider"}
    assert all(ours[name] <= real[name] for name in ours.keys() & real.keys())


@pytest.mark.parametrize("field", ["eventName", "eventSource"])
def test_most_calls_are_known_from_real_events_too(field: str) -> None:
    real = {one[field] for one in real_trail()}
    ours = {one[field] for one in parsed(EventFormat.CLOUDTRAIL)}

    assert len(ours & real) > len(ours) / 2


def test_audit_has_the_fields_of_the_sample_of_2023() -> None:
    real = json.loads(real_audit("describe-events-2023.json"))
    clean = [
        json.loads(one.content)
        for one in records()
        if one.format is EventFormat.CLOUDAUDIT and not one.variants
    ]

    assert {frozenset(one) for one in clean} == {frozenset(real)}
    assert {frozenset(one["userIdentity"]) for one in clean} == {frozenset(real["userIdentity"])}


def test_audit_session_has_the_fields_of_the_sample_of_2023() -> None:
    real = json.loads(json.loads(real_audit("describe-events-2023.json"))["userIdentity"]["sessionContext"])
    sessions = [one["userIdentity"]["sessionContext"] for one in parsed(EventFormat.CLOUDAUDIT)]

    ours = [json.loads(one) for one in sessions if isinstance(one, str) and one]

    assert ours
    assert all(one.keys() == real.keys() for one in ours)


def test_audit_of_2021_has_the_fields_of_its_sample() -> None:
    real = json.loads(real_audit("describe-events-2021.json"))
    ours = [json.loads(one.content) for one in records() if Variant.SHAPE_2021 in one.variants]

    assert ours
    assert all(one.keys() == real.keys() for one in ours)


def test_audit_of_2019_has_the_fields_of_its_sample() -> None:
    real = real_audit("look-up-events-2019.json")
    names = {line.split('"')[0] for line in real.split('"')[1::2]}

    broken = [one for one in records() if Variant.BROKEN_REQUEST in one.variants]

    assert broken
    for one in broken:
        text = one.content.decode()
        head = text.partition('"requestParameters"')[0]
        assert {*head.split('"')[1::2]} & {"eventVersion", "eventTime", "apiVersion"} <= names
        assert '"apiVersion":"2.0"' in head


def test_audit_fields_are_those_of_samples() -> None:
    known: set[str] = set()
    for name in TENCENT[:2]:
        known |= json.loads(real_audit(name)).keys()

    assert types(parsed(EventFormat.CLOUDAUDIT)).keys() <= known


def test_records_are_as_large_as_real_ones() -> None:
    sizes = [len(record.content) for record in records()]

    assert 1_000 < sum(sizes) / len(sizes) < 1_500
    assert max(sizes) < 8_000


def test_line_of_a_log_has_all_fields() -> None:
    lines = [one.content.decode() for one in records() if one.format is EventFormat.COS_LOG]

    # 31 fields; the request line in quotes is one of them, and has three words.
    assert {len(line.split(" ")) for line in lines} == {31 + 2}


def test_records_are_one_line_each() -> None:
    assert not any(b"\n" in record.content for record in records())
