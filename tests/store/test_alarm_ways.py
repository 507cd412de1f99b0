import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, RowMapping, insert, select
from sqlalchemy.sql import visitors
from tests.store.databases import postgresql, state
from tests.store.raised import closed, event, of_key, put
from tests.store.rows import NOW, add_account, add_key, add_principal, key_id

from akwarden.model.alarm import AlarmStatus, Signal
from akwarden.model.severity import Severity
from akwarden.query.evaluate import matches
from akwarden.query.parse import parse
from akwarden.risk.alarms import alarm_id
from akwarden.store import alarm_listing, alarm_ways
from akwarden.store.alarm_columns import ALARM_VOCABULARY, alarm_orders
from akwarden.store.alarm_gathered import Gathered, by_id, gathered, said_by_id
from akwarden.store.alarm_listing import AlarmQuestion, Walking, Way
from akwarden.store.alarm_sample import Sample, sample
from akwarden.store.alarm_ways import gathering
from akwarden.store.paging import chosen
from akwarden.store.state import State
from akwarden.store.tables import alarms, notes

__all__ = ["postgresql", "state"]

SORTS = [f"{sign}{name}" for name in ("severity", "last", "first", "count") for sign in ("", "-")]
QUERIES = (
    "",
    "severity:high,low",
    "status:handled",
    "rule:a",
    "rule:a,b principal:alice",
    "rule:c* -key:any",
    "odd b",
    "owner:zoe,li.wei",
    "owner:zoe provider:tencent",
    "owner:none",
    "-owner:zoe rule:b",
    "li",
)


def signals() -> list[Signal]:
    """Give alarms of each severity at times of which several are the same."""
    chance = random.Random(1)
    return [
        of_key(
            number,
            chance.choice("abc"),
            chance.randrange(9),
            title=chance.choice(("odd", "even")),
            severity=chance.choice(list(Severity)),
            principals=(chance.choice(("alice", "bob")),),
        )
        for number in range(60)
    ]


@pytest.fixture
def many(state: State) -> State:
    """Give a state with 60 alarms, some of them closed."""
    found = signals()
    with state.writing() as connection:
        add_key(connection, 1, account_id=add_account(connection, "prod", number="100000000001"))
        add_principal(connection, 1, "bob")
        put(connection, *found)
        for one in found[::5]:
            closed(connection, one, AlarmStatus.HANDLED, "done", event(20).at)
        for kind, subject, owner in (
            ("key", key_id(3), "zoe"),
            ("key", key_id(7), "li.wei"),
            ("principal", "mainland/100000000001/id-bob", "li.wei"),
        ):
            row = {"kind": kind, "subject": subject, "owner": owner, "tags": "[]"}
            connection.execute(insert(notes).values(**row, changed_at=NOW, changed_by="a test"))
        soon = alarms.update().values(snoozed_until=NOW + timedelta(days=1))
        connection.execute(soon.where(alarms.c.id.in_([alarm_id(one) for one in found[::7]])))
    return state


def pages(state: State, question: AlarmQuestion, *, ahead: bool) -> list[str]:
    """Give the ids of all pages, by the way that is taken or with nothing looked up before."""
    found: list[str] = []
    with state.reading() as connection:
        while True:
            by = alarm_listing.way(connection, question) if ahead else None
            page = list(alarm_listing.listed(connection, question, by))
            found += [one.row.kept.gathered.id for one in page]
            if len(page) < (question.limit or 0):
                return found
            question = AlarmQuestion(
                query=question.query,
                now=NOW,
                sort=question.sort,
                limit=question.limit,
                with_hidden=question.with_hidden,
                after=page[-1].cursor,
            )


def test_whichever_way_they_are_looked_for_the_pages_are_the_same(many: State) -> None:
    for sort, where in product(SORTS, QUERIES):
        query, hidden = parse(where, ALARM_VOCABULARY), "status" in where or sort == "-last"
        asked = AlarmQuestion(query=query, now=NOW, sort=sort, limit=17, with_hidden=hidden)
        whole = AlarmQuestion(query=query, now=NOW, sort=sort, limit=None, with_hidden=hidden)
        with many.reading() as connection:
            at_once = [one.row.kept.gathered.id for one in alarm_listing.listed(connection, whole)]

        assert pages(many, asked, ahead=False) == at_once, (sort, where)
        assert pages(many, asked, ahead=True) == at_once, (sort, where)


def test_whichever_way_they_are_counted_there_are_as_many(many: State) -> None:
    for where in QUERIES:
        asked = AlarmQuestion(query=parse(where, ALARM_VOCABULARY), now=NOW, limit=7)
        with many.reading() as connection:
            by = alarm_listing.way(connection, asked)

            assert alarm_listing.counts(connection, asked, by) == alarm_listing.counts(connection, asked), (
                where
            )


def test_what_few_alarms_can_hold_is_looked_up_first(many: State) -> None:
    with many.reading() as connection:
        few = gathering(
            connection, parse("rule:a key:akid00000000000000000000000000000003", ALARM_VOCABULARY)
        )
        none = gathering(connection, parse("-rule:a severity:high key:none", ALARM_VOCABULARY))
        found = alarm_listing.way(
            connection, AlarmQuestion(query=parse("rule:a", ALARM_VOCABULARY), now=NOW, limit=7)
        )

    assert few is not None
    assert few.size < 60
    assert none is None
    assert isinstance(found, Gathered)


