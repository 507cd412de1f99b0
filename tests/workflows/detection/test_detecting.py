import json
import shlex
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.workflows.detection.detections import (
    ABROAD,
    DAY,
    KEY,
    NOW,
    call,
    detected,
    imported,
    kept,
    theft,
    usual,
    weeks,
)
from tests.workflows.events.imports import Shop

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.model.alarm import AlarmStatus
from akwarden.model.severity import Severity
from akwarden.model.watch_policy import Watched
from akwarden.query.parse import parse
from akwarden.query.tree import Op, Test, Text
from akwarden.store import baselines
from akwarden.store.state import State
from akwarden.store.tables import step_memory
from akwarden.workflows.detection import detecting
from akwarden.workflows.detection.allowing import Allowing, add_entry
from akwarden.workflows.detection.detecting import forget
from akwarden.workflows.detection.policies import Watching, add_policy

__all__ = ["postgresql", "state"]


@pytest.fixture
def shop(state: State, tmp_path: Path) -> Iterator[Shop]:
    """Give an empty lake."""
    made = Shop(state, tmp_path / "lake")
    yield made
    made.close()


def test_an_empty_lake_raises_nothing_and_is_followed(shop: Shop) -> None:
    assert detected(shop.state, shop.lake) == []
    imported(shop, theft())

    (step,) = detected(shop.state, shop.lake)

    assert (step.events, step.until) == (5, None)


def test_the_past_is_judged_in_the_order_of_its_times(shop: Shop) -> None:
    imported(shop, theft())
    imported(shop, weeks())

    detected(shop.state, shop.lake)

    raised = {row["rule"]: row for row in kept(shop.state)}
    assert raised.keys() == {"new-network", "deletes-burst"}
    assert raised["new-network"]["count"] == 5
    assert raised["new-network"]["severity"] == "critical", "two techniques are a step graver"
    assert raised["deletes-burst"]["count"] == 2
    assert {row["key_id"] for row in raised.values()} == {KEY}


@pytest.mark.parametrize("batch", [40, 100])
def test_batches_make_no_difference(shop: Shop, batch: int) -> None:
    imported(shop, [*weeks(), *theft()])
    detected(shop.state, shop.lake)
    whole, learned = kept(shop.state), usual(shop.state)
    forget(shop.state)
    assert kept(shop.state) == []

    steps = detected(shop.state, shop.lake, batch=batch)

    assert sum(step.events for step in steps) == len(weeks()) + len(theft())
    assert kept(shop.state) == whole
    assert usual(shop.state) == learned


def test_baselines_that_are_written_in_many_transactions_are_the_same(shop: Shop) -> None:
    imported(shop, [*weeks(), *theft()])
    detected(shop.state, shop.lake)
    whole, learned = kept(shop.state), usual(shop.state)
    forget(shop.state)

    detected(shop.state, shop.lake, batch=40, at_once=7)

    assert (kept(shop.state), usual(shop.state)) == (whole, learned)


