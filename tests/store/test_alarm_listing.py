from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.event import listen
from tests.store.databases import postgresql, state
from tests.store.raised import closed, event, of_key, put, signal
from tests.store.rows import NOW, add_account, add_key, add_principal, key_id

from akwarden.errors import UsageError
from akwarden.model.alarm import AlarmStatus, AlarmSubject, AlarmType
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.risk.alarms import alarm_id
from akwarden.store import alarm_listing
from akwarden.store.alarm_columns import ALARM_VOCABULARY
from akwarden.store.alarm_listing import AlarmCounts, AlarmQuestion
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import alarms, notes

__all__ = ["postgresql", "state"]

A = of_key(1, "abuse", 0, 1, 2, techniques=("T1078.004",))
B = of_key(2, "leaked", 3, severity=Severity.CRITICAL, type=AlarmType.LEAK, source_ips=("2001:db8::7",))
C = of_key(3, "recon", 4, story="recon", principals=("carol", "dave"), provider="aws", account="111122223333")
D = signal(
    "spray",
    5,
    6,
    kind=AlarmSubject.IP,
    subject="198.51.100.7",
    key_ids=(key_id(1), key_id(4)),
    source_ips=("198.51.100.7",),
    severity=Severity.LOW,
)
E = of_key(5, "handled", 7)
F = of_key(6, "ignored", 8, severity=Severity.HIGH)
QUIET = of_key(7, "quiet", 9, quiet=True)
NAMES = {alarm_id(one): name for name, one in zip("abcdefq", (A, B, C, D, E, F, QUIET), strict=True)}


