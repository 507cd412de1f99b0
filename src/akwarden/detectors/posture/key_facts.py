"""What judges ask of keys."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from akwarden.detectors.posture.ages import age, day, last
from akwarden.model.access_key import KeyStatus
from akwarden.model.facts import AccountFacts, KeyFact, PrincipalFact
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence


class Held(NamedTuple):
    """A key with who has it."""

    principal: PrincipalFact
    key: KeyFact


def active_keys(principal: PrincipalFact) -> tuple[KeyFact, ...]:
    """Return the keys of a principal that work; none where they can't be seen."""
    return tuple(key for key in principal.keys or () if key.status is KeyStatus.ACTIVE)


def keys_with(facts: AccountFacts, status: KeyStatus) -> Iterator[Held]:
    """Yield the keys of a status of all principals but the root, whose keys have rules of their own."""
    for principal in facts.principals:
        if principal.type is not PrincipalType.ROOT:
            yield from (Held(principal, key) for key in principal.keys or () if key.status is status)


def idle_days(key: KeyFact, now: datetime) -> int | None:
    """Return for how many days a key was not used, since it was made if never; None if not known."""
    return age(idle_since(key), now)


def idle_since(key: KeyFact) -> datetime | None:
    """Return since when a key was not used, since it was made if never; None if not known."""
    if key.last_used_at is not None:
        return key.last_used_at
    return key.created_at if key.last_use_known else None


def history(key: KeyFact, now: datetime) -> Evidence:
    """Return when a key was made and used, in words."""
    return Evidence(note=f"{made_words(key)}; {used_words(key, now)}")


def used_words(key: KeyFact, now: datetime) -> str:
    """Return when and where a key was used the last time, in words."""
    if key.last_used_at is None:
        return "never used" if key.last_use_known else "whether it is used is not known"
    where = f" by {key.last_used_service}" if key.last_used_service else ""
    region = f" in {key.last_used_region}" if key.last_used_region else ""
    return f"{last('used', key.last_used_at, now)}{where}{region}"


def made_words(key: KeyFact) -> str:
    """Return when a key was made, in words."""
    return "made at a time that is not known" if key.created_at is None else f"made on {day(key.created_at)}"