def test_baselines_that_a_crash_left_unwritten_count_before_the_next_event(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(shop, weeks())
    with monkeypatch.context() as patched:
        patched.setattr(baselines, "write", _fails)
        with pytest.raises(OSError, match="no more"):
            detected(shop.state, shop.lake, at_once=7)
    assert usual(shop.state) == []
    imported(shop, theft())

    steps = detected(shop.state, shop.lake, at_once=7)

    assert [step.events for step in steps] == [5]
    assert sorted(row["count"] for row in kept(shop.state)) == [2, 5]


def test_what_comes_in_later_is_judged_once(shop: Shop) -> None:
    imported(shop, weeks())
    detected(shop.state, shop.lake)
    imported(shop, theft())

    steps = detected(shop.state, shop.lake)
    again = detected(shop.state, shop.lake)

    assert [step.events for step in steps] == [5]
    assert again == []
    assert sorted(row["count"] for row in kept(shop.state)) == [2, 5]


def test_a_burst_that_two_imports_cut_is_seen(shop: Shop) -> None:
    imported(shop, weeks())
    detected(shop.state, shop.lake)
    for one in theft():
        imported(shop, [one])
        detected(shop.state, shop.lake)

    assert {row["rule"]: row["count"] for row in kept(shop.state)} == {"new-network": 5, "deletes-burst": 2}


@pytest.mark.parametrize("cut", [False, True], ids=["one batch", "a batch each"])
def test_what_was_new_at_a_step_is_known_when_a_later_batch_closes_the_sequence(
    shop: Shop,
    cut: bool,  # noqa: FBT001
) -> None:
    steps = [call(21 * DAY, action="GetUser"), call(21 * DAY + 30, action="CreateUser")]
    imported(shop, weeks())
    detected(shop.state, shop.lake)
    for batch in [[one] for one in steps] if cut else [steps]:
        imported(shop, batch)
        detected(shop.state, shop.lake)

    assert [row["rule"] for row in kept(shop.state)] == ["looked-then-made"]


def test_a_step_at_which_nothing_was_new_closes_no_sequence(shop: Shop) -> None:
    looks = [call(number * DAY + 5, action="GetUser") for number in range(20)]
    imported(shop, [*weeks(), *looks])
    detected(shop.state, shop.lake)
    for one in (call(21 * DAY, action="GetUser"), call(21 * DAY + 30, action="CreateUser")):
        imported(shop, [one])
        detected(shop.state, shop.lake)

    assert kept(shop.state) == []


def test_what_was_remembered_is_forgotten_with_the_past(shop: Shop) -> None:
    imported(shop, [*weeks(), call(21 * DAY, action="GetUser")])
    detected(shop.state, shop.lake)
    assert remembered(shop.state) == 1

    forget(shop.state)

    assert remembered(shop.state) == 0


def remembered(state: State) -> int:
    """Give how many batches have events that are remembered."""
    with state.reading() as connection:
        return len(connection.execute(select(step_memory)).all())


def test_a_fault_in_the_middle_keeps_nothing_and_the_next_run_all(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(shop, [*weeks(), *theft()])
    with monkeypatch.context() as patched:
        patched.setattr(detecting, "merge", _fails)
        with pytest.raises(OSError, match="no more"):
            detected(shop.state, shop.lake)
    assert (kept(shop.state), usual(shop.state)) == ([], [])

    detected(shop.state, shop.lake)

    assert sorted(row["count"] for row in kept(shop.state)) == [2, 5]


def _fails(*_: object) -> None:
    message = "no more"
    raise OSError(message)


def test_a_theft_does_not_become_usual(shop: Shop) -> None:
    imported(shop, [*weeks(), *theft()])
    detected(shop.state, shop.lake)
    imported(shop, [call(22 * DAY, address=ABROAD)])

    detected(shop.state, shop.lake)

    assert not any(ABROAD in row for row in usual(shop.state))
    assert len([row for row in kept(shop.state) if row["rule"] == "new-network"]) == 2


def test_the_alarm_tells_its_first_event_in_words(shop: Shop) -> None:
    imported(shop, [*weeks(), *theft()])

    detected(shop.state, shop.lake)

    (row,) = [one for one in kept(shop.state) if one["rule"] == "new-network"]
    assert "first call from 203.0.113.0/24" in row["gathered"]
    assert f"akwarden keys show {KEY}" in row["gathered"]
    assert row["status"] == AlarmStatus.OPEN.value
    assert row["last_at"] < NOW


def test_what_the_allow_list_names_raises_nothing(shop: Shop) -> None:
    asked = Allowing(
        query=f"ip:{ABROAD}",
        rule="new-network",
        own_rules=("new-network",),
        reason="our new office",
        owner="ops",
        until=NOW + timedelta(days=30),
        actor="a test",
        now=NOW,
    )
    add_entry(shop.state, asked)
    imported(shop, [*weeks(), *theft()])

    steps = detected(shop.state, shop.lake)

    assert sum(step.silenced for step in steps) == 1
    assert {row["rule"] for row in kept(shop.state)} == {"users-deleted", "deletes-burst"}


def test_a_policy_of_people_raises_an_alarm_of_its_own(shop: Shop) -> None:
    watched = Watched(where=f"ip:{ABROAD} action:ListUsers")
    add_policy(
        shop.state,
        Watching(name="from-abroad", watched=watched, severity=Severity.LOW, actor="a test", now=NOW),
    )
    imported(shop, [*weeks(), *theft()])

    detected(shop.state, shop.lake)

    (row,) = [one for one in kept(shop.state) if one["type"] == "custom"]
    assert (row["rule"], row["severity"], row["count"]) == ("watch:from-abroad", "low", 1)


def test_what_a_log_says_cannot_leave_its_place_in_the_next_command(shop: Shop) -> None:
    hostile = "x'; rm -rf ~ #\" `x` \\"
    imported(shop, [*weeks(), call(21 * DAY, user=hostile, action="DeleteUser")])

    detected(shop.state, shop.lake)

    (row,) = [one for one in kept(shop.state) if one["rule"] == "users-deleted"]
    (part,) = [one for one in json.loads(row["gathered"])["parts"] if one["rule"] == "users-deleted"]
    *command, query = shlex.split(part["next_action"])
    assert command == ["akwarden", "calls", "list", "--where"]
    assert parse(query, CALL_VOCABULARY) == Test("principal", Op.EQ, (Text(hostile),))
