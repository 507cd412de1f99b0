"""Judges of the root: the account itself, which may do everything and which no policy limits."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.ages import age, last
from akwarden.detectors.posture.key_facts import Held, history, used_words
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.model.access_key import KeyStatus
from akwarden.model.facts import AccountFacts
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence


class RootKeySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which root keys are seen."""

    status: KeyStatus
    """Those of this status."""


class UsedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What counts as being in use."""

    days: int
    """Used within so many days."""


def root_key(judging: Judging, settings: RootKeySettings) -> Iterator[Seen]:
    """Yield the root keys of a status."""
    words = "works" if settings.status is KeyStatus.ACTIVE else "is disabled, and can be enabled again"
    for principal, key in _root_keys(judging.facts, settings.status):
        yield Seen(
            principal=principal.id,
            key=key.id,
            detail=f"the account itself has a key that {words}; {used_words(key, judging.now)}",
            evidence=(history(key, judging.now),),
        )


def root_key_used(judging: Judging, settings: UsedSettings) -> Iterator[Seen]:
    """Yield the root keys that work and that somebody uses."""
    for principal, key in _root_keys(judging.facts, KeyStatus.ACTIVE):
        used = age(key.last_used_at, judging.now)
        if used is not None and used <= settings.days:
            yield Seen(
                principal=principal.id,
                key=key.id,
                detail=f"{used_words(key, judging.now)}",
                evidence=(history(key, judging.now),),
            )


def root_mfa(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield the root where signing in as it asks for no second factor."""
    for principal in judging.facts.principals:
        if principal.type is PrincipalType.ROOT and principal.mfa is False:
            signed = principal.last_login_at
            when = "" if signed is None else f"; {last('signed in', signed, judging.now)}"
            note = f"no second factor{when}"
            yield Seen(
                principal=principal.id,
                detail="whoever knows the root's password is the root: no second factor is asked for",
                evidence=(Evidence(note=note),),
            )


def _root_keys(facts: AccountFacts, status: KeyStatus) -> Iterator[Held]:
    """Yield the keys of the root of a status."""
    for principal in facts.principals:
        if principal.type is PrincipalType.ROOT:
            yield from (Held(principal, key) for key in principal.keys or () if key.status is status)
