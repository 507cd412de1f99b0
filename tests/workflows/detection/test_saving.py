from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event as listened
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.raised import closed, counts_of, event, of_key, put, signal
from tests.store.rows import NOW, ago

from akwarden.model.alarm import AlarmStatus, Signal
from akwarden.model.severity import Severity
from akwarden.risk.alarms import alarm_id, gathered
from akwarden.store import alarms as store
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import alarms
from akwarden.workflows.detection.saving import Merged, merge

__all__ = ["postgresql", "state"]

LATER = NOW + timedelta(minutes=90)


def kept(state: State) -> dict[str, Any]:
    """Give the rows by their ids."""
    with state.reading() as connection:
        return {row["id"]: dict(row) for row in connection.execute(select(alarms)).mappings()}


def keep(state: State, *signals: Signal, **values: Any) -> Merged:
    """Keep what signals come to."""
    with state.writing() as connection:
        return put(connection, *signals, **values)


def only(state: State) -> dict[str, Any]:
    """Give the only row."""
    rows = kept(state)
    assert len(rows) == 1
    return dict(next(iter(rows.values())))


def test_a_new_alarm_is_kept_with_what_lists_ask_for(state: State) -> None:
    merged = keep(state, signal("a", 0, 5, techniques=("T1078",), severity=Severity.HIGH))

    row = only(state)
    assert merged == Merged(new=(row["id"],), raised=(row["id"],))
    assert (row["rule"], row["title"], row["severity"], row["type"]) == ("a", "a fired", "high", "abnormal")
    assert (row["count"], row["first_at"], row["last_at"]) == (2, event(0).at, event(5).at)
    assert (row["status"], row["raised"], row["opened_at"], row["changed_by"]) == ("open", True, NOW, None)


def test_what_is_kept_is_read_back_as_it_was_gathered(state: State) -> None:
    signals = [signal("a", 1), signal("b", 2, source_ips=("2001:db8::7", "cvm.amazonaws.com"))]
    keep(state, *signals)

    with state.reading() as connection:
        found = store.known(connection, [alarm_id(signals[0]), "0" * 64])

    assert found == gathered(signals)


def test_more_signals_add_to_the_alarm_that_is_there(state: State) -> None:
    keep(state, signal("a", 1))

    merged = keep(state, signal("b", 2, 3, severity=Severity.CRITICAL), now=LATER)

    row = only(state)
    assert merged == Merged()
    assert (row["rule"], row["severity"], row["count"]) == ("b", "critical", 3)
    assert (row["opened_at"], row["changed_at"]) == (NOW, LATER)


def test_where_nothing_changed_nothing_is_written(state: State) -> None:
    keep(state, signal("a", 1), of_key(2))
    statements: list[str] = []
    listened.listen(state.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))

    merged = keep(state, signal("a", 1), of_key(2), now=LATER, events=0)

    assert merged == Merged()
    assert [one for one in statements if not one.lstrip().startswith(("SELECT", "BEGIN"))] == []


def test_only_the_alarms_that_change_are_written(state: State) -> None:
    keep(state, signal("a", 1), of_key(2))

    with state.writing() as connection:
        one, two = signal("a", 1), of_key(2, "new-network", 9)
        merge(connection, gathered([one, two]), {alarm_id(two): 1}, LATER)

    rows = kept(state)
    assert (rows[alarm_id(one)]["changed_at"], rows[alarm_id(two)]["changed_at"]) == (NOW, LATER)


def test_a_quiet_rule_is_kept_and_raised_once_another_agrees(state: State) -> None:
    first = keep(state, signal("a", 1, quiet=True))
    assert (first.raised, only(state)["raised"]) == ((), False)

    second = keep(state, signal("b", 2, quiet=True), now=LATER)

    row = only(state)
    assert (second.new, second.raised) == ((), (row["id"],))
    assert (row["raised"], row["opened_at"], row["count"]) == (True, LATER, 2)


def test_what_was_handled_opens_again_when_calls_came_after(state: State) -> None:
    one = signal("a", 1)
    keep(state, one)
    with state.writing() as connection:
        closed(connection, one, AlarmStatus.HANDLED, "rotated", at=event(10).at)

    merged = keep(state, signal("a", 11), now=LATER)

    row = only(state)
    assert merged == Merged(reopened=(row["id"],))
    assert (row["status"], row["reason"], row["changed_by"], row["changed_at"]) == ("open", None, None, LATER)


