import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import PROPERTY, Row, address_of, event, executed, numbered, table
from tests.detectors.behavior.habits import network as expected_network

from akwarden.detectors.behavior.watching import EVERYTHING, network, sightings, subject, watched


def subject_of(**cells: object) -> str | None:
    rows = table([event(**cells)])
    found: str | None = executed(rows.select(who=subject(rows)))["who"][0].as_py()
    return found


NOBODY: Row = {"key_id": None, "issuer": None, "principal_id": None, "principal_name": None}


@pytest.mark.parametrize(
    ("cells", "who"),
    [
        ({"key_id": "K", "key_type": "permanent", "issuer": "arn:x", "principal_id": "1"}, "key:K"),
        ({"key_id": "K", "key_type": "unknown", "principal_id": "1"}, "key:K"),
        ({"key_id": "K", "key_type": "temporary", "issuer": "arn:x", "principal_id": "1"}, "issuer:arn:x"),
        ({"key_id": "K", "key_type": "temporary", "principal_id": "1"}, "principal:1"),
        ({"key_id": "K", "key_type": "temporary"}, None),
        ({"issuer": "arn:x", "principal_id": "1"}, "issuer:arn:x"),
        ({"principal_id": "1", "principal_name": "alice"}, "principal:1"),
        ({"principal_name": "alice"}, "principal:alice"),
        ({}, None),
    ],
)
def test_a_lasting_key_is_watched_and_else_whoever_stands_behind_the_call(
    cells: Row, who: str | None
) -> None:
    assert subject_of(**NOBODY | cells) == who


EDGES = (
    *("::", "::1", "0:1::", "0:0:1::", "1::", "1:0:1::", "ffff:f00f:10::"),
    *("0.0.0.0", "255.255.255.255", "10.0.200.3"),  # noqa: S104  an address, nothing is bound to it
)
addresses = st.ip_addresses() | st.sampled_from([ipaddress.ip_address(text) for text in EDGES])


@given(found=st.lists(addresses, min_size=20, max_size=40))
@PROPERTY
def test_a_network_is_the_one_that_python_names(found: list[ipaddress.IPv4Address]) -> None:
    texts = [str(one) for one in found]
    rows = table(numbered(event() | address_of(text) for text in texts))

    told = executed(rows.select("source_ip", name=network(rows))).to_pylist()

    assert {one["source_ip"]: one["name"] for one in told} == {text: expected_network(text) for text in texts}


def test_an_event_without_an_address_has_no_network() -> None:
    rows = table([event(source_ip=None)])

    assert executed(rows.select(name=network(rows)))["name"].to_pylist() == [None]


def test_an_event_shows_its_values_to_its_subject_and_to_the_account() -> None:
    rows = table([event(error_class="denied", error_code="AccessDenied", principal_id="1001", region="")])

    found = executed(sightings(watched(rows), EVERYTHING)).to_pylist()

    assert sorted((row["subject"], row["dimension"], row["value"]) for row in found) == [
        ("account", "any", ""),
        ("account", "principal", "1001"),
        ("account", "service", "cvm"),
        ("key:key-a", "action", "cvm:describeinstances"),
        ("key:key-a", "any", ""),
        ("key:key-a", "client", "sdk-python"),
        ("key:key-a", "error", "AccessDenied"),
        ("key:key-a", "hour", "0"),
        ("key:key-a", "ip", "203.0.113.7"),
        ("key:key-a", "network", "203.0.113.0/24"),
        ("key:key-a", "service", "cvm"),
    ]


def test_an_event_whose_time_is_doubtful_shows_nothing() -> None:
    rows = table([event(time_quality="doubtful")])

    assert executed(sightings(watched(rows), EVERYTHING)).num_rows == 0
