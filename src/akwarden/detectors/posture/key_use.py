"""Judges of how old keys are and when they were used.

- A key of the root is left to the rules of the root: it is to be deleted, however old it is.
- A key whose last use is not known is passed over by all that go by its use.
- A key that is old and not used is left to the rules of keys that are not used: it is to be disabled and not
  rotated.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from akwarden.detectors.posture.ages import age, day
from akwarden.detectors.posture.key_facts import Held, history, idle_days, idle_since, keys_with
from akwarden.detectors.posture.protocol import Judging
from akwarden.model.access_key import KeyStatus
from akwarden.model.facts import KeyFact
from akwarden.model.posture import Seen
from akwarden.model.severity import Severity


class DaysSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long is too long."""

    days: int
    """More than so many whole days."""


class OldSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How old is too old."""

    days: int
    """More than so many whole days."""
    young_severity: Severity
    """How bad a key is that is older than that and not as old as `very_old_days`."""
    very_old_days: int
    """From so many days on it is as bad as the rule says."""
    idle_days: int
    """A key that was not used for more whole days, or never since it was made so long ago, is passed over."""


class BetweenSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of days."""

    days: int
    """From so many days on."""
    until: int
    """To fewer than so many."""


def idle_key(judging: Judging, settings: DaysSettings) -> Iterator[Seen]:
    """Yield keys that work and were used once, and that nobody has used for long."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        idle = age(held.key.last_used_at, judging.now)
        if idle is not None and idle > settings.days:
            yield _seen(held, f"{_unused(held.key)}, and it works", judging.now)


def never_used_key(judging: Judging, settings: DaysSettings) -> Iterator[Seen]:
    """Yield keys that work and that nobody has ever used, though they were made long ago."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        key = held.key
        made = age(key.created_at, judging.now)
        if key.last_use_known and key.last_used_at is None and made is not None and made > settings.days:
            yield _seen(held, f"{_unused(key)}, and it works", judging.now)


def idle_disabled_key(judging: Judging, settings: DaysSettings) -> Iterator[Seen]:
    """Yield keys that are disabled, that nobody has used for long, and that were never deleted."""
    for held in keys_with(judging.facts, KeyStatus.INACTIVE):
        idle = idle_days(held.key, judging.now)
        if idle is not None and idle > settings.days:
            yield _seen(held, f"disabled, {_unused(held.key)}, and never deleted", judging.now)


def soon_disabled_key(judging: Judging, settings: BetweenSettings) -> Iterator[Seen]:
    """Yield keys that work and that the cloud disables soon, since nobody has used them for long."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        since, idle = idle_since(held.key), idle_days(held.key, judging.now)
        if since is not None and idle is not None and settings.days <= idle < settings.until:
            end = day(since + timedelta(days=settings.until))
            words = f"{_unused(held.key)}: the cloud disables it about {end} if nobody uses it"
            yield _seen(held, words, judging.now)


def old_key(judging: Judging, settings: OldSettings) -> Iterator[Seen]:
    """Yield keys that work, were made long ago, and are used as far as that is known."""
    for held in keys_with(judging.facts, KeyStatus.ACTIVE):
        idle = idle_days(held.key, judging.now)
        if idle is not None and idle > settings.idle_days:
            continue
        made = age(held.key.created_at, judging.now)
        if held.key.created_at is not None and made is not None and made > settings.days:
            severity = None if made > settings.very_old_days else settings.young_severity
            seen = _seen(held, f"made on {day(held.key.created_at)} and never replaced", judging.now)
            yield msgspec.structs.replace(seen, severity=severity)


def _unused(key: KeyFact) -> str:
    """Return since when a key was not used, in words."""
    if key.last_used_at is not None:
        return f"not used since {day(key.last_used_at)}"
    return (
        "never used" if key.created_at is None else f"never used since it was made on {day(key.created_at)}"
    )


def _seen(held: Held, detail: str, now: datetime) -> Seen:
    """Return what was seen at a key, with when it was made and used."""
    return Seen(
        principal=held.principal.id, key=held.key.id, detail=detail, evidence=(history(held.key, now),)
    )
