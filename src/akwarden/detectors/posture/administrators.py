"""Judges of who may do everything.

Of two rules that would say the same of one thing, one speaks:

- Who may do everything by a policy of one's own alone is left to `star_action`, whose fix is that policy.
- A program that is an administrator is seen by its keys; a person, a role or a program without keys by
  itself, and a person's key besides.
"""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.glances import Glances, glances_of
from akwarden.detectors.posture.key_facts import active_keys, history
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.stars import HOLDERS, own_policies
from akwarden.model.facts import PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity


class AdminKeySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bad a person's key is."""

    person_severity: Severity
    """For the key of somebody who also signs in to the console."""
    careless_severity: Severity
    """For the key of such a person who signs in without a second factor."""


def admin_user(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield people, roles and programs without keys that may do everything."""
    rights, glances = rights_of(judging), glances_of(judging)
    for principal in judging.facts.principals:
        if active_keys(principal) and not principal.console_login:
            continue
        power = administrator(rights, glances, principal)
        if power:
            yield Seen(principal=principal.id, detail="may do everything in the account", evidence=(power,))


def admin_key(judging: Judging, settings: AdminKeySettings) -> Iterator[Seen]:
    """Yield the keys that work of whoever may do everything."""
    rights, glances = rights_of(judging), glances_of(judging)
    for principal in judging.facts.principals:
        keys = active_keys(principal)
        power = administrator(rights, glances, principal) if keys else None
        if power is None:
            continue
        is_person = bool(principal.console_login)
        for key in keys:
            yield Seen(
                principal=principal.id,
                key=key.id,
                detail=f"the key of a {'person who' if is_person else 'program that'} may do everything",
                evidence=(power, history(key, judging.now)),
                severity=_of_person(principal, settings) if is_person else None,
            )


def _of_person(principal: PrincipalFact, settings: AdminKeySettings) -> Severity:
    return settings.careless_severity if principal.mfa is False else settings.person_severity


def administrator(rights: Rights, glances: Glances, principal: PrincipalFact) -> Evidence | None:
    """Return what makes somebody an administrator other than a policy of one's own; None for all others."""
    if principal.type not in HOLDERS:
        return None
    holding = rights.held(principal)
    power = holding.is_admin if holding else None
    if power is None or _by_own_policy_alone(glances, principal):
        return None
    return power


def _by_own_policy_alone(glances: Glances, principal: PrincipalFact) -> bool:
    """Say whether a policy of one's own allows everything and none of the cloud's does."""
    presets = (one for one in principal.policies or () if one.kind is PolicyKind.PRESET)
    return any(glances.of(one).star for one in own_policies(principal)) and not any(
        glances.of(one).star for one in presets
    )
