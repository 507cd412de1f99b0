"""What people decide about alarms, and how an alarm stands by it.

The rules that this module keeps:

- Whatever could be a key in the words of people is masked before it is kept.
- What is handled, ignored or opened again is not snoozed any more; what is closed can't be snoozed.
- A decision by which an alarm stands already changes nothing.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, assert_never

import msgspec

from akwarden.errors import UsageError
from akwarden.model.alarm import AlarmStatus
from akwarden.store.alarms import Stand
from akwarden.store.moment import rounded
from akwarden.workflows.masking import shown_reason
from akwarden.workflows.notes import checks

LONGEST_TEXT = 200
MOST_SNOOZE: Final = timedelta(days=90)


class Why(StrEnum):
    """Why an alarm does not matter."""

    ACCEPTED = "accepted"
    """It is so, and may be."""
    FALSE_ALARM = "false_alarm"
    """Nothing was wrong."""
    TEST = "test"
    """Somebody tried something out."""


class Choice(msgspec.Struct, frozen=True):
    """How far alarms are dealt with."""

    status: AlarmStatus
    reason: str | None = None


class Snooze(msgspec.Struct, frozen=True):
    """That open alarms are left out of lists for a while, and come back by themselves."""

    until: datetime | None
    """None: they come back now."""


class Assign(msgspec.Struct, frozen=True):
    """Whose alarms are."""

    owner: str | None
    """None: whoever has the key."""


AlarmDecision = Choice | Snooze | Assign
REOPEN: Final = Choice(AlarmStatus.OPEN)
"""Takes back what was decided about the status."""
WAKE: Final = Snooze(None)


def handle(text: str = "") -> Choice:
    """Return that something was done; raises UsageError for words that can't be kept."""
    return Choice(AlarmStatus.HANDLED, _checked(text) or None)


def ignore(why: Why, text: str = "") -> Choice:
    """Return that alarms do not matter; raises UsageError for words that can't be kept.

    What is accepted needs words too; the other two speak for themselves.
    """
    words = _checked(text)
    if why is Why.ACCEPTED and not words:
        raise UsageError("what is accepted needs a reason", mend="--as accepted --reason 'ticket 123'")
    return Choice(AlarmStatus.IGNORED, f"{why}: {words}" if words else why.value)


def snooze(until: datetime, now: datetime) -> Snooze:
    """Return that alarms are left out for a while; raises UsageError for the past, and for a far time."""
    if until.tzinfo is None or not now < until <= now + MOST_SNOOZE:
        raise UsageError(
            f"alarms are snoozed for up to {MOST_SNOOZE.days} days, and not into the past",
            mend="give a time such as 4h, 3d, or a day that is to come",
        )
    return Snooze(rounded(until))


def assign(owner: str | None) -> Assign:
    """Return whose alarms are, of nobody of their own for no name; raises EditError for what is no name."""
    return Assign(None if owner is None else checks.owner(owner))


def told(decision: AlarmDecision) -> str:
    """Return what is decided, in a few words."""
    match decision:
        case Choice(status=status):
            return "opened again" if status is AlarmStatus.OPEN else status.value
        case Snooze(until=until):
            return "listed again" if until is None else f"snoozed until {until:%Y-%m-%d %H:%M} UTC"
        case Assign(owner=owner):
            return "given back to the owner of its key" if owner is None else f"given to {owner}"
        case _:
            assert_never(decision)


def refusal(stand: Stand, decision: AlarmDecision) -> str | None:
    """Return why a decision can't be made about an alarm, None where it can."""
    if isinstance(decision, Snooze) and decision.until is not None and stand.status is not AlarmStatus.OPEN:
        return f"it is {stand.status} and not listed anyway"
    return None


def stand_by(stand: Stand, decision: AlarmDecision, *, actor: str, now: datetime) -> Stand:
    """Return how an alarm stands by a decision: `stand` itself where it does already."""
    match decision:
        case Choice(status=status, reason=reason):
            new = msgspec.structs.replace(stand, status=status, reason=reason, snoozed_until=None)
        case Snooze(until=until):
            new = msgspec.structs.replace(stand, snoozed_until=until)
        case Assign(owner=owner):
            return msgspec.structs.replace(stand, owner=owner)
        case _:
            assert_never(decision)
    return stand if new == stand else msgspec.structs.replace(new, changed_at=now, changed_by=actor)


def _checked(text: str) -> str:
    """Return words as they are kept, with whatever could be a key masked."""
    words = text.strip()
    if len(words) > LONGEST_TEXT or not words.isprintable():
        what = f"a reason is one line of at most {LONGEST_TEXT} characters"
        raise UsageError(what, mend="write it shorter, without line breaks and control characters")
    return shown_reason(words)
