import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import NOW, event, executed, numbered, table
from tests.store.databases import postgresql, state
from tests.store.rows import NOW as THEN
from tests.store.rows import add_account, add_address

from akwarden.analytics.matching import matching
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.query.evaluate import matches
from akwarden.query.parse import parse
from akwarden.query.tree import Network
from akwarden.store import notes
from akwarden.store.state import State
from akwarden.workflows.events.places import (
    WATCH_VOCABULARY,
    Places,
    from_networks,
    placed,
    places_of,
    ranges,
    remarked,
)

__all__ = ["postgresql", "state"]

SAID = {
    "203.0.113.0/24": "office Berlin",
    "203.0.113.8/32": "pay gateway",
    "2001:db8::/64": "office Berlin",
}
PLACES = Places(remarked=remarked(SAID), own=ranges(["203.0.113.8/32", "198.51.100.0/24"]))
CALLS = ("203.0.113.7", "203.0.113.8", "198.51.100.1", "192.0.2.1", "2001:db8::1", "2001:db8:0:1::", None)


def fitting(text: str) -> set[str | None]:
    """Give the addresses whose calls fit a query."""
    rows = numbered(event(source_ip=address) for address in CALLS)
    query = placed(parse(text, WATCH_VOCABULARY), PLACES)
    found = {row["event_hash"] for row in executed(matching(table(rows), [("q", query)], NOW)).to_pylist()}
    return {row["source_ip"] for row in rows if row["event_hash"] in found}


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("remark:any", {"203.0.113.7", "203.0.113.8", "2001:db8::1"}),
        ("remark:none", {"198.51.100.1", "192.0.2.1", "2001:db8:0:1::"}),
        ('remark:"Office Berlin"', {"203.0.113.7", "2001:db8::1"}),
        ("remark:pay*", {"203.0.113.8"}),
        ("remark:nobody", set()),
        ("remark:none,pay*", {"198.51.100.1", "192.0.2.1", "2001:db8:0:1::", "203.0.113.8"}),
        ("-remark:any", {"198.51.100.1", "192.0.2.1", "2001:db8:0:1::", None}),
        ("trust:own", {"203.0.113.8", "198.51.100.1"}),
        ("trust:foreign", {"203.0.113.7", "192.0.2.1", "2001:db8::1", "2001:db8:0:1::"}),
        ("trust:own,foreign", set(CALLS) - {None}),
        ("trust:none", {None}),
        ("trust:any", set(CALLS) - {None}),
        ("trust:foreign -remark:any", {"192.0.2.1", "2001:db8:0:1::"}),
        ("(trust:own or remark:none) ip:198.51.100.0/24", {"198.51.100.1"}),
    ],
)
def test_what_is_said_of_an_address_chooses_calls(text: str, addresses: set[str | None]) -> None:
    assert fitting(text) == addresses


_PREFIXES = st.builds(
    lambda number, length: str(ipaddress.ip_network((number, length), strict=False)),
    st.integers(0, 255).map(lambda low: (10 << 24) | low),
    st.integers(24, 32),
)


@given(st.dictionaries(_PREFIXES, st.sampled_from(["a", "b", "c"]), max_size=12))
def test_each_address_has_the_remark_of_the_narrowest_network_around_it(said: dict[str, str]) -> None:
    found = remarked(said)

    parsed = {ipaddress.ip_network(name): remark for name, remark in said.items()}
    for low in range(256):
        address = ipaddress.ip_address((10 << 24) | low)
        around = [one for one in parsed if address in one]
        wanted = parsed[max(around, key=lambda one: one.prefixlen)] if around else None
        has = [one.remark for one in found if one.network.low <= int(address) <= one.network.high]
        assert has == ([] if wanted is None else [wanted])


@given(st.lists(_PREFIXES, max_size=60), st.integers(0, 255))
def test_a_tree_of_many_networks_holds_for_the_same_addresses(names: list[str], low: int) -> None:
    address = ipaddress.ip_address((10 << 24) | low)

    query = from_networks(ranges(names))

    row = {"ip": str(address)}
    assert matches(query, row, WATCH_VOCABULARY, NOW) == any(
        address in ipaddress.ip_network(name) for name in names
    )


def test_networks_that_touch_become_one() -> None:
    assert ranges(
        ["192.0.2.0/25", "192.0.2.128/25", "192.0.2.7/32", "2001:db8::/33", "2001:db8:8000::/33"]
    ) == (
        Network(0xC0000200, 0xC00002FF, 4),
        Network(0x20010DB8 << 96, (0x20010DB9 << 96) - 1, 6),
    )


def test_the_state_says_what_is_ours_and_what_has_a_remark(state: State) -> None:
    with state.writing() as connection:
        account = add_account(connection)
        add_address(connection, account, "203.0.113.9/32", kind="eip")
        add_address(connection, None, "198.51.100.0/24", kind="office")
        add_address(connection, None, "192.0.2.0/24", kind="partner")
        wanted = {
            Subject(NoteKind.IP, "203.0.113.0/24"): {NoteField.REMARK: "Berlin"},
            Subject(NoteKind.IP, "203.0.113.77/32"): {NoteField.OWNER: "bob"},
        }
        notes.put(connection, wanted, "alice", THEN)

    with state.reading() as connection:
        found = places_of(connection)

    assert found.own == ranges(["198.51.100.0/24", "203.0.113.9/32"])
    assert [(one.network, one.remark) for one in found.remarked] == [
        (Network(0xCB007100, 0xCB0071FF, 4), "Berlin")
    ]
