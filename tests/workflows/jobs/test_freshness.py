from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from tests.store import rows
from tests.store.databases import postgresql, state

from akwarden.model.freshness import FreshKind, Freshness
from akwarden.settings import WorkSettings
from akwarden.store.lake import following, sources
from akwarden.store.lake.batch import Cursor
from akwarden.store.state import State
from akwarden.store.tables import lake_files
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.events.fetched import USUAL_DELAY
from akwarden.workflows.events.pull_cursor import EventCursor, text_of
from akwarden.workflows.jobs.freshness import freshness, within

__all__ = ["postgresql", "state"]

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
WORK = WorkSettings(sync_minutes=60, pull_minutes=5, detect_seconds=60)
MINUTE = timedelta(minutes=1)


def asked(state: State, now: datetime = NOW, work: WorkSettings = WORK) -> Freshness:
    with state.reading() as connection:
        return freshness(connection, work, now)


def test_nothing_that_is_read_is_fresh_as_can_be(state: State) -> None:
    assert asked(state) == Freshness(as_of=NOW, up_to=None, late=0, failed=0, sources=())


def test_an_account_is_late_when_twice_its_interval_has_passed(state: State) -> None:
    with state.writing() as connection:
        rows.add_run(connection, rows.add_account(connection), NOW)

    (just,) = asked(state, NOW + 120 * MINUTE).sources
    late = asked(state, NOW + 121 * MINUTE)
    never = asked(state, NOW + 999 * MINUTE, WorkSettings(sync_minutes=0)).sources[0]

    assert (just.kind, just.late, just.up_to, just.every_seconds) == (FreshKind.ACCOUNT, False, NOW, 3600)
    assert (late.late, late.up_to) == (1, NOW)
    assert (never.late, never.every_seconds) == (False, None)


def test_an_account_that_was_just_added_is_not_late_before_it_was_read(state: State) -> None:
    with state.writing() as connection:
        rows.add_account(connection, added_at=NOW)

    found = asked(state, NOW + 120 * MINUTE)

    assert (found.late, found.up_to) == (0, None)
    assert asked(state, NOW + 121 * MINUTE).late == 1


def test_what_was_never_read_is_late_and_leaves_open_up_to_when_all_is_read(state: State) -> None:
    with state.writing() as connection:
        rows.add_run(connection, rows.add_account(connection), NOW)
        rows.add_account(connection, "new", number="200000000002", added_at=NOW - 121 * MINUTE)

    found = asked(state)

    assert (found.late, found.up_to) == (1, None)
    assert [one.name for one in found.sources] == ["new", "prod"]


def test_sources_of_records_tell_how_far_they_are_read_and_why_not_further(state: State) -> None:
    with state.writing() as connection:
        account = rows.add_account(connection)
        cursor = Cursor(text="{}", watermark=NOW - 20 * MINUTE, account_id=account)
        sources.reached(connection, "tencent:1/events", cursor, NOW - 10 * MINUTE)
        sources.failed(connection, "s3://bucket", "it is closed", NOW)

    found = {one.name: one for one in asked(state).sources if one.kind is FreshKind.RECORDS}

    events, bucket = found["tencent:1/events"], found["s3://bucket"]
    assert (events.up_to, events.checked_at, events.late) == (NOW - 20 * MINUTE, NOW - 10 * MINUTE, False)
    assert events.account is not None
    assert (bucket.error, bucket.account) == ("it is closed", None)
    assert asked(state, NOW + MINUTE).failed == 1
    assert asked(state, NOW + MINUTE).late == 2


def test_a_source_that_was_read_and_held_nothing_leaves_nothing_open(state: State) -> None:
    with state.writing() as connection:
        account = rows.add_account(connection)
        rows.add_run(connection, account, NOW)
        quiet = Cursor(text="{}", watermark=None, account_id=account)
        sources.reached(connection, "tencent:1/events", quiet, NOW + MINUTE)

    assert asked(state, NOW + 2 * MINUTE).up_to == NOW


def test_detection_is_late_when_what_came_in_waits_for_long(state: State) -> None:
    with state.writing() as connection:
        for number in (1, 2):
            connection.execute(
                insert(lake_files).values(
                    path=f"{number}",
                    month="2026-11",
                    rows=1,
                    bytes=1,
                    min_time=0,
                    max_time=0,
                    content=0,
                    doubtful=False,
                    merged=False,
                    added_at=NOW + number * MINUTE,
                    state="live",
                )
            )
        following.move(connection, "detection", 1, NOW)

    (waits,) = asked(state, NOW + 4 * MINUTE).sources
    (late,) = asked(state, NOW + 5 * MINUTE).sources
    with state.writing() as connection:
        following.move(connection, "detection", 2, NOW)
    (judged,) = asked(state, NOW + 50 * MINUTE).sources

    assert (waits.kind, waits.late, waits.up_to) == (FreshKind.DETECTION, False, NOW + 2 * MINUTE)
    assert late.late
    assert (judged.late, judged.up_to) == (False, NOW + 50 * MINUTE)


def test_who_sees_some_accounts_is_told_of_these_alone(state: State) -> None:
    with state.writing() as connection:
        rows.add_account(connection)
        rows.add_account(connection, "other", number="200000000002")
        sources.failed(connection, "s3://bucket", "it is closed", NOW)
    whole = asked(state)

    part = within(whole, Scope(everywhere=False, accounts=frozenset({("tencent", "200000000002")})))

    assert within(whole, EVERYWHERE) is whole
    assert [one.name for one in part.sources] == ["other"]
    assert (part.late, part.failed) == (1, 0)


def test_a_source_in_which_nothing_happens_is_known_up_to_shortly_before_it_was_read(state: State) -> None:
    ended = EventCursor(watermark=NOW - 300 * MINUTE, ended_at=NOW)
    left = EventCursor(watermark=NOW - 300 * MINUTE)
    with state.writing() as connection:
        account = rows.add_account(connection)
        for name, cursor in (("quiet", ended), ("left", left)):
            kept = Cursor(text=text_of(cursor), watermark=cursor.watermark, account_id=account)
            sources.reached(connection, name, kept, NOW)

    found = {one.name: one for one in asked(state).sources if one.kind is FreshKind.RECORDS}

    assert found["quiet"].known_to == NOW - USUAL_DELAY
    assert found["left"].known_to == found["quiet"].up_to == NOW - 300 * MINUTE
