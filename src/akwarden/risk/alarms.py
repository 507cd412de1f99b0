"""Signals to alarms: one for each subject, story and day, however and in whatever order the signals come.

The rules that this module keeps:

- What signals come to does not depend on their order, nor on how they are cut into batches; a signal that
  comes twice changes nothing.
- A quiet rule makes no alarm by itself. Two of one story do, and one beside a loud rule adds its reasons.
- Rules that speak of several techniques are graver together than each of them.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from akwarden.model.alarm import (
    MOST_NAMED,
    Alarm,
    AlarmPart,
    AlarmStatus,
    GatheredAlarm,
    Signal,
)
from akwarden.model.severity import Severity

_LEAST_QUIET: Final = 2
"""Quiet rules that make an alarm together."""
_LEAST_TECHNIQUES: Final = 2
_MOST_REASONS: Final = 12


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How an alarm that is kept stands."""

    count: int
    """How many distinct events it has."""
    status: AlarmStatus = AlarmStatus.OPEN
    reason: str | None = None
    changed_at: datetime | None = None
    changed_by: str | None = None
    snoozed_until: datetime | None = None


def alarm_id(signal: Signal) -> str:
    """Return the id of the alarm that a signal belongs to: SHA-256 in hexadecimal."""
    day = signal.events[0].at.astimezone(UTC).date().isoformat()
    parts = (signal.provider, signal.account, signal.kind.value, signal.subject, signal.story, day)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def gathered(
    signals: Iterable[Signal], known: Mapping[str, GatheredAlarm] | None = None
) -> dict[str, GatheredAlarm]:
    """Return what the signals belong to, by id, together with what is known of each."""
    found: dict[str, GatheredAlarm] = {}
    for signal in signals:
        new = _alone(signal)
        held = found.get(new.id) or (known or {}).get(new.id)
        found[new.id] = new if held is None else joined(held, new)
    return found


def joined(one: GatheredAlarm, other: GatheredAlarm) -> GatheredAlarm:
    """Return what two halves of one alarm come to."""
    parts: dict[str, AlarmPart] = {}
    for part in (*one.parts, *other.parts):
        held = parts.get(part.rule)
        parts[part.rule] = part if held is None else min(held, part, key=_first_told)
    return msgspec.structs.replace(
        one,
        parts=tuple(parts[rule] for rule in sorted(parts)),
        key_ids=_named((*one.key_ids, *other.key_ids)),
        principals=_named((*one.principals, *other.principals)),
        source_ips=_named((*one.source_ips, *other.source_ips)),
        first_at=min(one.first_at, other.first_at),
        last_at=max(one.last_at, other.last_at),
        events=tuple(sorted({*one.events, *other.events}))[:MOST_NAMED],
    )


def is_raised(alarm: GatheredAlarm) -> bool:
    """Say whether people are to be told: a rule is loud, or several quiet ones agree."""
    return any(not part.quiet for part in alarm.parts) or len(alarm.parts) >= _LEAST_QUIET


def severity_of(alarm: GatheredAlarm) -> Severity:
    """Return the gravest severity of its rules, one step graver where loud rules show several techniques."""
    loud = [part for part in alarm.parts if not part.quiet]
    gravest = max((part.severity for part in loud or alarm.parts), key=lambda severity: severity.rank)
    techniques = {name.partition(".")[0] for part in loud for name in part.techniques}
    if len(loud) < _LEAST_TECHNIQUES or len(techniques) < _LEAST_TECHNIQUES:
        return gravest
    scale = list(Severity)
    return scale[max(0, scale.index(gravest) - 1)]


def alarm_of(alarm: GatheredAlarm, standing: Standing) -> Alarm:
    """Return the alarm as people see it."""
    lead = min(alarm.parts, key=_leading)
    reasons = sorted(
        (reason for part in alarm.parts for reason in part.reasons), key=lambda one: (-one.weight, one.text)
    )
    return Alarm(
        id=alarm.id,
        rule=lead.rule,
        rules=tuple(part.rule for part in alarm.parts),
        title=lead.title,
        story=alarm.story,
        type=lead.type,
        severity=severity_of(alarm),
        provider=alarm.provider,
        account=alarm.account,
        subject=alarm.subject,
        principal=alarm.principals[0] if len(alarm.principals) == 1 else None,
        key_id=alarm.key_ids[0] if len(alarm.key_ids) == 1 else None,
        source_ips=alarm.source_ips,
        first_at=alarm.first_at,
        last_at=alarm.last_at,
        count=standing.count,
        events=tuple(event.id for event in alarm.events),
        reasons=tuple(dict.fromkeys(reasons))[:_MOST_REASONS],
        techniques=tuple(sorted({name for part in alarm.parts for name in part.techniques})),
        status=standing.status,
        next_action=lead.next_action,
        status_reason=standing.reason,
        changed_at=standing.changed_at,
        changed_by=standing.changed_by,
        snoozed_until=standing.snoozed_until,
    )


def opens_again(standing: Standing, last_event: datetime) -> bool:
    """Say whether new events open an alarm again: they do one that was handled before they were."""
    return (
        standing.status is AlarmStatus.HANDLED
        and standing.changed_at is not None
        and last_event > standing.changed_at
    )


def _alone(signal: Signal) -> GatheredAlarm:
    first = signal.events[0].at
    part = AlarmPart(
        rule=signal.rule,
        title=signal.title,
        type=signal.type,
        severity=signal.severity,
        reasons=signal.reasons,
        techniques=signal.techniques,
        next_action=signal.next_action,
        quiet=signal.quiet,
        first_at=first,
    )
    return GatheredAlarm(
        id=alarm_id(signal),
        provider=signal.provider,
        account=signal.account,
        kind=signal.kind,
        subject=signal.subject,
        story=signal.story,
        parts=(part,),
        key_ids=_named(signal.key_ids),
        principals=_named(signal.principals),
        source_ips=_named(signal.source_ips),
        first_at=first,
        last_at=signal.events[-1].at,
        events=signal.events[:MOST_NAMED],
    )


def _named(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))[:MOST_NAMED]


def _first_told(part: AlarmPart) -> tuple[datetime, bytes]:
    return part.first_at, msgspec.json.encode(part)


def _leading(part: AlarmPart) -> tuple[bool, int, str]:
    """Return an order in which the rule comes first that says the most."""
    return part.quiet, -part.severity.rank, part.rule
