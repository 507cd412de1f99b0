"""Judges of people at the console, and of users that nobody uses."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from akwarden.detectors.posture.ages import age, day, last
from akwarden.detectors.posture.key_facts import active_keys, history, idle_since, used_words
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.stars import through
from akwarden.model.facts import PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity

PEOPLE = frozenset({PrincipalType.USER, PrincipalType.COLLABORATOR})
"""Who can sign in with a password of its own and hold keys."""


class DormantSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long is too long."""

    days: int
    """More than so many whole days."""


def console_without_mfa(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield people who sign in with a password alone; it is worse for an administrator."""
    rights = rights_of(judging)
    for principal in judging.facts.principals:
        if principal.type in PEOPLE and principal.console_login and principal.mfa is False:
            holding = rights.held(principal)
            power = holding.is_admin if holding else None
            yield Seen(
                principal=principal.id,
                detail=f"signs in with a password alone{', and is an administrator' if power else ''}",
                evidence=(Evidence(note=_signed_in(principal, judging.now)), *((power,) if power else ())),
                severity=Severity.HIGH if power else None,
            )


def dormant_console(judging: Judging, settings: DormantSettings) -> Iterator[Seen]:
    """Yield people who may sign in and have not done so for long."""
    for principal in judging.facts.principals:
        away = age(principal.last_login_at, judging.now)
        signed = principal.last_login_at
        if principal.type not in PEOPLE or not principal.console_login or signed is None or away is None:
            continue
        if away > settings.days:
            keys = (
                Evidence(note=f"{key.id}: {used_words(key, judging.now)}") for key in active_keys(principal)
            )
            yield Seen(
                principal=principal.id,
                detail=f"may sign in to the console, and has not since {day(signed)}",
                evidence=(Evidence(note=_signed_in(principal, judging.now)), *keys),
            )


def idle_user(judging: Judging, settings: DormantSettings) -> Iterator[Seen]:
    """Yield users with neither a key that works nor a password, for long already."""
    for principal in judging.facts.principals:
        if principal.type is not PrincipalType.USER or principal.console_login is not False:
            continue
        still = _still(principal)
        if still is not None and (judging.now - still).days > settings.days:
            words = "disabled keys only" if principal.keys else "no keys"
            keys = (
                Evidence(note=f"{key.id}: {history(key, judging.now).note}") for key in principal.keys or ()
            )
            held = (
                Evidence(policy=one.name, note=through(judging.facts, one))
                for one in principal.policies or ()
            )
            yield Seen(
                principal=principal.id,
                detail=f"{words} and no password, with no sign of life since {day(still)}",
                evidence=(Evidence(note=f"{words}; no console login"), *keys, *held),
            )


def _still(principal: PrincipalFact) -> datetime | None:
    """Return since when nothing was done as somebody who can do nothing now; None if not known."""
    if principal.keys is None or active_keys(principal):
        return None
    signs = [idle_since(key) for key in principal.keys] or [principal.created_at]
    return max((one for one in signs if one is not None), default=None) if None not in signs else None


def _signed_in(principal: PrincipalFact, now: datetime) -> str:
    signed = principal.last_login_at
    return "when it signed in is not known" if signed is None else last("signed in", signed, now)