def test_calls_from_before_it_was_handled_leave_it_so_and_never_move_when_that_was(state: State) -> None:
    one = signal("a", 1)
    keep(state, one)
    with state.writing() as connection:
        closed(connection, one, AlarmStatus.HANDLED, "rotated", at=event(10).at)

    late = keep(state, signal("a", 5), now=LATER)
    after = keep(state, signal("a", 12), now=LATER)

    assert (late.reopened, after.reopened) == ((), (alarm_id(one),))
    assert only(state)["count"] == 3


def test_what_is_ignored_stays_so_and_counts_on(state: State) -> None:
    one = signal("a", 1)
    keep(state, one)
    with state.writing() as connection:
        closed(connection, one, AlarmStatus.IGNORED, "test")

    merged = keep(state, signal("a", 50, 51), now=LATER)

    row = only(state)
    assert merged == Merged()
    assert (row["status"], row["count"], row["changed_at"], row["changed_by"]) == ("ignored", 3, NOW, "bob")


def test_a_rollback_keeps_nothing(state: State) -> None:
    def fails() -> None:
        with state.writing() as connection:
            put(connection, signal())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()

    assert kept(state) == {}


def test_more_alarms_than_a_statement_takes_are_kept_in_shares(state: State) -> None:
    signals = [of_key(number) for number in range(1101)]

    first = keep(state, *signals)
    again = keep(state, *(of_key(number, "new-network", 7) for number in range(1101)), now=LATER)

    assert (len(first.new), len(first.raised), again) == (1101, 1101, Merged())
    assert {row["count"] for row in kept(state).values()} == {2}


def test_a_name_with_a_nul_is_kept_with_a_mark_and_merged_as_one(state: State) -> None:
    hostile = signal("a", 1, principals=("al\0ice",), title="no\0pe")

    keep(state, hostile)
    keep(state, hostile, signal("a", 2, principals=("al\0ice",), title="no\0pe"), events=1)

    row = only(state)
    assert (row["principal"], row["title"], row["count"]) == ("al\ufffdice", "no\ufffdpe", 2)


@st.composite
def batches(draw: st.DrawFn) -> list[list[Signal]]:
    """Give signals of two keys, cut into batches; each event of an alarm is in one of them."""
    signals = [
        of_key(
            draw(st.integers(1, 2)),
            draw(st.sampled_from(["a", "b", "c"])),
            minute,
            quiet=draw(st.booleans()),
            severity=draw(st.sampled_from(list(Severity))),
            source_ips=tuple(draw(st.lists(st.sampled_from(["203.0.113.9", "2001:db8::7"]), max_size=2))),
        )
        for minute in draw(st.lists(st.integers(0, 120), min_size=1, max_size=8, unique=True))
    ]
    # The quiet rules of a set are always the same ones.
    signals = [_like(one, quiet=one.rule == "c") for one in signals]
    cuts = sorted(draw(st.lists(st.integers(0, len(signals)), max_size=3)))
    edges = [0, *cuts, len(signals)]
    return [signals[start:end] for start, end in pairwise(edges)]


def _like(one: Signal, **values: Any) -> Signal:
    return Signal(**({name: getattr(one, name) for name in one.__struct_fields__} | values))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterable[State]:
    """Give a state that every example empties."""
    opened = open_state(tmp_path_factory.mktemp("home"), None)
    yield opened
    opened.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(batches(), st.data())
def test_order_and_batches_make_no_difference(
    empty: State, given_: list[list[Signal]], data: st.DataObject
) -> None:
    flat = [one for batch in given_ for one in batch]
    one_by_one = [[one] for one in data.draw(st.permutations(flat))]

    found = [_outcome(empty, cut) for cut in ([flat], given_, one_by_one)]

    assert found[0] == found[1] == found[2]


def _outcome(state: State, cut: Sequence[Sequence[Signal]]) -> tuple[Any, ...]:
    """Give what is kept of signals that come so, and what people were told."""
    with state.writing() as connection:
        connection.execute(alarms.delete())
        told = [merge(connection, gathered(one), counts_of(one), NOW) for one in cut if one]
    raised = sorted(id_ for one in told for id_ in one.raised)
    return kept(state), raised, sorted(id_ for one in told for id_ in one.new)


def test_a_first_look_long_ago_is_when_it_was_opened(state: State) -> None:
    keep(state, signal("a", 1), now=ago(1))
    keep(state, signal("a", 2))

    assert only(state)["opened_at"] == ago(1)
