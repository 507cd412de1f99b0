import shlex
from datetime import timedelta

import pytest
from sqlalchemy import Connection, insert, update
from tests.store.databases import postgresql, state
from tests.store.raised import closed, of_key, put
from tests.store.rows import NOW, add_account, add_key, add_leak, add_principal, add_risk, ago, key_id

from akwarden.model.alarm import AlarmStatus
from akwarden.model.facet import ListName
from akwarden.model.overview import FixKind, NumberName, Overview, Sight, SightKind
from akwarden.model.severity import Severity
from akwarden.query.parse import parse
from akwarden.store.facets.counting import CountQuestion, count_up_to
from akwarden.store.facets.lists import counted
from akwarden.store.state import State
from akwarden.store.tables import accounts, alarms, blind_spots, lake_sources, notes, sync_runs
from akwarden.workflows.access.scope import EVERYWHERE, NOWHERE, Scope
from akwarden.workflows.overview.overview import overview

__all__ = ["postgresql", "state"]

PROD, TEST = "100000000001", "100000000002"
ONLY_TEST = Scope(everywhere=False, accounts=frozenset({("tencent", TEST)}))
LOUD = of_key(1, "stolen", 0, severity=Severity.CRITICAL)
OTHER = of_key(3, "stolen", 0, severity=Severity.CRITICAL, account=TEST)
DONE = of_key(3, "odd", 0, story="other", account=TEST)


@pytest.fixture
def filled(state: State) -> State:
    """Give a state with two accounts: a leaked key in one, a root key with an alarm in the other."""
    with state.writing() as connection:
        prod = add_account(connection, "prod", number=PROD)
        test = add_account(connection, "test", number=TEST)
        alice = add_principal(connection, prod, "alice")
        root = add_principal(connection, test, "root", type="root")
        add_key(connection, 1, account_id=prod, principal_id=alice)
        add_key(connection, 2, account_id=prod, principal_id=alice, created_at=ago(400), last_used_at=ago(91))
        add_key(connection, 3, account_id=test, principal_id=root)
        add_key(connection, 4, account_id=test, principal_id=root, status="deleted")
        add_key(connection, 5, account_id=None, status="unlisted")
        add_leak(connection, key_id(1))
        add_leak(connection, key_id(5))
        own = '{"kind":"key","id":"k","name":"k"}'
        add_risk(
            connection,
            "leaked",
            prod,
            key_id=key_id(1),
            rule="leaked-key-active",
            severity="critical",
            target=own,
        )
        add_risk(connection, "old", test, key_id=key_id(3), severity="high", first_seen_at=ago(3))
        put(connection, LOUD, OTHER, DONE)
        closed(connection, DONE, AlarmStatus.HANDLED, "rotated")
        said = {"kind": "key", "subject": key_id(1), "tags": "[]", "changed_at": NOW, "changed_by": "bob"}
        connection.execute(insert(notes).values({"remark": "pay", "owner": "team", **said}))
    return state


def seen_by(state: State, scope: Scope = EVERYWHERE) -> Overview:
    """Give the overview that somebody sees."""
    with state.reading() as connection:
        return overview(connection, scope, NOW)


def numbers_of(found: Overview) -> dict[NumberName, int | None]:
    """Give the numbers by their names."""
    return {one.name: one.value for one in found.numbers}


def test_the_five_numbers_count_what_their_queries_find(filled: State) -> None:
    found = seen_by(filled)

    assert numbers_of(found) == {
        NumberName.LEAKED_AND_LIVE: 1,
        NumberName.OPEN_ALARMS: 2,
        NumberName.ROOT_KEYS_IN_USE: 1,
        NumberName.UNUSED: 1,
        NumberName.ROTATION_DUE: None,
    }
    for one in found.numbers[:-1]:
        assert (one.list, one.query, one.reason) != (None, None, None)
        of_list = counted(ListName(one.list or ""), NOW)
        with filled.reading() as connection:
            asked = CountQuestion(query=parse(one.query or "", of_list.vocabulary), now=NOW)
            assert count_up_to(connection, of_list, asked).total == one.value
    assert found.numbers[-1].reason == "not set up"


