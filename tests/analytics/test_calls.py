"""What can be asked about calls, against the evaluator in Python."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import (
    KEYS,
    NOW,
    PROPERTY,
    START,
    Row,
    answer,
    event,
    events,
    executed,
    numbered,
    table,
)

from akwarden.analytics.calls import CALL_VOCABULARY, Asked, call_columns, fitting
from akwarden.analytics.first_seen import FIRST_SEEN, first_seen
from akwarden.query.evaluate import Cell, matches
from akwarden.query.parse import parse
from akwarden.query.tree import Query

QUERIES = (
    "key:KEY-c",
    "key_type:temporary",
    "account:10000*1 or account:none",
    "provider:aws",
    "principal:alice,1002",
    "-principal:bob",
    "type:root",
    "issuer:*ci",
    "session:s1,s2",
    "service:cvm action:RUN",
    "region:ap-* or region:none",
    "resource:*s3*b",
    "ip:203.0.113.0/29",
    "ip:2001:db8::/63",
    "-ip:203.0.113.7",
    "ip:none",
    "country:cn,sg",
    "asn>=64500",
    "org:ten*",
    "kind:tor,hosting",
    "client:cli",
    "agent:none",
    "result:ok",
    "result:denied,server",
    "error:accessdenied",
    "read_write:write",
    "channel:console",
    "sensitive:yes",
    "mfa:no or mfa:none",
    "time>=2026-03-05",
    "day:2026-03-09",
    "time<14d",
    "deploy -example",
    "-(service:cam or (result:ok 100000000001))",
)


def cells(row: Row) -> dict[str, Cell]:
    """Give an event as queries see it."""
    plain = ("account", "provider", "key_type", "service", "action", "region", "resource", "issuer", "client")
    same = ("read_write", "channel", "sensitive", "mfa", "time")
    facts = {"country": "ip_country", "asn": "ip_asn", "org": "ip_org", "kind": "ip_kind", "ip": "source_ip"}
    renamed = facts | {
        "key": "key_id",
        "session": "session_name",
        "agent": "user_agent",
        "error": "error_code",
    }
    found: dict[str, Cell] = {name: row[name] for name in (*plain, *same)}
    found |= {name: row[column] for name, column in renamed.items()}
    found["type"] = row["principal_type"]
    found["principal"] = tuple(one for one in (row["principal_name"], row["principal_id"]) if one is not None)
    return found | {"result": "ok" if row["error_class"] == "none" else row["error_class"]}


def found_by(query: Query, rows: list[Row]) -> list[str]:
    """Give the ids of the events that an engine finds."""
    kept = fitting(table(rows), Asked(query=query, now=NOW)).select("event_id")
    return sorted(executed(kept).column("event_id").to_pylist())


@PROPERTY
@given(rows=events(), texts=st.lists(st.sampled_from(QUERIES), min_size=1, max_size=3))
def test_an_engine_finds_the_events_that_match(rows: list[Row], texts: list[str]) -> None:
    query = parse(" or ".join(f"({text})" for text in texts), CALL_VOCABULARY)

    expected = [row["event_id"] for row in rows if matches(query, cells(row), CALL_VOCABULARY, NOW)]
    assert found_by(query, rows) == sorted(expected)


def test_every_query_of_the_list_finds_some_events_and_not_all() -> None:
    rows = numbered(
        [
            event(key_id="Key-C", key_type="temporary", provider="aws", account="", principal_name="alice"),
            event(issuer="arn:role/ci", session_name="s1", region="us-east-1", resource="arn:aws:s3:::b"),
            event(source_ip="2001:db8::1", ip_country="CN", ip_asn=64500, ip_kind="tor", ip_org="Tencent"),
            event(
                source_ip=None, client="cli", user_agent="a", error_class="denied", error_code="AccessDenied"
            ),
            event(
                read_write="write", channel="console", sensitive=True, mfa=True, service="cvm", action="run"
            ),
            event(principal_type="user", principal_name="Bob", time=NOW - timedelta(days=1)),
            event(time=START + timedelta(days=7), principal_name="deploy", account="x", service="cam"),
        ]
    )

    found = {text: found_by(parse(text, CALL_VOCABULARY), rows) for text in QUERIES}

    assert [text for text, ids in found.items() if not 0 < len(ids) < len(rows)] == []


def test_every_field_has_its_columns() -> None:
    by_field = call_columns(table([event()])).by_field

    assert set(by_field) == {field.name for field in CALL_VOCABULARY.fields}


@pytest.mark.parametrize("name", KEYS)
def test_a_view_is_about_the_events_that_are_asked_for(name: str) -> None:
    rows = numbered(event(key_id=key) for key in KEYS)
    asked = Asked(query=parse(f"key:{name}", CALL_VOCABULARY), now=NOW)

    assert [row["key_id"] for row in answer(first_seen(table(rows), asked), FIRST_SEEN)] == [name]
