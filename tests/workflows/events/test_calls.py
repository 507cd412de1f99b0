"""Listing source addresses by what people and accounts say of them."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.store.rows import add_account, add_address
from tests.workflows.events.imports import NOW, Shop, lines, trail

from akwarden.errors import QueryError
from akwarden.model.note import NoteField, NoteKind, Subject
from akwarden.store import notes
from akwarden.store.migration import open_state
from akwarden.workflows.events.calls import list_source_ips
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.keys.listing import Asked

CALLS = ("203.0.113.7", "203.0.113.9", "198.51.100.1", "8.8.8.8", "2001:db8::1")
"""In the order of their times."""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Give calls from an address of ours, from one with a remark, and from others."""
    folder = tmp_path_factory.mktemp("calls")
    with (
        closing(open_state(folder / "home", None)) as state,
        closing(Shop(state, folder / "lake")) as shop,
    ):
        with state.writing() as connection:
            account = add_account(connection)
            add_address(connection, account, "203.0.113.9/32")
            remark = {NoteField.REMARK: "Berlin"}
            notes.put(connection, {Subject(NoteKind.IP, "203.0.113.0/24"): remark}, "alice", NOW)
        (folder / "a").write_bytes(
            lines(trail(n, sourceIPAddress=address) for n, address in enumerate([*CALLS, "a.amazonaws.com"]))
        )
        shop.take(folder / "a")
        yield shop


def listed(shop: Shop, where: str) -> list[str]:
    """Give the addresses that a query asks for, the first caller first, whatever page they are on."""
    found: list[str] = []
    after = None
    with shop.state.reading() as connection:
        while True:
            wanted = Asked(where=where, sort="-first", limit=2, after=after, with_deleted=False, now=NOW)
            listing = list_source_ips(connection, events_of(shop.lake), wanted)
            found += [row.source_ip for row in listing]
            after = listing.next
            if after is None:
                assert len(found) == listing.total
                return found


@pytest.mark.parametrize(
    ("where", "addresses"),
    [
        ("trust:own", CALLS[1:2]),
        ("trust:foreign", (CALLS[0], *CALLS[2:])),
        ("-trust:own", (CALLS[0], *CALLS[2:])),
        ("remark:any", CALLS[:2]),
        ("remark:none", CALLS[2:]),
        ("remark:berl*", CALLS[:2]),
        ("remark:any trust:foreign", CALLS[:1]),
        ("trust:own or ip:2001:db8::/32", (CALLS[1], CALLS[4])),
        ("-kind:reserved remark:none", CALLS[3:4]),
    ],
)
def test_addresses_are_chosen_by_whose_they_are_and_what_is_said(
    shop: Shop, where: str, addresses: tuple[str, ...]
) -> None:
    assert listed(shop, where) == list(addresses)


def test_a_word_that_says_nothing_of_trust_is_refused(shop: Shop) -> None:
    with pytest.raises(QueryError, match="trust"):
        listed(shop, "trust:friend")