@pytest.fixture
def raised(state: State) -> State:
    """Give a state with four alarms that are open, one handled, one ignored, and one that is not raised."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number="100000000001")
        alice = add_principal(connection, prod, "alice")
        add_key(connection, 1, account_id=prod, principal_id=alice)
        add_key(connection, 2, account_id=prod, principal_id=add_principal(connection, prod, "bob"))
        add_key(connection, 3)
        put(connection, A, B, C, D, E, F, QUIET)
        put(connection, of_key(1, "extra", 1, quiet=True), events=0)
        closed(connection, E, AlarmStatus.HANDLED, "rotated")
        closed(connection, F, AlarmStatus.IGNORED, "false_alarm: new office")
        for kind, subject, owner in (
            ("key", key_id(3), "team-pay"),
            ("principal", "mainland/100000000001/id-alice", "li.wei"),
            ("principal", "mainland/100000000001/id-bob", "wang"),
        ):
            row = {"kind": kind, "subject": subject, "owner": owner, "tags": "[]"}
            connection.execute(insert(notes).values(**row, changed_at=NOW, changed_by="a test"))
    return state


def ask(query: str = "", **values: Any) -> AlarmQuestion:
    """Give a question about alarms."""
    return AlarmQuestion(query=parse(query, ALARM_VOCABULARY), now=NOW, **values)


def names(state: State, query: str = "", **values: Any) -> str:
    """Give the alarms that fit a query, in the order of the list, by their letters."""
    with state.reading() as connection:
        found = alarm_listing.listed(connection, ask(query, **values))
        return "".join(NAMES[one.row.kept.gathered.id] for one in found)


FOUND = {
    "": "bcad",
    "severity:critical,low": "bd",
    "level:medium": "ca",
    "type:leak": "b",
    "rule:extra": "a",
    "rule:re*": "c",
    "story:recon": "c",
    "provider:aws": "c",
    "account:prod": "bad",
    "account:111122223333": "c",
    "-account:prod": "c",
    "account:none": "",
    f"key:{key_id(1)}": "ad",
    f"key:{key_id(4).lower()}": "d",
    "principal:dave": "c",
    "owner:team-pay": "c",
    "owner:li.wei": "ad",
    "owner:wang": "b",
    "owner:none": "",
    "-owner:li.wei": "bc",
    "owner:*a*": "bc",
    "ip:203.0.113.0/24": "ca",
    "ip:198.51.100.7": "d",
    "ip:2001:db8::/32": "b",
    "-ip:203.0.113.0/24": "bd",
    "technique:T1078.*": "a",
    "technique:none": "bcd",
    "count>2": "a",
    "first>=2026-06-01": "bcad",
    "last<2026-06-01": "",
    "spray": "d",
    "carol": "c",
    "prod": "bad",
    "li.wei": "bad",
    "status:handled": "e",
    "reason:false_alarm*": "f",
    "status:open,ignored level:high": "f",
}
"""Queries, and the alarms that they mean in the order of the list."""


def test_a_query_finds_the_alarms_that_it_means(raised: State) -> None:
    def asks_for_closed(query: str) -> bool:
        return "status:" in query or "reason:" in query

    found = {query: names(raised, query, with_hidden=asks_for_closed(query)) for query in FOUND}

    assert found == FOUND


def test_what_is_closed_or_not_raised_is_left_out_and_what_is_closed_counted(raised: State) -> None:
    with raised.reading() as connection:
        left_out = alarm_listing.counts(connection, ask())
        everything = alarm_listing.counts(connection, ask(with_hidden=True))
        some = alarm_listing.counts(connection, ask("level:high"))

    assert left_out == AlarmCounts(shown=4, handled=1, ignored=1)
    assert everything == AlarmCounts(shown=6)
    assert some == AlarmCounts(shown=0, ignored=1)
    assert "q" not in names(raised, with_hidden=True)


SORTED = {
    "severity": "bfecad",
    "-severity": "dacefb",
    "last": "fedcba",
    "-last": "abcdef",
    "first": "abcdef",
    "count": "adfecb",
}
"""Orders, and all alarms in each."""


def test_alarms_are_sorted_by_what_was_asked_for(raised: State) -> None:
    assert {sort: names(raised, sort=sort, with_hidden=True) for sort in SORTED} == SORTED


def test_pages_one_behind_the_other_are_the_whole_list(raised: State) -> None:
    paged = {sort: one_by_one(raised, sort) for sort in SORTED}

    assert paged == SORTED


def one_by_one(state: State, sort: str) -> str:
    """Give all alarms of an order by their letters, read in pages of one."""
    found, cursor = "", None
    while True:
        with state.reading() as connection:
            question = ask(sort=sort, limit=1, after=cursor, with_hidden=True)
            page = list(alarm_listing.listed(connection, question))
        if not page:
            return found
        found += NAMES[page[0].row.kept.gathered.id]
        cursor = page[0].cursor


def test_a_page_stays_where_it_is_when_alarms_come_and_go(raised: State) -> None:
    with raised.reading() as connection:
        *_, second = alarm_listing.listed(connection, ask(sort="last", limit=2))
    with raised.writing() as connection:
        put(connection, of_key(8, "newer", 90))
        closed(connection, D, AlarmStatus.HANDLED)

    assert names(raised, sort="last", after=second.cursor) == "ba"


def test_alarms_of_one_moment_have_an_order(raised: State) -> None:
    with raised.writing() as connection:
        same = [of_key(number, "same", 200) for number in range(20, 30)]
        put(connection, *same)
    pages: list[str] = []
    cursor = None

    for _ in range(4):
        with raised.reading() as connection:
            question = ask("rule:same", sort="last", limit=3, after=cursor)
            rows = list(alarm_listing.listed(connection, question))
        pages += [one.row.kept.gathered.id for one in rows]
        cursor = rows[-1].cursor

    assert sorted(pages) == sorted(map(alarm_id, same))


def test_a_sort_that_there_is_not_is_led_to_the_nearest(raised: State) -> None:
    with pytest.raises(UsageError) as refused:
        names(raised, sort="severty")

    assert refused.value.mend == "--sort severity"


def test_an_alarm_is_found_by_the_beginning_of_its_id_with_whose_it_is(raised: State) -> None:
    with raised.reading() as connection:
        (found,) = alarm_listing.begins(connection, alarm_id(A)[:10])
        nothing = alarm_listing.begins(connection, "%")
        quiet = alarm_listing.begins(connection, alarm_id(QUIET))

    assert (found.account_name, found.owner, found.kept.count) == ("prod", "li.wei", 3)
    assert found.kept.gathered.last_at == event(2).at
    assert nothing == quiet == []


def test_a_key_has_the_open_alarms_that_name_it_also_beside_others(raised: State) -> None:
    with raised.reading() as connection:
        found = list(alarm_listing.open_of_key(connection, key_id(1), 10))
        closed_ = list(alarm_listing.open_of_key(connection, key_id(5), 10))

    assert [NAMES[one.kept.gathered.id] for one in found] == ["a", "d"]
    assert closed_ == []


def test_beside_an_alarm_stand_those_of_its_subject_and_its_keys(raised: State) -> None:
    with raised.writing() as connection:
        other = of_key(1, "sequel", 9, story="persistence", severity=Severity.LOW)
        put(connection, other)
    with raised.reading() as connection:
        (whole,) = alarm_listing.begins(connection, alarm_id(D))
        (own,) = alarm_listing.begins(connection, alarm_id(A))
        beside = list(alarm_listing.related(connection, whole.kept, 10))
        same = list(alarm_listing.related(connection, own.kept, 10))

    assert [one.kept.gathered.id for one in beside] == [alarm_id(A), alarm_id(other)]
    assert [one.kept.gathered.id for one in same] == [alarm_id(other)]


def test_lists_are_looked_through_by_indexes_and_not_by_the_rows_which_are_large(tmp_path: Path) -> None:
    queries = [
        *("rule:a*", "ip:203.0.113.0/24", "owner:none", "account:prod", "type:leak key:a*"),
        *("count>300 severity:high", "first<7d", "last<7d"),
    ]
    plans = {query: plan_of(query, tmp_path) for query in queries}

    for query, steps in plans.items():
        assert steps, query
        # The lines of one alarm lie together in their table, which is its own index.
        narrow = ("COVERING INDEX", "alarm_mentions USING PRIMARY KEY")
        assert [step for step in steps if not any(one in step for one in narrow)] == [], query


def plan_of(query: str, folder: Path) -> list[str]:
    """Give how SQLite looks through the tables of alarms to count those that fit a query."""
    asked: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, sql: str, values: Any, *_more: Any) -> None:
        asked.append((sql, values))

    with closing(open_state(folder / "home", None)) as state:
        listen(state.engine, "before_cursor_execute", hear)
        with state.reading() as connection:
            alarm_listing.counts(connection, ask(query))
            sql, values = next(one for one in asked if one[0].startswith(("SELECT", "WITH")))
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    about = (row.detail for row in plan)
    return [step for step in about if step.split()[1:2] in (["alarms"], ["called"], ["alarm_mentions"])]


def given_away(state: State, letter: str, **values: Any) -> None:
    """Let an alarm be somebody's, or wait."""
    id_ = next(id_ for id_, name in NAMES.items() if name == letter)
    with state.writing() as connection:
        connection.execute(update(alarms).where(alarms.c.id == id_).values(values))


