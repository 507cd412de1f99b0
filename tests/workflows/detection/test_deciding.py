from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.store.databases import postgresql, state
from tests.store.raised import event, of_key, put, signal
from tests.store.rows import NOW, key_id

from akwarden.errors import QueryError, UsageError
from akwarden.model.alarm import Alarm, AlarmStatus
from akwarden.risk.alarms import alarm_id
from akwarden.store.alarm_changes import ACTIONS
from akwarden.store.audit_log import log
from akwarden.store.audit_log.chain import Record
from akwarden.store.state import State
from akwarden.store.tables import alarms
from akwarden.workflows.detection import choices, deciding
from akwarden.workflows.detection.choices import REOPEN, Choice, Why

__all__ = ["postgresql", "state"]

ONE, TWO = signal("a", 1), of_key(2, "b", 2)
ID = alarm_id(ONE)
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def raised(state: State) -> State:
    """Give a state with two open alarms."""
    with state.writing() as connection:
        put(connection, ONE, TWO)
    return state


def decided(state: State, choice: Choice, *names: str, actor: str = "bob") -> Alarm:
    """Decide about alarms, by default the first one, and give the first of them."""
    return deciding.decide(state, names or (ID,), choice, actor=actor, now=LATER)[0]


def records(state: State, status: AlarmStatus) -> list[Record]:
    """Give what the audit log has of a decision about the first alarm."""
    with state.reading() as connection:
        return list(log.records_of(connection, ACTIONS[status], of=ID))


def statuses(state: State) -> list[str]:
    """Give the statuses of all alarms, by their rules."""
    with state.reading() as connection:
        return list(connection.execute(select(alarms.c.status).order_by(alarms.c.rule)).scalars())


def test_an_alarm_is_handled_and_that_is_in_the_audit_log(raised: State) -> None:
    alarm = decided(raised, choices.handle("rotated, ticket 1"), ID[:8].upper())

    assert (alarm.status, alarm.status_reason) == (AlarmStatus.HANDLED, "rotated, ticket 1")
    assert (alarm.changed_by, alarm.changed_at) == ("bob", LATER)
    (record,) = records(raised, AlarmStatus.HANDLED)
    assert (record.actor, record.at) == ("bob", LATER)
    assert record.details == {
        "account": "100000000001",
        "subject": f"key:{key_id(1)}",
        "story": "key-abuse",
        "was": "open",
        "reason": "rotated, ticket 1",
    }


def test_an_alarm_can_be_handled_without_words(raised: State) -> None:
    assert decided(raised, choices.handle()).status_reason is None


@pytest.mark.parametrize(
    ("why", "text", "reason"),
    [
        (Why.FALSE_ALARM, "", "false_alarm"),
        (Why.TEST, " drill 7 ", "test: drill 7"),
        (Why.ACCEPTED, "ticket 9", "accepted: ticket 9"),
    ],
)
def test_an_alarm_is_ignored_with_why(raised: State, why: Why, text: str, reason: str) -> None:
    alarm = decided(raised, choices.ignore(why, text))

    assert (alarm.status, alarm.status_reason) == (AlarmStatus.IGNORED, reason)
    assert records(raised, AlarmStatus.IGNORED)[0].details["reason"] == reason


def test_what_is_accepted_needs_words() -> None:
    with pytest.raises(UsageError, match="needs a reason") as refused:
        choices.ignore(Why.ACCEPTED, " ")

    assert refused.value.mend == "--as accepted --reason 'ticket 123'"


def test_a_second_time_nothing_changes(raised: State) -> None:
    decided(raised, choices.handle("ticket 1"))
    decided(raised, choices.handle("ticket 1"), ID, ID[:9], actor="ann")

    assert [one.actor for one in records(raised, AlarmStatus.HANDLED)] == ["bob"]


def test_another_decision_takes_the_place_of_the_first(raised: State) -> None:
    decided(raised, choices.handle("ticket 1"))

    alarm = decided(raised, choices.ignore(Why.TEST), actor="ann")

    assert (alarm.status, alarm.status_reason, alarm.changed_by) == (AlarmStatus.IGNORED, "test", "ann")
    assert records(raised, AlarmStatus.IGNORED)[0].details["was"] == "handled"


@pytest.mark.parametrize("choice", [choices.handle("ticket 1"), choices.ignore(Why.TEST)])
def test_to_open_it_again_undoes_a_decision(raised: State, choice: Choice) -> None:
    decided(raised, choice)

    alarm = decided(raised, REOPEN, actor="ann")
    decided(raised, REOPEN)

    assert (alarm.status, alarm.status_reason) == (AlarmStatus.OPEN, None)
    assert [(one.actor, one.details["was"]) for one in records(raised, AlarmStatus.OPEN)] == [
        ("ann", choice.status)
    ]


@pytest.mark.parametrize("text", ["two\nlines", "x" * 201, "turn\u202earound"])
def test_words_that_can_not_be_kept_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="one line of at most 200"):
        choices.handle(text)
    with pytest.raises(UsageError, match="one line of at most 200"):
        choices.ignore(Why.TEST, text)


