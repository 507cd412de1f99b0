import random
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import Column, insert, select
from sqlalchemy.sql import visitors
from tests.store.databases import postgresql, state
from tests.store.raised import closed, event, of_key, put
from tests.store.rows import NOW, add_account, add_key, add_principal, key_id

from akwarden.model.alarm import AlarmStatus, Signal
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.risk.alarms import alarm_id
from akwarden.store import alarm_listing, alarm_ways
from akwarden.store.alarm_columns import ALARM_VOCABULARY
from akwarden.store.alarm_gathered import Gathered, by_id, said_by_id
from akwarden.store.alarm_listing import AlarmQuestion
from akwarden.store.alarm_sample import sampled
from akwarden.store.alarm_ways import gathering
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
        exact = sampled(connection, asked, 1000)
        estimate = sampled(connection, asked, 30)
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
