"""Judges of people at the console, and of users that nobody uses."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from akwarden.detectors.posture.ages import age, ago, days
from akwarden.detectors.posture.key_facts import active_keys, idle_days
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.shared_rights import rights_of
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
        if principal.type in PEOPLE and principal.console_login and away is not None and away > settings.days:
            yield Seen(
                principal=principal.id,
                detail=f"may sign in to the console, and has not for {days(away)}",
                evidence=(Evidence(note=_signed_in(principal, judging.now)),),
            )


def idle_user(judging: Judging, settings: DormantSettings) -> Iterator[Seen]:
    """Yield users with neither a key that works nor a password, for long already."""
    for principal in judging.facts.principals:
        if principal.type is not PrincipalType.USER or principal.console_login is not False:
            continue
        still = _still(principal, judging.now)
        if still is not None and still > settings.days:
            words = "disabled keys only" if principal.keys else "no keys"
            yield Seen(
                principal=principal.id,
                detail=f"nobody can use it: {words} and no password, with no sign of life for {days(still)}",
                evidence=(Evidence(note=f"{words}; no console login"),),
            )


def _still(principal: PrincipalFact, now: datetime) -> int | None:
    """Return for how many days nothing was done as somebody who can do nothing now; None if not known."""
    if principal.keys is None or active_keys(principal):
        return None
    idle = [idle_days(key, now) for key in principal.keys] or [age(principal.created_at, now)]
    return min((one for one in idle if one is not None), default=None) if None not in idle else None


def _signed_in(principal: PrincipalFact, now: datetime) -> str:
    signed = age(principal.last_login_at, now)
    return "when it signed in is not known" if signed is None else f"signed in {ago(signed)}"
