"""Alarms for tests, made of signals as detection makes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update
from tests.store.rows import NOW, key_id

from akwarden.model.alarm import AlarmStatus, AlarmSubject, AlarmType, Reason, Signal, SignalEvent
from akwarden.model.severity import Severity
from akwarden.risk.alarms import alarm_id, gathered
from akwarden.store.tables import alarms
from akwarden.workflows.detection.saving import Merged, merge

NUMBER = "100000000001"
"""The account of every alarm unless told."""


def event(minute: int = 0) -> SignalEvent:
    """Give the event so many minutes after the moment of all tests."""
    return SignalEvent(NOW + timedelta(minutes=minute), minute, f"event-{minute}")


def signal(rule: str = "new-network", *minutes: int, **values: Any) -> Signal:
    """Give what a rule saw in the events of these minutes, of the first key unless told."""
    plain = {
        "rule": rule,
        "title": f"{rule} fired",
        "story": "key-abuse",
        "type": AlarmType.ABNORMAL,
        "severity": Severity.MEDIUM,
        "provider": "tencent",
        "account": NUMBER,
        "kind": AlarmSubject.KEY,
        "subject": f"key:{key_id(1)}",
        "key_ids": (key_id(1),),
        "principals": ("alice",),
        "source_ips": ("203.0.113.9",),
        "events": tuple(event(minute) for minute in minutes or (0,)),
        "reasons": (Reason(text=f"{rule} saw it", weight=1.0),),
        "next_action": f"akwarden keys show {key_id(1)}",
    }
    return Signal(**(plain | values))


def of_key(number: int, rule: str = "new-network", *minutes: int, **values: Any) -> Signal:
    """Give a signal about another key."""
    own = {"key_ids": (key_id(number),), "subject": f"key:{key_id(number)}"}
    return signal(rule, *minutes, **(own | values))


def counts_of(signals: Iterable[Signal]) -> dict[str, int]:
    """Give how many distinct events each alarm has."""
    events: dict[str, set[int]] = {}
    for one in signals:
        events.setdefault(alarm_id(one), set()).update(each.hash for each in one.events)
    return {id_: len(hashes) for id_, hashes in events.items()}


def put(connection: Connection, *signals: Signal, now: datetime = NOW, events: int | None = None) -> Merged:
    """Keep what signals come to; all their events are new unless told how many are."""
    counted = counts_of(signals)
    new = counted if events is None else dict.fromkeys(counted, events)
    return merge(connection, gathered(signals), new, now)


def closed(
    connection: Connection, one: Signal, status: AlarmStatus, reason: str | None = None, at: datetime = NOW
) -> str:
    """Let somebody have decided about the alarm of a signal, and give its id."""
    id_ = alarm_id(one)
    values = {"status": status.value, "reason": reason, "changed_at": at, "changed_by": "bob"}
    connection.execute(update(alarms).where(alarms.c.id == id_).values(values))
    return id_