def test_a_reason_never_keeps_a_secret(raised: State) -> None:
    secret = "aB3" * 12

    decided(raised, choices.handle(f"the secret is {secret}"))
    decided(raised, choices.ignore(Why.TEST, f"the secret is {secret}"))

    with raised.reading() as connection:
        entries = b"".join(entry.canonical for entry in log.entries(connection))
        reason = connection.execute(select(alarms.c.reason).where(alarms.c.id == ID)).scalar_one()
    assert secret.encode() not in entries
    assert reason == "test: the secret is ****"


def test_of_several_names_all_are_decided_about_or_none(raised: State) -> None:
    with pytest.raises(UsageError, match="there is no alarm"):
        decided(raised, choices.handle(), ID, "abcdef00")
    assert statuses(raised) == ["open", "open"]

    decided(raised, choices.handle(), ID, alarm_id(TWO))
    assert statuses(raised) == ["handled", "handled"]


@pytest.mark.parametrize("name", ["", ID[:5], "%%%%%%", "abcdef0123"])
def test_a_name_that_fits_no_alarm_says_where_names_are(raised: State, name: str) -> None:
    with pytest.raises(UsageError, match="there is no alarm") as refused:
        decided(raised, choices.handle(), name)

    assert "akwarden alarms list" in (refused.value.mend or "")


def found(state: State, where: str, choice: Choice) -> list[str]:
    """Give the rules of the alarms that a query means."""
    with state.reading() as connection:
        return [one.rule for one in deciding.found_by(connection, where, choice, LATER)]


def decided_all(state: State, where: str, choice: Choice) -> int:
    """Decide about all alarms that fit a query."""
    with state.reading() as connection:
        rows = deciding.found_by(connection, where, choice, LATER)
    return deciding.decide_all(state, rows, choice, actor="bob", now=LATER).changed


def test_a_query_finds_what_would_change_and_changes_nothing(raised: State) -> None:
    decided(raised, choices.ignore(Why.TEST))

    assert found(raised, "level:medium", choices.handle()) == ["b"]
    assert found(raised, "status:open,ignored", choices.handle()) == ["b", "a"]
    assert found(raised, "status:open,ignored", choices.ignore(Why.TEST)) == ["b"]
    assert found(raised, "level:medium", REOPEN) == ["a"]
    assert statuses(raised) == ["ignored", "open"]


def test_many_are_decided_about_at_once_each_with_a_record(raised: State) -> None:
    with raised.writing() as connection:
        put(connection, *(of_key(number, "many", 3) for number in range(10, 211)))

    changed = decided_all(raised, "rule:many", choices.ignore(Why.FALSE_ALARM, "scanner"))

    assert changed == 201
    assert statuses(raised)[:2] == ["open", "open"]
    with raised.reading() as connection:
        assert len(list(log.records_of(connection, "alarm.ignore"))) == 201


def test_what_somebody_decided_meanwhile_is_left_as_it_is(raised: State) -> None:
    with raised.reading() as connection:
        rows = deciding.found_by(connection, "level:medium", choices.ignore(Why.TEST), LATER)
    decided(raised, choices.handle("ticket 1"))

    done = deciding.decide_all(raised, rows, choices.ignore(Why.TEST), actor="ann", now=LATER)

    assert done.changed == 1
    assert statuses(raised) == ["handled", "ignored"]


@pytest.mark.parametrize("where", ["", "  "])
def test_a_query_without_words_is_refused(raised: State, where: str) -> None:
    with pytest.raises(UsageError, match="fits every alarm"):
        found(raised, where, choices.handle())


def test_a_query_that_is_none_says_so(raised: State) -> None:
    with pytest.raises(QueryError):
        found(raised, "rulle:x", choices.handle())


def test_what_was_handled_here_opens_again_by_later_calls(raised: State) -> None:
    deciding.decide(raised, [ID], choices.handle(), actor="bob", now=event(5).at)

    with raised.writing() as connection:
        merged = put(connection, signal("a", 9), now=LATER)

    assert merged.reopened == (ID,)
    assert statuses(raised) == ["open", "open"]


def test_an_alarm_that_opens_by_itself_is_in_the_audit_log_as_the_work_of_nobody(raised: State) -> None:
    decided(raised, choices.handle("rotated"))
    more = signal("a", 600)
    with raised.writing() as connection:
        put(connection, more, now=LATER + timedelta(hours=9))

    (record,) = records(raised, AlarmStatus.OPEN)

    assert (record.actor, record.at) == ("system", LATER + timedelta(hours=9))
    assert record.details == {
        "account": "100000000001",
        "subject": f"key:{key_id(1)}",
        "story": "key-abuse",
        "was": "handled",
        "reason": "calls came that were made after it was handled",
    }


def test_an_alarm_that_only_grows_adds_nothing_to_the_audit_log(raised: State) -> None:
    with raised.writing() as connection:
        put(connection, signal("a", 3))

    assert records(raised, AlarmStatus.OPEN) == []
