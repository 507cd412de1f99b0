import hashlib
import struct
from datetime import UTC, datetime

import msgspec
import pytest
from tests.store.lake.lakes import NOW, event, facts, table

from akwarden.model.event import Channel, ErrorClass, Event, TimeQuality
from akwarden.model.network import NetworkFacts, NetworkKind
from akwarden.store.lake.columns import table_of
from akwarden.store.lake.schema import LAKE_SCHEMA

_WHOLE = event(
    7,
    datetime(2026, 5, 1, 10, 0, 0, 123_456, UTC),
    time_quality=TimeQuality.ZONE_PRESUMED,
    principal_id="P1",
    principal_name="alice",
    principal_account="210987654321",
    issuer="arn:aws:iam::123456789012:role/ci",
    session_name="build",
    action="RunInstances",
    channel=Channel.CONSOLE,
    region="eu-west-1",
    source_service="cloudformation",
    error_class=ErrorClass.DENIED,
    error_code="AccessDenied",
    resource="i-1",
    request_id="R1",
    mfa=True,
    sensitive=True,
)
_NETWORK = NetworkFacts(6, "2001:db8::1", -5, 7, NetworkKind.CLOUD, "SG", 64496, "Example")


def test_no_events_are_a_table_without_rows() -> None:
    assert table([]).schema.equals(LAKE_SCHEMA)
    assert table([]).num_rows == 0


def test_every_field_of_an_event_has_its_column() -> None:
    found = table_of([_WHOLE], lambda _: _NETWORK, lambda agent: f"of {agent}", NOW).to_pylist()[0]

    expected = {
        **{name: value for name, value in msgspec.to_builtins(_WHOLE).items() if name not in {"id", "time"}},
        "event_id": "event-7",
        "event_hash": found["event_hash"],
        "time": datetime(2026, 5, 1, 10, 0, 0, 123_456, UTC),
        "ingested_at": NOW,
        "action": "runinstances",
        "action_name": "RunInstances",
        "source_ip": "2001:db8::1",
        "ip_family": 6,
        "ip_high": -5,
        "ip_low": 7,
        "ip_kind": "cloud",
        "ip_country": "SG",
        "ip_asn": 64496,
        "ip_org": "Example",
        "client": "of aws-cli/2",
    }
    assert found == expected


def test_what_a_record_does_not_say_is_null() -> None:
    bare = event(1, key_id=None, source_ip=None, user_agent=None)

    found = table([bare]).to_pylist()[0]

    assert {name for name, value in found.items() if value is None} == {
        *("key_id", "principal_id", "principal_name", "principal_account", "issuer", "session_name"),
        *("region", "source_ip", "ip_family", "ip_high", "ip_low", "source_service", "ip_kind"),
        *("ip_country", "ip_asn", "ip_org", "user_agent", "error_code", "resource", "request_id", "mfa"),
    }


def test_a_text_that_is_no_address_has_no_network() -> None:
    found = table([event(1, source_ip="AWS Internal"), event(2)])

    assert found["source_ip"].to_pylist() == [None, "192.0.2.2"]
    assert found["ip_kind"].to_pylist() == [None, "reserved"]


def test_an_address_and_a_user_agent_are_looked_at_once() -> None:
    asked: list[str | None] = []

    def noted(text: str) -> NetworkFacts | None:
        asked.append(text)
        return facts(text)

    def client(agent: str | None) -> str:
        asked.append(agent)
        return "cli"

    table_of([event(1), event(201), event(2)], noted, client, NOW)

    assert asked == ["192.0.2.1", "192.0.2.2", "aws-cli/2"]


def test_the_hash_is_of_provider_account_and_id() -> None:
    found = table([event(1), event(2), event(1, datetime(2020, 1, 1, tzinfo=UTC), raw="other")])["event_hash"]

    digest = hashlib.blake2b(b"aws\x00123456789012\x00event-1", digest_size=8).digest()
    assert found.to_pylist() == [struct.unpack("<q", digest)[0], found[1].as_py(), found[0].as_py()]


@pytest.mark.parametrize("field", ["raw", "id", "user_agent", "resource"])
def test_half_a_surrogate_pair_is_no_error(field: str) -> None:
    found = table([msgspec.structs.replace(event(1), **{field: "a\ud800b"})])

    column = "event_id" if field == "id" else field
    assert found[column].to_pylist() == ["a?b"]


def test_columns_are_as_long_as_there_are_events() -> None:
    found = table([event(number) for number in range(1000)])

    found.validate(full=True)
    assert found.num_rows == 1000


def test_an_event_has_no_field_that_the_lake_forgets() -> None:
    named = {*LAKE_SCHEMA.names, "id"}

    assert set(Event.__struct_fields__) - named == set()
