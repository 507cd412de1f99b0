from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from tests.store.databases import postgresql, state
from tests.store.raised import of_key, put, signal
from tests.store.rows import NOW, add_account, add_key, add_leak, add_risk, key_id

from akwarden.errors import UsageError
from akwarden.model.alarm import AlarmStatus
from akwarden.model.decision import Decided, DecisionKind
from akwarden.risk.alarms import alarm_id
from akwarden.store import alarms as alarm_rows
from akwarden.store.alarms import KeptAlarm
from akwarden.store.audit_log import log
from akwarden.store.audit_log.verify import Fault, verify
from akwarden.store.state import State
from akwarden.store.tables import alarms
from akwarden.workflows.access.scope import EVERYWHERE, NOWHERE, Scope
from akwarden.workflows.decisions import bulk, undoing
from akwarden.workflows.decisions.bulk import Wanted
from akwarden.workflows.keys.listing import Asked

__all__ = ["postgresql", "state"]

ONE = signal("a", 1)
ID = alarm_id(ONE)
OF_PROD = Scope(everywhere=False, accounts=frozenset({("tencent", "100000000001")}))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def raised(state: State) -> State:
    """Give a state with an alarm, a leak and a risk."""
    with state.writing() as connection:
        account = add_account(connection, "prod", number="100000000001")
        put(connection, ONE)
        add_leak(connection, add_key(connection, 1, account_id=account))
        add_risk(connection, "1" * 64, account)
    return state


def decide(state: State, decision: str, *, at: int = 60, **said: Any) -> Decided:
    """Decide about the alarm, so many minutes after the moment."""
    wanted = Wanted(kind=DecisionKind.ALARMS, decision=decision, **said)
    now = NOW + timedelta(minutes=at)
    done = bulk.decide_ids(state, wanted, [ID], scope=EVERYWHERE, actor="bob", now=now)
    assert done
    return done


def undo(state: State, number: int | None, *, at: int = 90, scope: Scope = EVERYWHERE) -> Decided | None:
    """Take a decision back."""
    now = NOW + timedelta(minutes=at)
    with state.reading() as connection:
        kept = undoing.find(connection, number or 0, scope=scope, now=now)
    return None if kept is None else undoing.undo(state, kept, actor="ann", now=now)


def number_of(done: Decided | None) -> int | None:
    """Give the number by which a decision is taken back."""
    return None if done is None else done.undo


def alarm(state: State) -> KeptAlarm:
    """Give the alarm as it is kept."""
    with state.reading() as connection:
        return alarm_rows.kept(connection, [ID])[ID]


@pytest.mark.parametrize(
    "said",
    [
        {"decision": "handle", "reason": "ticket 1"},
        {"decision": "ignore", "ground": "test"},
        {"decision": "snooze", "until": NOW + timedelta(days=3, microseconds=1)},
        {"decision": "assign", "owner": "team-pay"},
    ],
)
def test_every_decision_is_taken_back_and_that_too(raised: State, said: dict[str, Any]) -> None:
    before = alarm(raised).stand
    done = decide(raised, **said)
    between = alarm(raised).stand

    back = undo(raised, done.undo)
    after = alarm(raised).stand
    again = undo(raised, number_of(back))

    assert (back and back.changed, again and again.changed) == (1, 1)
    assert (after.status, after.reason, after.snoozed_until, after.owner, after.changed_by) == (
        before.status,
        before.reason,
        before.snoozed_until,
        before.owner,
        before.changed_by,
    )
    assert (alarm(raised).stand.status, alarm(raised).stand.reason) == (between.status, between.reason)
    assert alarm(raised).snoozed_until == between.snoozed_until


def test_what_opened_by_itself_since_is_left(raised: State) -> None:
    done = decide(raised, "handle", at=5)
    with raised.writing() as connection:
        put(connection, signal("a", 9), now=LATER)

    back = undo(raised, done.undo)

    assert back
    assert (back.changed, back.refused[0].why) == (0, "it was changed since")
    assert alarm(raised).status is AlarmStatus.OPEN


