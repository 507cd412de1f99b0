"""An alarm that is kept, as people see it."""

import msgspec

from akwarden.model.alarm import Alarm
from akwarden.risk.alarms import Standing, alarm_of
from akwarden.store.alarm_listing import ListedAlarm
from akwarden.store.alarms import KeptAlarm


def standing_of(one: KeptAlarm) -> Standing:
    """Return how an alarm that is kept stands."""
    return Standing(
        count=one.count,
        status=one.status,
        reason=one.reason,
        changed_at=one.changed_at,
        changed_by=one.changed_by,
        snoozed_until=one.snoozed_until,
    )


def alarm_row(one: ListedAlarm) -> Alarm:
    """Return an alarm with what people say of whom it is about."""
    alarm = alarm_of(one.kept.gathered, standing_of(one.kept))
    return msgspec.structs.replace(alarm, account_name=one.account_name, owner=one.owner)
