import hashlib
import json
import traceback
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from tests.store.audit_log.logs import event, log

from akwarden.errors import AuditLogError
from akwarden.model.secret import Secret
from akwarden.store.audit_log.chain import START, Digest, Entry, Event, decode, digest_of, follow

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
YEARS = (datetime(1900, 1, 1), datetime(2900, 1, 1))  # noqa: DTZ001  hypothesis adds the zones
events = st.builds(
    Event,
    at=st.datetimes(*YEARS, timezones=st.timezones() | st.just(UTC)),
    actor=texts,
    action=texts,
    object=texts,
    details=st.dictionaries(
        texts,
        texts | st.booleans() | st.none() | st.integers() | st.integers(-(1 << 200), 1 << 200),
        max_size=5,
    ),
)


def test_a_record_has_one_form() -> None:
    first, second = log(2)

    assert first.canonical.decode() == snapshot(
        '{"action":"secret.reveal","actor":"alice","at":"2026-11-01T00:00:01Z","details":{"attempt":1,"forced":false,"reason":"rotation"},"number":1,"object":"key-1","previous":"0000000000000000000000000000000000000000000000000000000000000000","schema":"akwarden.audit/1"}'
    )
    assert decode(second.canonical).previous == first.digest.hex()
    assert decode(first.canonical).previous == START.hex() == "0" * 64
    assert first.digest == hashlib.sha256(first.canonical).digest() == digest_of(first.canonical)


@given(st.lists(events, min_size=1, max_size=5))
def test_records_are_read_back_as_they_were_written(happened: list[Event]) -> None:
    last = None
    for number, each in enumerate(happened, start=1):
        last = follow(last, each)

        record = decode(last.canonical)

        assert (record.number, last.number) == (number, number)
        assert (record.actor, record.action, record.object) == (each.actor, each.action, each.object)
        assert record.details == each.details
        assert record.at == each.at.astimezone(UTC)
        assert record.at.utcoffset() == timedelta(0)


@given(st.dictionaries(texts, texts, min_size=2, max_size=6))
def test_the_order_of_details_makes_no_difference(details: dict[str, str]) -> None:
    turned = dict(reversed(details.items()))
    one, other = (msgspec.structs.replace(event(1), details=given) for given in (details, turned))

    assert follow(None, one) == follow(None, other)


def test_times_of_one_moment_give_one_record() -> None:
    there = msgspec.structs.replace(event(1), at=event(1).at.astimezone(timezone(timedelta(hours=8))))

    assert follow(None, there) == follow(None, event(1))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(AuditLogError, match="zone"):
        follow(None, msgspec.structs.replace(event(1), at=datetime(2026, 1, 1)))  # noqa: DTZ001  that is the point


def test_a_time_that_utc_can_not_tell_is_refused() -> None:
    earliest = datetime.min.replace(tzinfo=timezone(timedelta(hours=8)))

    with pytest.raises(AuditLogError, match="zone"):
        follow(None, msgspec.structs.replace(event(1), at=earliest))


@pytest.mark.parametrize(
    "value",
    [
        Secret(b"canary-value"),
        b"canary-value",
        ["canary-value"],
        {"canary": "value"},
        1.5,
        float("nan"),
        datetime(2026, 1, 1, tzinfo=UTC),
        "canary\ud800",
        10**5000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_detail_is_refused_and_not_shown(value: Any) -> None:
    with pytest.raises(AuditLogError) as refused:
        follow(None, msgspec.structs.replace(event(1), details={"value": value}))

    assert "canary" not in "".join(traceback.format_exception_only(refused.value))
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("field", ["actor", "action", "object"])
@pytest.mark.parametrize("value", [Secret(b"canary-value"), b"canary-value", None, 1, "\udfff"], ids=repr)
def test_what_is_no_text_is_refused(field: str, value: Any) -> None:
    with pytest.raises(AuditLogError):
        follow(None, msgspec.structs.replace(event(1), **{field: value}))


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + " ",
        lambda text: " " + text,
        lambda text: text.replace(":", ": ", 1),
        lambda text: text.replace("alice", "\\u0061lice"),
        lambda text: text.replace('"actor":"alice",', ""),
        lambda text: text.replace('"actor":"alice",', '"actor":"bob","actor":"alice",'),
        lambda text: text.replace("{", '{"more":1,', 1),
        lambda text: text.replace('"number":1', '"number":0'),
        lambda text: text.replace('"number":1', '"number":1.0'),
        lambda text: text.replace("akwarden.audit/1", "akwarden.audit/2"),
        lambda text: text.replace("00Z", "00+00:00").replace("01Z", "01+00:00"),
        lambda text: text.replace("0" * 64, "0" * 63),
        lambda text: text.replace("0" * 64, "A" * 64),
        lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")),
        lambda text: text[:-1],
        lambda _: "",
        lambda _: "[]",
    ],
)
def test_a_record_in_any_other_form_is_refused(edit: Any) -> None:
    canonical = follow(None, event(1)).canonical
    other = edit(canonical.decode()).encode()

    assert other != canonical
    with pytest.raises(AuditLogError):
        decode(other)


@pytest.mark.parametrize(
    "last", [Entry(1, b"", Digest(b"short")), Entry(-5, b"", START)], ids=["digest", "number"]
)
def test_nothing_follows_an_entry_that_can_not_be_one(last: Entry) -> None:
    with pytest.raises(AuditLogError):
        follow(last, event(2))


@pytest.mark.parametrize("value", ["[" * 100_000, '{"a":' * 100_000, "1" * 5000, "1e400"], ids=len)
@pytest.mark.parametrize("field", ['"attempt":1', '"number":1', '"actor":"alice"'])
def test_a_record_with_what_is_deep_or_huge_is_refused_by_our_error(field: str, value: str) -> None:
    canonical = follow(None, event(1)).canonical.decode()
    other = canonical.replace(field, f"{field.partition(':')[0]}:{value}")

    assert other != canonical
    with pytest.raises(AuditLogError):
        decode(other.encode())


@given(st.binary(max_size=100))
def test_bytes_that_are_no_record_are_refused_by_our_error(content: bytes) -> None:
    with pytest.raises(AuditLogError):
        decode(content)