def test_an_open_alarm_that_only_grew_is_set_back(raised: State) -> None:
    done = decide(raised, "snooze", at=5, until=NOW + timedelta(days=1))
    with raised.writing() as connection:
        put(connection, signal("a", 9), now=LATER)

    back = undo(raised, done.undo)

    assert back
    assert (back.changed, alarm(raised).snoozed_until, alarm(raised).count) == (1, None, 2)


def test_what_was_handled_stays_open_where_calls_came_after_that(raised: State) -> None:
    decide(raised, "handle", at=5)
    done = decide(raised, "reopen", at=6)
    with raised.writing() as connection:
        put(connection, signal("a", 9), now=LATER)

    back = undo(raised, done.undo)

    assert back
    assert back.refused[0].why == "calls came that were made after it was handled"
    assert alarm(raised).status is AlarmStatus.OPEN


def test_the_same_decision_made_anew_is_another_one(raised: State) -> None:
    done = decide(raised, "handle", at=5)
    decide(raised, "reopen", at=6)
    decide(raised, "handle", at=7)

    back = undo(raised, done.undo)

    assert back
    assert (back.changed, alarm(raised).status) == (0, AlarmStatus.HANDLED)


def test_a_decision_is_taken_back_once(raised: State) -> None:
    done = decide(raised, "handle")
    undo(raised, done.undo)

    with pytest.raises(UsageError, match="was taken back already"):
        undo(raised, done.undo)


def test_nobody_finds_decisions_about_what_they_may_not_see(raised: State) -> None:
    done = decide(raised, "handle")

    assert undo(raised, done.undo, scope=NOWHERE) is None
    assert undo(raised, 99) is None
    found = undo(raised, done.undo, scope=OF_PROD)
    assert found
    assert found.changed == 1


def test_many_are_taken_back_in_shares_and_the_rest_by_a_second_run(raised: State) -> None:
    with raised.writing() as connection:
        put(connection, *(of_key(number, "many", 3) for number in range(10, 460)))
    wanted = Wanted(kind=DecisionKind.ALARMS, decision="ignore", ground="test")
    done = bulk.decide_in_shares(raised, wanted, Asked(where="rule:many", now=LATER), actor="bob")
    with raised.reading() as connection:
        kept = undoing.find(connection, done.undo or 0, scope=EVERYWHERE, now=LATER)
    assert kept

    cut = undoing.undo(raised, kept, actor="ann", now=LATER, progress=lambda looked: looked < 400)
    rest = undoing.undo(raised, kept, actor="ann", now=LATER)

    with raised.reading() as connection:
        statuses = set(connection.execute(select(alarms.c.status)).scalars())
        whole = verify(log.entries(connection))
        records = sum(1 for _ in log.records_of(connection, "alarm.undo"))
    assert (done.changed, cut.changed, rest.changed, rest.refused_in_all) == (450, 400, 50, 400)
    assert (statuses, records, isinstance(whole, Fault)) == ({"open"}, 450, False)


@pytest.mark.parametrize("kind", [DecisionKind.LEAKS, DecisionKind.RISKS])
def test_leaks_and_risks_are_set_back_as_well(raised: State, kind: DecisionKind) -> None:
    is_risk = kind is DecisionKind.RISKS
    decision, ground = ("ignore", None) if is_risk else ("close", "ignored")
    wanted = Wanted(kind=kind, reason="ticket 1", decision=decision, ground=ground)
    name = "1" * 64 if is_risk else f"leak-{key_id(1)}"
    done = bulk.decide_ids(raised, wanted, [name], scope=OF_PROD, actor="bob", now=NOW)

    back = undo(raised, number_of(done), scope=OF_PROD)
    again = undo(raised, number_of(back), scope=OF_PROD)

    assert [one and one.changed for one in (done, back, again)] == [1, 1, 1]


def test_what_is_gone_since_is_told(raised: State) -> None:
    done = decide(raised, "handle")
    with raised.writing() as connection:
        connection.execute(delete(alarms))

    back = undo(raised, done.undo)

    assert back
    assert [one.why for one in back.refused] == ["it is gone"]
