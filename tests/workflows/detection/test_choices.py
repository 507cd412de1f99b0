from datetime import datetime, timedelta

import pytest

from akwarden.errors import EditError, UsageError
from akwarden.model.alarm import AlarmStatus
from akwarden.store.alarms import Stand
from akwarden.workflows.detection import choices
from akwarden.workflows.detection.choices import (
    REOPEN,
    WAKE,
    AlarmDecision,
    Assign,
    Why,
    refusal,
    stand_by,
    told,
)

NOW = datetime.fromisoformat("2026-06-01T12:00:00+00:00")
LATER = NOW + timedelta(hours=1)
OPEN = Stand(
    status=AlarmStatus.OPEN, reason=None, changed_at=NOW, changed_by=None, snoozed_until=None, owner=None
)
SNOOZED = Stand(
    status=AlarmStatus.OPEN,
    reason=None,
    changed_at=NOW,
    changed_by="ann",
    snoozed_until=LATER,
    owner="team-pay",
)


def after(stand: Stand, decision: AlarmDecision) -> Stand:
    """Give how an alarm stands by what bob decides."""
    return stand_by(stand, decision, actor="bob", now=LATER)


@pytest.mark.parametrize("decision", [choices.handle("x"), choices.ignore(Why.TEST), REOPEN, WAKE])
def test_what_is_decided_is_not_snoozed_any_more_and_stays_whose_it_is(decision: AlarmDecision) -> None:
    found = after(SNOOZED, decision)

    assert (found.snoozed_until, found.owner, found.changed_by, found.changed_at) == (
        None,
        "team-pay",
        "bob",
        LATER,
    )


@pytest.mark.parametrize(
    ("stand", "decision"),
    [
        (OPEN, REOPEN),
        (OPEN, WAKE),
        (OPEN, Assign(None)),
        (SNOOZED, choices.snooze(LATER, NOW)),
        (SNOOZED, choices.assign("team-pay")),
    ],
)
def test_what_stands_so_already_is_the_same(stand: Stand, decision: AlarmDecision) -> None:
    assert after(stand, decision) == stand


def test_to_give_an_alarm_away_decides_nothing_about_it() -> None:
    assert after(OPEN, choices.assign(" team-pay ")) == Stand(
        status=AlarmStatus.OPEN,
        reason=None,
        changed_at=NOW,
        changed_by=None,
        snoozed_until=None,
        owner="team-pay",
    )
    assert after(SNOOZED, choices.assign("")).owner is None


def test_only_what_is_open_waits() -> None:
    closed = after(OPEN, choices.handle())

    assert refusal(closed, choices.snooze(LATER, NOW)) == "it is handled and not listed anyway"
    assert refusal(closed, WAKE) is None
    assert refusal(OPEN, choices.snooze(LATER, NOW)) is None


@pytest.mark.parametrize("until", [NOW, NOW - timedelta(days=1), NOW + timedelta(days=90, seconds=1)])
def test_a_snooze_ends_in_time(until: datetime) -> None:
    with pytest.raises(UsageError, match="up to 90 days"):
        choices.snooze(until, NOW)


def test_a_snooze_needs_a_zone() -> None:
    with pytest.raises(UsageError, match="up to 90 days"):
        choices.snooze((NOW + timedelta(hours=1)).replace(tzinfo=None), NOW)


@pytest.mark.parametrize("owner", ["x" * 101, "two\nlines", "turn\u202earound", "aB3" * 13 + "a"])
def test_an_owner_is_a_name(owner: str) -> None:
    with pytest.raises(EditError):
        choices.assign(owner)


def test_every_decision_is_told_in_a_few_words() -> None:
    decisions = (choices.handle(), REOPEN, choices.snooze(LATER, NOW), WAKE, Assign("team-pay"), Assign(None))

    assert [told(one) for one in decisions] == [
        "handled",
        "opened again",
        "snoozed until 2026-06-01 13:00 UTC",
        "listed again",
        "given to team-pay",
        "given back to the owner of its key",
    ]
