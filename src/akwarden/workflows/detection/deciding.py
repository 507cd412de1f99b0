"""Says that something was done about alarms, or that they do not matter and why, or takes that back.

Each decision goes into the audit log in the transaction that keeps it, one record an alarm. Whatever could be
a key in the words of people is masked before it is kept. To open an alarm again undoes both.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.errors import UsageError
from akwarden.model.alarm import Alarm, AlarmStatus
from akwarden.store import alarm_listing, alarms
from akwarden.store.alarm_changes import decided
from akwarden.store.alarms import Verdict
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.new_rows import shares
from akwarden.store.state import State
from akwarden.workflows.alarm_row import alarm_row
from akwarden.workflows.detection.finding import find_alarm
from akwarden.workflows.detection.listing import question_of
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.masking import shown_reason

LONGEST_TEXT = 200
_SHARE: Final = 200
"""Alarms that one transaction decides about, so that others do not wait for long."""


class Why(StrEnum):
    """Why an alarm does not matter."""

    ACCEPTED = "accepted"
    """It is so, and may be."""
    FALSE_ALARM = "false_alarm"
    """Nothing was wrong."""
    TEST = "test"
    """Somebody tried something out."""


class Choice(msgspec.Struct, frozen=True):
    """What is to be decided about alarms."""

    status: AlarmStatus
    reason: str | None = None

    def fits(self, status: AlarmStatus, reason: str | None) -> bool:
        """Say whether an alarm stands so already."""
        return (self.status, self.reason) == (status, reason)


REOPEN: Final = Choice(AlarmStatus.OPEN)
"""Takes back what was decided."""


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


def decide(state: State, names: Sequence[str], choice: Choice, *, actor: str, now: datetime) -> list[Alarm]:
    """Decide about alarms by the beginnings of their ids, and return them as they are then: all or none.

    A second time nothing changes. Raises UsageError for a name that fits no alarm, or several.
    """
    at = rounded(now)
    with state.writing() as connection:
        ids = [find_alarm(connection, name).kept.gathered.id for name in names]
        _decide(connection, ids, choice, actor=actor, now=at)
        return [alarm_row(find_alarm(connection, id_)) for id_ in dict.fromkeys(ids)]


def found_by(connection: Connection, where: str, choice: Choice, now: datetime) -> list[Alarm]:
    """Return the alarms that fit a query and that the choice would change; raises UsageError, QueryError.

    Those that are closed are left out unless the query asks for them, or they are what is to be opened.
    """
    if not where.strip():
        raise UsageError(
            "a query without words fits every alarm", mend="--where 'rule:RULE first<7d', or the like"
        )
    question = question_of(Asked(where=where, now=now, with_deleted=choice.status is AlarmStatus.OPEN))
    with closing(alarm_listing.listed(connection, question)) as rows:
        found = [alarm_row(one.row) for one in rows]
    return [one for one in found if not choice.fits(one.status, one.status_reason)]


def decide_all(state: State, found: Sequence[Alarm], choice: Choice, *, actor: str, now: datetime) -> int:
    """Decide about alarms that `found_by` gave, some hundred at a time, and return how many changed.

    What somebody else decided meanwhile is left as it is. When it is cut short, a second run does the rest.
    """
    at, changed = rounded(now), 0
    before = {one.id: one for one in found}
    for share in shares(list(before), _SHARE):
        with state.writing() as connection:
            kept = alarms.kept(connection, share, locked=True)
            same = [id_ for id_, one in kept.items() if one.status is before[id_].status]
            changed += _decide(connection, same, choice, actor=actor, now=at)
    return changed


def _decide(connection: Connection, ids: Sequence[str], choice: Choice, *, actor: str, now: datetime) -> int:
    """Decide about alarms, and return how many changed."""
    kept = alarms.kept(connection, ids, locked=True)
    changed = {id_: one for id_, one in kept.items() if not choice.fits(one.status, one.reason)}
    verdict = Verdict(status=choice.status, reason=choice.reason, at=now, by=actor)
    alarms.decide(connection, list(changed), verdict)
    for one in changed.values():
        event = decided(one.gathered, one.status, choice.status, choice.reason, actor=actor, at=now)
        log.append(connection, event)
    return len(changed)


def _checked(text: str) -> str:
    """Return words as they are kept, with whatever could be a key masked."""
    words = text.strip()
    if len(words) > LONGEST_TEXT or not words.isprintable():
        what = f"a reason is one line of at most {LONGEST_TEXT} characters"
        raise UsageError(what, mend="write it shorter, without line breaks and control characters")
    return shown_reason(words)