def test_findings_about_one_key_are_one_fix(filled: State) -> None:
    first, second, *others = seen_by(filled).first.fixes

    assert (first.kind, first.key_id, first.account_name) == (FixKind.LEAKED_KEY, key_id(1), "prod")
    assert (first.closes, first.leaks, first.alarms, first.risks) == (3, 1, 1, 1)
    assert (first.owners, first.severity) == (("team",), Severity.CRITICAL)
    assert first.action.command == f"akwarden keys show {key_id(1)}"
    assert (second.kind, second.key_id, second.closes) == (FixKind.ALARMS, key_id(3), 1)
    assert [(one.kind, one.closes) for one in others] == [(FixKind.UNLISTED_KEYS, 1), (FixKind.RISKS, 1)]


def test_what_one_fix_answers_is_not_told_again_below_it(state: State) -> None:
    with state.writing() as connection:
        prod = add_account(connection, "prod", number=PROD)
        for number in range(27):
            add_key(connection, number, account_id=None, status="unlisted")
            add_leak(connection, key_id(number))
            own = f'{{"kind":"key","id":"{number}","name":"k"}}'
            values = {"rule": "leaked-key-unlisted", "severity": "high", "fix": "Find out whose key it is"}
            add_risk(connection, f"unlisted-{number}", None, key_id=key_id(number), target=own, **values)
        add_risk(connection, "old", prod)
    found = seen_by(state).first

    kinds = [(one.kind, one.closes) for one in found.fixes]
    assert kinds == [(FixKind.UNLISTED_KEYS, 27), (FixKind.RISKS, 1)]
    assert not found.more


def test_the_query_of_a_fix_finds_what_it_closes(filled: State) -> None:
    fixes = [one for one in seen_by(filled).first.fixes if one.kind in (FixKind.ALARMS, FixKind.RISKS)]

    assert len(fixes) == 2
    for one in fixes:
        where = one.action.command.partition("--where ")[2].strip("'")
        of_list = counted(ListName.ALARMS if one.kind is FixKind.ALARMS else ListName.RISKS, NOW)
        with filled.reading() as connection:
            asked = CountQuestion(query=parse(where, of_list.vocabulary), now=NOW)
            assert count_up_to(connection, of_list, asked).total == one.closes


def test_the_same_fix_at_several_identities_and_keys_is_asked_for_apart(state: State) -> None:
    with state.writing() as connection:
        prod = add_account(connection, "prod", number=PROD)
        for number in range(3):
            who = add_principal(connection, prod, f"job {number}")
            add_key(connection, number, account_id=prod, principal_id=who)
            at_key = f'{{"kind":"key","id":"{key_id(number)}","name":"k"}}'
            at_who = f'{{"kind":"principal","id":"job {number}","name":"job {number}"}}'
            whose = {"principal_id": who, "key_id": key_id(number)}
            add_risk(connection, f"old-{number}", prod, target=at_key, **whose)
            for rule in ("wide", "admin"):
                values = {"rule": rule, "fix": "Give it fewer rights", "target": at_who, **whose}
                add_risk(connection, f"{rule}-{number}", prod, **values)
    of_list = counted(ListName.RISKS, NOW)

    fixes = seen_by(state).first.fixes

    assert sorted(one.closes for one in fixes) == [1, 1, 1, 2, 2, 2]
    for one in fixes:
        where = parse(shlex.split(one.action.command)[-1], of_list.vocabulary)
        with state.reading() as connection:
            total = count_up_to(connection, of_list, CountQuestion(query=where, now=NOW)).total
        assert total == one.closes


def test_very_many_alarms_leave_room_for_what_else_is_wrong(state: State) -> None:
    with state.writing() as connection:
        prod = add_account(connection, "prod", number=PROD)
        put(connection, *(of_key(number, severity=Severity.CRITICAL) for number in range(20)))
        for number in range(9):
            target = f'{{"kind":"key","id":"{number}","name":"k"}}'
            add_risk(connection, f"risk-{number}", prod, fix=f"Do {number}", target=target)
    found = seen_by(state).first

    assert [one.kind for one in found.fixes] == [FixKind.ALARMS] * 3 + [FixKind.RISKS] * 4
    assert found.more


def test_nothing_is_told_of_other_accounts(filled: State) -> None:
    found = seen_by(filled, ONLY_TEST)

    assert list(numbers_of(found).values()) == [0, 1, 1, 0, None]
    assert {one.account for one in found.first.fixes} == {TEST}
    assert sum(day.opened for day in found.trend.alarms) == 2
    assert sum(day.opened for day in found.trend.risks) == 1
    assert {one.name for one in found.coverage.seen if one.kind is SightKind.ACCOUNT} == {"test"}
    assert SightKind.SCANNER not in {one.kind for one in found.coverage.seen}
    assert found.noted.keys == 1


