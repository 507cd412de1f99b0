"""What the audit log says of alarms about which somebody or something decided, by whom and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from akwarden.model.alarm import AlarmStatus, GatheredAlarm
from akwarden.store.audit_log.chain import Detail, Event

SYSTEM: Final = "system"
"""Who opens alarms again when calls come after they were handled."""
ACTIONS: Final[Mapping[AlarmStatus, str]] = {
    AlarmStatus.HANDLED: "alarm.handle",
    AlarmStatus.IGNORED: "alarm.ignore",
    AlarmStatus.OPEN: "alarm.reopen",
}
"""What the audit log calls each decision about the status."""
SNOOZED: Final = "alarm.snooze"
WOKEN: Final = "alarm.wake"
ASSIGNED: Final = "alarm.assign"
UNDONE: Final = "alarm.undo"
_CALLED: Final = "calls came that were made after it was handled"


def decided(
    about: GatheredAlarm, was: AlarmStatus, status: AlarmStatus, why: str | None, *, actor: str, at: datetime
) -> Event:
    """Return that somebody let an alarm have another status, and why."""
    details = {"was": was.value, "reason": why}
    return changed(about, ACTIONS[status], details, actor=actor, at=at)


def changed(
    about: GatheredAlarm, action: str, details: Mapping[str, Detail], *, actor: str, at: datetime
) -> Event:
    """Return that somebody did something about an alarm."""
    whose = {"account": about.account, "subject": about.subject, "story": about.story}
    return Event(at=at, actor=actor, action=action, object=about.id, details={**whose, **details})


def opened_again(about: GatheredAlarm, was: AlarmStatus, at: datetime) -> Event:
    """Return that an alarm opened again by itself."""
    return decided(about, was, AlarmStatus.OPEN, _CALLED, actor=SYSTEM, at=at)
