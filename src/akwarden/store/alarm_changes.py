"""What the audit log says of alarms whose status changed, by whom and why."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from akwarden.model.alarm import AlarmStatus, GatheredAlarm
from akwarden.store.audit_log.chain import Event

SYSTEM: Final = "system"
"""Who opens alarms again when calls come after they were handled."""
ACTIONS: Final[Mapping[AlarmStatus, str]] = {
    AlarmStatus.HANDLED: "alarm.handle",
    AlarmStatus.IGNORED: "alarm.ignore",
    AlarmStatus.OPEN: "alarm.reopen",
}
"""What the audit log calls each decision."""
_CALLED: Final = "calls came that were made after it was handled"


def decided(
    about: GatheredAlarm, was: AlarmStatus, status: AlarmStatus, why: str | None, *, actor: str, at: datetime
) -> Event:
    """Return that somebody let an alarm have another status, and why."""
    details = {
        "account": about.account,
        "subject": about.subject,
        "story": about.story,
        "was": was.value,
        "reason": why,
    }
    return Event(at=at, actor=actor, action=ACTIONS[status], object=about.id, details=details)


def opened_again(about: GatheredAlarm, was: AlarmStatus, at: datetime) -> Event:
    """Return that an alarm opened again by itself."""
    return decided(about, was, AlarmStatus.OPEN, _CALLED, actor=SYSTEM, at=at)
