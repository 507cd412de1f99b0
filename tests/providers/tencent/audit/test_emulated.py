"""Every record that an emulated cloud keeps can be read, and tells what was done there."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from tests.emulator.tencent.cloud import account_of, ask, client, code_of, root_key
from tests.providers.tencent.audit.records import envelope, read_at, told, written

from akwarden.emulator.tencent.audit import TYPES
from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.record import record_of, text_of
from akwarden.emulator.tencent.scenario import load_scenario
from akwarden.emulator.tencent.server import Emulator
from akwarden.model.event import ActorType, Channel, ErrorClass, Event, ReadWrite, TimeQuality
from akwarden.model.finding import KeyType
from akwarden.providers.tencent.audit.cloudaudit import CloudAuditReader

VARIANTS = 7
"""How many kinds of records the emulator writes, one after the other."""

ALLOWED = '{"version":"2.0","statement":[{"effect":"allow","action":"cam:ListUsers","resource":"*"}]}'


@pytest.fixture(scope="module")
def acme() -> Iterator[Emulator]:
    """Give the emulated organization after calls of many kinds, each kind in every variant of a record."""
    cloud = load_scenario("acme", seed=1)
    with Emulator(cloud, rate_scale=0) as running:
        sts, cam = client("sts", running), client("cam", running)
        issued = ask(sts, "GetFederationToken", Name="uploader", Policy=ALLOWED)["Credentials"]
        session = client("cam", running, issued["TmpSecretId"], issued["TmpSecretKey"], issued["Token"])
        for _ in range(VARIANTS):
            ask(cam, "ListUsers")
            ask(session, "ListUsers")
            code_of(cam, "GetUser", Name="nobody")
            code_of(session, "AddUser", Name="nobody")
        for kind, generation, user in product(TYPES, ["", "2.0"], ["", "sun.li"]):
            put(running, action="CreateCollApiKey", type=kind, generation=generation, user=user, token="x")
        put(running, action="GetRole", type="ApiCall", code="AuthFailure.SignatureFailure")
        yield running


def put(acme: Emulator, **fields: Any) -> None:
    """Put in an event that no call made, in every variant of a record."""
    common: dict[str, Any] = {
        "account": account_of(acme).uin,
        "service": "cam",
        "user_address": "203.0.113.9",
        "secret_id": "made-up",
        "write": True,
        "sensitive": True,
        "parameters": {"Name": '"quoted", {"and": "nested"}'},
    }
    for _ in range(VARIANTS):
        put_event(acme.cloud, Put(**(common | fields)))


def entries(acme: Emulator, action: str) -> list[dict[str, Any]]:
    """Give all entries that looking up answers with."""
    audit, now = client("cloudaudit", acme), int(acme.cloud.clock.now())
    asked: dict[str, Any] = {"StartTime": now - 86_400, "EndTime": now + 5, "MaxResults": 50}
    found: list[dict[str, Any]] = []
    while True:
        page = ask(audit, action, **asked)
        found += page["Events"]
        if page["ListOver"]:
            return found
        asked["NextToken"] = page["NextToken"]


def read(acme: Emulator, content: Any) -> Event:
    return read_at(content, acme.cloud.clock.now())


@pytest.mark.parametrize("action", ["DescribeEvents", "LookUpEvents"])
def test_entries_of_the_api_are_events(acme: Emulator, action: str) -> None:
    found = entries(acme, action)

    events = [read(acme, entry) for entry in found]

    assert len(events) > 100
    assert all(CloudAuditReader().fits(written(entry)) for entry in found)
    assert [event.action for event in events] == [entry["EventName"] for entry in found]
    assert [event.id for event in events] == [entry["EventId"] for entry in found]
    assert {event.account for event in events} == {str(found[0]["AccountID"])}
    assert {event.time_quality for event in events} == {TimeQuality.EXACT, TimeQuality.ZONE_PRESUMED}
    assert max(event.time for event in events) / 1_000_000 <= acme.cloud.clock.now()


def test_records_of_every_account_are_events_in_every_wrapping(acme: Emulator) -> None:
    seen = 0
    for account in acme.cloud.accounts.values():
        for event in account.events:
            record = record_of(account, event)
            bare = text_of(record).encode()
            careless = text_of(record, careless=True).encode()
            seen += 1

            assert CloudAuditReader().fits(bare)
            assert told(read(acme, bare)) == told(read(acme, careless))
            assert told(read(acme, bare)) == told(read(acme, envelope(record)))
            assert told(read(acme, bare)) == told(read(acme, envelope(text_of(record))))
            assert told(read(acme, bare)) == told(read(acme, {"__CONTENT__": text_of(record, careless=True)}))

    assert seen > 100


def of(acme: Emulator, action: str) -> list[Event]:
    """Give the events of an action, all variants of its records."""
    account = account_of(acme)
    records = [text_of(record_of(account, event), careless=True) for event in account.events]
    return [event for record in records if (event := read(acme, record.encode())).action == action]


def test_calls_of_one_key_are_alike_in_every_variant(acme: Emulator) -> None:
    (root,) = {
        (event.key_id, event.key_type, event.issuer, event.source_ip, event.read_write, event.channel)
        for event in of(acme, "ListUsers")
        if event.principal_type is ActorType.ROOT and event.error_class is ErrorClass.NONE
    }

    key = root_key(acme).secret_id
    assert root == (key, KeyType.PERMANENT, None, "127.0.0.1", ReadWrite.READ, Channel.API)


def test_temporary_key_is_told_in_every_variant(acme: Emulator) -> None:
    events = [event for event in of(acme, "ListUsers") if event.principal_type is ActorType.FEDERATED]

    assert len(events) == VARIANTS
    assert {event.key_type for event in events} == {KeyType.TEMPORARY}
    assert {event.session_name for event in events} == {"uploader"}
    assert {event.issuer for event in events} == {f"qcs::cam::uin/{events[0].account}:root"}


def test_failures_are_told_in_every_variant(acme: Emulator) -> None:
    gone, denied, refused = (
        [event.error_class for event in of(acme, action)] for action in ("GetUser", "AddUser", "GetRole")
    )

    assert gone == [ErrorClass.REQUEST] * VARIANTS
    assert denied == [ErrorClass.DENIED] * VARIANTS
    assert refused == [ErrorClass.SIGNATURE] * VARIANTS


def test_persons_are_told_by_their_own_address_in_every_variant(acme: Emulator) -> None:
    events = [
        event
        for event in of(acme, "CreateCollApiKey")
        if event.channel in {Channel.CONSOLE, Channel.MINI_PROGRAM} and event.key_id == "made-up"
    ]

    assert len(events) == VARIANTS * 2 * 2 * 2
    assert {event.source_ip for event in events} == {"203.0.113.9"}
    assert {event.principal_type for event in events} == {ActorType.ROOT, ActorType.USER}
    assert {event.read_write for event in events} == {ReadWrite.WRITE}
    # The old API leaves the mark of sensitive actions empty.
    assert {event.sensitive for event in events} == {True, False}
