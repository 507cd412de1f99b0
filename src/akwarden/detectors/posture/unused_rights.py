"""Judges who holds rights to change something and has called nothing for long."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from akwarden.detectors.posture.ages import day, last
from akwarden.detectors.posture.console import PEOPLE
from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.key_facts import active_keys, idle_since, used_words
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import first_write
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.stars import through
from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_SHOWN = 5


class UnusedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long is too long."""

    days: int
    """More than so many whole days."""


def rights_unused(judging: Judging, settings: UnusedSettings) -> Iterator[Seen]:
    """Yield who may change something, and has neither called nor signed in for long.

    It goes by the last use of the keys that work; who has none can use its rights at the console only.
    """
    rights, glances = rights_of(judging), glances_of(judging)
    for principal in judging.facts.principals:
        quiet = quiet_since(principal) if principal.type in PEOPLE else None
        if quiet is None or (judging.now - quiet).days <= settings.days or rights.held(principal) is None:
            continue
        writing = [
            (policy, pattern)
            for policy in principal.policies or ()
            if (pattern := first_write(glances.of(policy).patterns))
        ]
        if writing:
            yield Seen(
                principal=principal.id,
                detail=f"holds rights that nobody has used since {day(quiet)}",
                evidence=(
                    *(_evidence(judging.facts, policy, pattern) for policy, pattern in writing[:_SHOWN]),
                    *(
                        Evidence(note=f"{key.id}: {used_words(key, judging.now)}")
                        for key in active_keys(principal)
                    ),
                    *_login(principal, judging.now),
                ),
            )


def quiet_since(principal: PrincipalFact) -> datetime | None:
    """Return since when a principal did nothing, by its keys and sign-ins.

    None if that is not known, or if it can do nothing.
    """
    signs = [idle_since(key) for key in active_keys(principal)]
    if principal.keys is None or principal.console_login is None:
        return None
    if principal.console_login:
        signs.append(principal.last_login_at)
    known = [one for one in signs if one is not None]
    return max(known) if known and len(known) == len(signs) else None


def _login(principal: PrincipalFact, now: datetime) -> Iterator[Evidence]:
    """Yield when somebody who may sign in did so the last time."""
    if principal.console_login and principal.last_login_at is not None:
        yield Evidence(note=last("signed in", principal.last_login_at, now))


def _evidence(facts: AccountFacts, policy: HeldPolicy, pattern: str) -> Evidence:
    return Evidence(policy=policy.name, action=pattern, note=through(facts, policy))