def test_very_many_are_estimated_and_say_so(many: State) -> None:
    asked = AlarmQuestion(query=parse("principal:alice,bob", ALARM_VOCABULARY), now=NOW, limit=7)
    with many.reading() as connection:
        by = gathering(connection, asked.query)
        assert by is not None
        many_of = alarm_ways.Gathering(by.ids, by.rest, alarm_ways.FEW + 1)
        found = alarm_listing.counts(connection, asked, many_of)

    assert found.approximate
    assert found.shown > found.handled > 0


def test_the_first_alarms_by_their_ids_tell_about_how_many_there_are(many: State) -> None:
    asked = AlarmQuestion(query=parse("rule:a,b", ALARM_VOCABULARY), now=NOW)
    with many.reading() as connection:
        exact = sample(connection, asked, 1000).counted()
        estimate = sample(connection, asked, 30).counted()
        counted = alarm_listing.counts(connection, asked)

    assert not exact.approximate
    assert exact.all[AlarmStatus.OPEN] - exact.snoozed == counted.shown
    assert exact.snoozed == counted.snoozed > 0
    assert estimate.approximate
    assert abs(sum(estimate.all.values()) - sum(exact.all.values())) < 20


def test_alarms_whose_ids_are_known_are_looked_up_in_an_index_that_holds_all_that_is_asked_for() -> None:
    query = parse("provider:tencent severity:high owner:zoe count>2", ALARM_VOCABULARY)
    rows = by_id(select(alarms.c.id, alarms.c.status).where(alarms.c.id == "a", said_by_id(query, NOW)))
    columns = {one for one in visitors.iterate(rows) if isinstance(one, Column) and one.table is alarms}
    (index,) = [one for one in alarms.indexes if one.name == "ix_alarms_id"]

    assert columns <= set(index.columns)


# Words, as a plain look at all rows finds them

_WORD = st.sampled_from(
    ("a", "b", "BOB", "li", "akid", "0007", "203.0", "prod", "1000", "zoe", "wei", "nobody")
)
_PART = st.tuples(st.sampled_from(("", "-")), _WORD).map("".join)
_LOOKED_FOR = st.lists(_PART, min_size=1, max_size=3).map(" ".join) | st.tuples(_PART, _PART).map(" or ".join)
_PLAIN: dict[str, Callable[[RowMapping], tuple[Any, ...]]] = {
    "severity": lambda row: (-Severity(row["severity"]).rank, -row["last_at"].timestamp(), row["id"]),
    "last": lambda row: (-row["last_at"].timestamp(), row["id"]),
    "first": lambda row: (row["first_at"].timestamp(), row["id"]),
    "count": lambda row: (-row["count"], -row["last_at"].timestamp(), row["id"]),
}


def plainly(connection: Connection, asked: AlarmQuestion) -> list[str]:
    """Give the ids of all alarms that hold a query, by a look at each row."""
    by_id_ = {alarm_id(one): one for one in signals()}
    rows = [
        row
        for row in connection.execute(select(alarms)).mappings()
        if row["raised"] and (asked.with_hidden or (row["status"] == "open" and row["snoozed_until"] is None))
    ]
    found = [
        row for row in rows if matches(asked.query, _cells(by_id_[row["id"]]), ALARM_VOCABULARY, asked.now)
    ]
    return [row["id"] for row in sorted(found, key=_PLAIN[asked.sort])]


def _cells(one: Signal) -> dict[str, Any]:
    """Give all that words are looked for in; titles of rules are left out, which differ here for one rule."""
    owners = {key_id(3): "zoe", key_id(7): "li.wei", "bob": "li.wei"}
    named = (*one.key_ids, *one.principals)
    owned = (owners[name] for name in named if name in owners)
    return {"rule": [one.rule, *named, *one.source_ips, one.account, "prod", *owned]}


def ways(connection: Connection, asked: AlarmQuestion) -> Iterator[tuple[str, Way | None]]:
    """Yield each way that alarms can be looked for, whichever is taken where they are as few as here."""
    yield "taken", alarm_listing.way(connection, asked)
    yield "nothing ahead", None
    some = sample(connection, asked, 30)
    yield "a short walk", Walking(some)
    none = [msgspec.structs.replace(one, fits=0) for one in some.alike]
    yield "a long walk", Walking(Sample(none, times=1e6))
    by = gathering(connection, asked.query)
    if by is not None:
        order = chosen(alarm_orders(), asked.sort, alarms.c.id)
        yield "a good part", gathered(connection, replace(by, is_good_part=True), asked, order)


@given(where=_LOOKED_FOR, sort=st.sampled_from(sorted(_PLAIN)), hidden=st.booleans())
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_words_find_what_a_plain_look_at_all_rows_finds_whichever_way(
    many: State, where: str, sort: str, *, hidden: bool
) -> None:
    asked = AlarmQuestion(
        query=parse(where, ALARM_VOCABULARY), now=NOW, sort=sort, limit=7, with_hidden=hidden
    )
    with many.reading() as connection:
        expected = plainly(connection, asked)
        cursors: set[str] = set()
        for name, by in ways(connection, asked):
            page = list(alarm_listing.listed(connection, asked, by))
            counts = alarm_listing.counts(connection, asked, by)
            cursors |= {one.cursor for one in page[-1:]}

            assert [one.row.kept.gathered.id for one in page] == expected[:7], (name, where)
            assert counts.approximate or counts.shown == len(expected), (name, where)
            assert not counts.approximate or isinstance(by, Walking), (name, where)
        for cursor in cursors:
            behind = msgspec.structs.replace(asked, after=cursor)
            page = list(alarm_listing.listed(connection, behind))
            assert [one.row.kept.gathered.id for one in page] == expected[7:14], where
    assert len(cursors) == bool(expected), where
