"""Judges of temporary keys that live long."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.console import PEOPLE
from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.key_facts import active_keys
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence

_HOUR = 3600


class SessionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long is too long."""

    hours: int
    """More than so many."""


class FederationSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What issues such keys."""

    action: str
    """The action, with its service."""
    hours: int
    """How long such a key may live."""


def role_session(judging: Judging, settings: SessionSettings) -> Iterator[Seen]:
    """Yield roles whose temporary keys may live for long."""
    for principal in judging.facts.principals:
        seconds = principal.session_seconds or 0
        if principal.type is PrincipalType.ROLE and seconds > settings.hours * _HOUR:
            yield Seen(
                principal=principal.id,
                detail=f"its temporary keys may live for {seconds / _HOUR:g} hours",
                evidence=(Evidence(note=f"longest session: {seconds:,} seconds"),),
            )


def federation_token(judging: Judging, settings: FederationSettings) -> Iterator[Seen]:
    """Yield who has a key and may issue long-lived temporary keys with it, by a policy that means it.

    A policy that allows all reading in one go is not reported for it, and neither are administrators.
    """
    rights, glances = rights_of(judging), glances_of(judging)
    service = settings.action.partition(":")[0]
    for principal in judging.facts.principals:
        if principal.type not in PEOPLE or not active_keys(principal):
            continue
        holding = rights.held(principal)
        if holding is None or holding.is_admin:
            continue
        meant = any(service in glances.of(policy).named for policy in principal.policies or ())
        evidence = holding.allows_some(settings.action) if meant else None
        if evidence:
            yield Seen(
                principal=principal.id,
                detail=f"may issue temporary keys that live for {settings.hours} hours, "
                "and go on when its own key is disabled",
                evidence=(evidence,),
            )
