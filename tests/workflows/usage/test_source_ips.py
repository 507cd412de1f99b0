"""Source addresses on each database: what lists, facets and maps say is what the sums hold."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from tests.store.databases import postgresql, state
from tests.workflows.usage.usages import NOW, Shop, some_calls

from akwarden.errors import QueryError, UsageError
from akwarden.model.note import NoteField
from akwarden.model.severity import Severity
from akwarden.model.source_ip_row import SourceIpType, SourceTrust
from akwarden.model.watch_policy import Watched
from akwarden.store.state import State
from akwarden.store.tables import addresses
from akwarden.store.usage.source_ips import SORTS
from akwarden.workflows.access.scope import NOWHERE, Scope
from akwarden.workflows.detection.allowing import Allowing, add_entry
from akwarden.workflows.detection.policies import Watching, add_policy
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.notes.saving import Saying, say_of_network
from akwarden.workflows.usage.facet_fields import IP_FACETS
from akwarden.workflows.usage.following import follow
from akwarden.workflows.usage.ip_facets import source_ip_facets
from akwarden.workflows.usage.ip_page import source_ip_page, source_map
from akwarden.workflows.usage.source_ips import list_source_ips

__all__ = ["postgresql", "state"]

TENCENT = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000001")}))
EVERYWHERE = Scope(everywhere=True)
SAYING = Saying(actor="tester", now=NOW, dry_run=False)


def allowing(query: str) -> Allowing:
    """Return an entry of the allow-list for a year."""
    until = NOW.replace(year=NOW.year + 1)
    return Allowing(query=query, rule=None, reason="tests", owner="ops", until=until, actor="a", now=NOW)


@pytest.fixture
def shop(state: State, tmp_path: Path) -> Iterator[Shop]:
    """Give 200 calls that are summed, and what people say of some networks."""
    with closing(Shop(state, tmp_path / "lake")) as opened:
        opened.take("-", stdin=some_calls(0, 200))
        follow(state, opened.lake, NOW)
        say_of_network(state, "203.0.113.0/29", NoteField.REMARK, ["Pay gate"], SAYING)
        say_of_network(state, "203.0.113.3", NoteField.OWNER, ["team-net"], SAYING)
        say_of_network(state, "2001:db8::/64", NoteField.OWNER, ["team-six"], SAYING)
        with state.writing() as connection:
            own = {"network": "203.0.113.9/32", "kind": "office", "resource": "Berlin", "label": "Berlin"}
            low = f"{0xFFFF << 32 | 0xCB007109:032x}"
            connection.execute(insert(addresses).values(account_id=None, low=low, high=low, **own))
        for query in ("ip:203.0.113.10", "ip:203.0.113.11 service:cam"):
            add_entry(state, allowing(query))
        watched = Watched(where="ip:203.0.113.12")
        add_policy(state, Watching(name="block", watched=watched, severity=Severity.HIGH, actor="a", now=NOW))
        yield opened


def listed(shop: Shop, where: str = "", **asked: Any) -> list[str]:
    with shop.state.reading() as connection:
        listing = list_source_ips(connection, Asked(where=where, now=NOW, **asked))
        rows = [row.source_ip for row in listing]
        assert asked.get("limit") or len(rows) == listing.total
        return rows


def addresses_of(*numbers: int) -> set[str]:
    return {f"203.0.113.{number}" for number in numbers}


def test_what_people_say_is_asked_for_beside_what_is_counted(shop: Shop) -> None:
    assert len(listed(shop)) == 20
    assert set(listed(shop, 'remark:"pay gate"')) == addresses_of(*range(8))
    assert set(listed(shop, "owner:team-net")) == addresses_of(3)
    assert set(listed(shop, "owner:team-six")) == {"2001:db8::", "2001:db8::1", "2001:db8::2"}
    assert set(listed(shop, "trust:trusted")) == addresses_of(9, 10)
    assert set(listed(shop, "trust:blocked")) == addresses_of(12)
    assert set(listed(shop, "trust:unknown")) == addresses_of(8, 13, 14, 15, 16)
    assert set(listed(shop, "trust:known")) == addresses_of(*range(8), 11) | {
        "2001:db8::",
        "2001:db8::1",
        "2001:db8::2",
    }
    assert set(listed(shop, "type:office")) == addresses_of(9)
    assert set(listed(shop, "pay ip:203.0.113.0/30")) == addresses_of(0, 1, 2, 3)
    assert set(listed(shop, "-remark:any -owner:any -trust:blocked")) == addresses_of(
        8, 9, 10, 11, 13, 14, 15, 16
    )
    assert len(listed(shop, "type:office,reserved")) == 20
    assert listed(shop, "type:internet") == []


@pytest.mark.parametrize("scope", [EVERYWHERE, TENCENT])
def test_pages_of_each_order_hold_every_address_once(shop: Shop, scope: Scope) -> None:
    whole = set(listed(shop, scope=scope))
    for sort in (*SORTS, *(f"-{name}" for name in SORTS)):
        found: list[str] = []
        after = None
        while True:
            asked = Asked(sort=sort, limit=7, after=after, now=NOW, scope=scope)
            with shop.state.reading() as connection:
                listing = list_source_ips(connection, asked)
                found += [row.source_ip for row in listing]
            after = listing.next
            if after is None:
                break
        assert (len(found), set(found)) == (len(whole), whole), sort


def test_a_scope_shows_what_its_accounts_saw(shop: Shop) -> None:
    with shop.state.reading() as connection:
        everything = {row.source_ip: row for row in list_source_ips(connection, Asked(now=NOW))}
        some = {row.source_ip: row for row in list_source_ips(connection, Asked(now=NOW, scope=TENCENT))}
        others = list(list_source_ips(connection, Asked(where="provider:aws", now=NOW, scope=TENCENT)))

    assert sum(row.calls for row in everything.values()) == 200
    assert sum(row.calls for row in some.values()) == 100
    assert all(row.keys < everything[name].keys for name, row in some.items())
    assert others == []
    assert listed(shop, scope=NOWHERE) == []


def test_facets_of_a_query_add_up_to_its_addresses(shop: Shop) -> None:
    for where in ("", "remark:any", "ip:203.0.113.0/24 -trust:blocked", "pay"):
        total = len(listed(shop, where))
        with shop.state.reading() as connection:
            facets = source_ip_facets(connection, Asked(where=where, now=NOW), IP_FACETS).facets
        for facet in facets:
            assert sum(value.count for value in facet.values) == total, (where, facet.field)
            for value in facet.values:
                narrowed = f"{where} {value.query}"
                assert len(listed(shop, narrowed)) == value.count, narrowed


def test_a_page_tells_all_of_an_address(shop: Shop) -> None:
    with shop.state.reading() as connection:
        page = source_ip_page(connection, "203.0.113.10", NOW, EVERYWHERE)
        mapped = source_ip_page(connection, "::ffff:203.0.113.10", NOW, EVERYWHERE)
        hidden = source_ip_page(connection, "203.0.113.10", NOW, NOWHERE)
        own = source_ip_page(connection, "203.0.113.9", NOW, EVERYWHERE)
        world = source_map(connection, Asked(now=NOW))

    assert page is not None
    assert page.row is not None
    assert own is not None
    assert own.row is not None
    assert page == mapped
    assert hidden is None
    assert sum(key.calls for key in page.keys) == page.row.calls
    assert [entry.query for entry in page.allowed] == ["ip:203.0.113.10"]
    assert page.row.trust is SourceTrust.TRUSTED
    assert (own.row.type, own.row.resource) == (SourceIpType.OFFICE, "Berlin")
    assert (world.points, world.no_place, world.no_place_calls) == ((), 20, 200)


def test_wrong_questions_are_told(shop: Shop) -> None:
    with pytest.raises(QueryError):
        listed(shop, "trsut:known")
    with pytest.raises(UsageError):
        listed(shop, sort="colour")
    with pytest.raises(UsageError):
        listed(shop, after="nothing")


def test_hostile_words_are_only_words(shop: Shop) -> None:
    for where in ('"%_\'; DROP TABLE usage_pairs --"', 'owner:"x\\"y"', "key:*%*", 'network:"_%"'):
        assert listed(shop, where) == []
    assert len(listed(shop)) == 20