def test_whoever_may_see_nothing_is_told_nothing(filled: State) -> None:
    found = seen_by(filled, NOWHERE)

    assert list(numbers_of(found).values()) == [0, 0, 0, 0, None]
    assert found.first.fixes == ()
    assert (found.noted.keys, found.noted.owner_percent) == (0, None)


def test_thirty_days_tell_what_was_opened_and_closed_on_each(filled: State) -> None:
    with filled.writing() as connection:
        _move(connection, opened=29, changed=2)
    found = seen_by(filled).trend

    assert len(found.alarms) == len(found.risks) == 30
    assert found.alarms[-1].day == NOW.date()
    assert {day.day: (day.opened, day.closed) for day in found.alarms if day.opened or day.closed} == {
        ago(29).date(): (3, 0),
        ago(2).date(): (0, 1),
    }
    assert {day.day: day.opened for day in found.risks if day.opened} == {ago(1).date(): 1, ago(3).date(): 1}
    assert found.unknown


def test_what_is_older_than_thirty_days_is_not_counted(filled: State) -> None:
    with filled.writing() as connection:
        _move(connection, opened=30, changed=30)

    assert sum(day.opened + day.closed for day in seen_by(filled).trend.alarms) == 0


def test_coverage_tells_the_blind_first(filled: State) -> None:
    with filled.writing() as connection:
        prod, test = connection.execute(accounts.select().order_by(accounts.c.id)).scalars()
        _read(connection, prod, days=1)
        _read(connection, test, days=1)
        spot = {"right": "cam:ListAccessKeys", "unseen": "keys of users", "reason": "no", "mend": "grant it"}
        connection.execute(insert(blind_spots).values(account_id=test, since=NOW, **spot))
        connection.execute(
            insert(lake_sources).values(source="audit prod", account_id=prod, checked_at=ago(3))
        )
    found = seen_by(filled).coverage

    assert [(one.kind, one.name, one.sight) for one in found.seen if one.sight is not Sight.OFF] == [
        (SightKind.LOG_SOURCE, "test", Sight.BLIND),
        (SightKind.ACCOUNT, "test", Sight.PARTLY),
        (SightKind.LOG_SOURCE, "audit prod", Sight.STALE),
        (SightKind.CLOUD, "Tencent Cloud", Sight.ON),
        (SightKind.ACCOUNT, "prod", Sight.ON),
        (SightKind.SCANNER, "scans for leaks", Sight.ON),
    ]
    assert all(one.mend for one in found.seen if one.sight is not Sight.ON)
    assert sum(one.count for one in found.counts) == len(found.seen)


def test_the_mend_of_a_cloud_without_accounts_is_a_command_that_exists(state: State) -> None:
    found = [one.mend for one in seen_by(state).coverage.seen if one.kind is SightKind.CLOUD]

    assert found == [
        "akwarden accounts add aws NAME --from env",
        "akwarden accounts add tencent NAME --from env",
    ]


def test_remarks_and_owners_are_told_in_percent(filled: State) -> None:
    noted = seen_by(filled).noted

    assert (noted.keys, noted.with_owner, noted.with_remark) == (3, 1, 1)
    assert (noted.owner_percent, noted.remark_percent) == (33, 33)


def test_owners_are_told_of_the_keys_that_are_active_as_the_list_of_those_without_one(state: State) -> None:
    with state.writing() as connection:
        prod = add_account(connection)
        for number, status in enumerate(("active", "inactive", "deleted", "unlisted"), start=1):
            add_key(connection, number, account_id=prod, status=status)

    assert seen_by(state).noted.keys == 1


def test_an_empty_home_has_an_overview(state: State) -> None:
    found = seen_by(state)

    assert list(numbers_of(found).values()) == [0, 0, 0, 0, None]
    assert (found.first.fixes, found.first.more) == ((), False)
    assert {one.sight for one in found.coverage.seen} == {Sight.OFF}


def _move(connection: Connection, *, opened: int, changed: int) -> None:
    connection.execute(update(alarms).values(opened_at=ago(opened), changed_at=ago(changed)))


def _read(connection: Connection, account: int, *, days: float) -> None:
    at = NOW - timedelta(days=days)
    run = {"stage": "", "cursor": "", "counts": "{}", "blind_spots": "[]", "state": "done"}
    connection.execute(insert(sync_runs).values(account_id=account, started_at=at, touched_at=at, **run))
