import random
from itertools import product

import pytest
from tests.store.databases import postgresql, state
from tests.store.raised import closed, event, of_key, put
from tests.store.rows import NOW, add_account, add_key

from akwarden.model.alarm import AlarmStatus, Signal
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.store import alarm_listing, alarm_ways
from akwarden.store.alarm_columns import ALARM_VOCABULARY
from akwarden.store.alarm_gathered import Gathered
from akwarden.store.alarm_listing import AlarmQuestion
from akwarden.store.alarm_ways import gathering
from akwarden.store.state import State

__all__ = ["postgresql", "state"]

QUERIES = (
    "",
    "severity:high,low",
    "status:handled",
    "rule:a",
    "rule:a,b principal:alice",
    "rule:c* -key:any",
    "odd b",
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
        put(connection, *found)
        for one in found[::5]:
            closed(connection, one, AlarmStatus.HANDLED, "done", event(20).at)
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
    for sort, where in product(("severity", "-severity", "last", "-last", "-count"), QUERIES):
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
