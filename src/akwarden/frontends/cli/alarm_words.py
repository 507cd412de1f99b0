"""One alarm in a few words, where others are told of too."""

from akwarden.model.alarm import Alarm, AlarmStatus
from akwarden.model.alarm_page import RelatedAlarm
from akwarden.reports.visible import visible

SHORT_ID = 12
"""Characters of an id that a table shows; enough to name the alarm."""


def status_words(alarm: Alarm) -> str:
    """Return how far an alarm is dealt with, and why: `ignored (false alarm: new office)`."""
    if alarm.status is AlarmStatus.OPEN or not alarm.status_reason:
        return alarm.status
    why, colon, words = alarm.status_reason.partition(":")
    said = "false alarm" if alarm.status is AlarmStatus.IGNORED and why == "false_alarm" else why
    return f"{alarm.status} ({said}{colon}{words})"


def alarm_words(alarm: Alarm | RelatedAlarm) -> str:
    """Return an alarm in one line, with what shows more of it."""
    more = f"{alarm.first_at:%Y-%m-%d}, akwarden alarms show {alarm.id[:SHORT_ID]}"
    return visible(f"{alarm.severity}, {alarm.status}: {alarm.title} ({more})")