def test_whom_an_alarm_was_given_to_goes_before_whoever_has_its_key(raised: State) -> None:
    given_away(raised, "a", owner="zoe")
    given_away(raised, "b", owner="zoe")
    queries = ("owner:zoe", "owner:wang", "owner:li.wei", "-owner:zoe", "owner:none", "zoe")

    assert [names(raised, query) for query in queries] == ["ba", "", "d", "cd", "", "ba"]
    with raised.reading() as connection:
        rows = [one.row for one in alarm_listing.listed(connection, ask())]
    shown = {NAMES[row.kept.gathered.id]: row.owner for row in rows}
    assert (shown["a"], shown["d"]) == ("zoe", "li.wei")


def test_what_waits_is_left_out_until_its_time(raised: State) -> None:
    given_away(raised, "c", snoozed_until=NOW + timedelta(milliseconds=1))
    given_away(raised, "d", snoozed_until=NOW)

    assert (names(raised), names(raised, with_hidden=True)) == ("bad", "bfecad")
    assert names(raised, "snoozed:yes", with_hidden=True) == "c"
    assert names(raised, "snoozed:no level:medium,low") == "ad"
    with raised.reading() as connection:
        assert alarm_listing.counts(connection, ask()) == AlarmCounts(3, handled=1, ignored=1, snoozed=1)
        assert alarm_listing.counts(connection, ask("snoozed:yes", with_hidden=True)) == AlarmCounts(1)


def test_ids_are_read_in_shares_and_none_of_what_is_newer(raised: State) -> None:
    given_away(raised, "c", opened_at=NOW + timedelta(milliseconds=1))
    found: list[str] = []
    with raised.reading() as connection:
        while page := alarm_listing.ids(connection, ask(), most=2, after=found[-1] if found else ""):
            found += page
        still = alarm_listing.still(connection, ask("level:low"), found)

    assert found == sorted(found)
    assert {NAMES[id_] for id_ in found} == {"a", "b", "d"}
    assert [NAMES[id_] for id_ in still] == ["d"]
