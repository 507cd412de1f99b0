"""Judges who may use sensitive actions of a service.

Administrators, all of a service and the policies of the cloud that give much have rules of their own; what is
allowed by such a policy is not said again.
"""

from collections.abc import Iterator, Mapping
from functools import partial

import msgspec

from akwarden.detectors.posture.data import SensitiveService, high_privilege
from akwarden.detectors.posture.data import sensitive_actions as known_actions
from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.holding import Holding
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.stars import HOLDERS
from akwarden.model.facts import HeldPolicy
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_KEPT = "sensitive actions"


class SensitiveSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much is said."""

    most_evidence: int
    """The permissions that are shown of one service."""


def sensitive_actions(judging: Judging, settings: SensitiveSettings) -> Iterator[Seen]:
    """Yield who may use sensitive actions, one a service."""
    known = known_actions().get(judging.facts.provider)
    if known is None:
        return
    rights, look = rights_of(judging), _Look(judging)
    for principal in judging.facts.principals:
        holding = rights.held(principal) if principal.type in HOLDERS else None
        if holding is None or holding.is_admin:
            continue
        for service, evidence in holding.remembered(_KEPT, partial(look.by_service, holding)).items():
            yield Seen(
                principal=principal.id,
                detail=_words(known.services[service], evidence),
                evidence=evidence[: settings.most_evidence],
                subject=service,
            )


class _Look:
    """Looks for sensitive actions in what one holds, without what other rules say."""

    def __init__(self, judging: Judging) -> None:
        services = known_actions()[judging.facts.provider].services
        self._glances = glances_of(judging)
        self._wanted = tuple(
            f"{service}:{action}" for service, one in services.items() for action in one.actions
        )
        self._high = {one.policy.lower() for one in high_privilege()[judging.facts.provider].policies}

    def by_service(self, holding: Holding) -> Mapping[str, tuple[Evidence, ...]]:
        """Return what allows each sensitive action, by service."""
        policies = holding.principal.policies or ()
        said = {one.name for one in policies if self._is_said(one)}
        found: dict[str, list[Evidence]] = {}
        for action in self._glances.maybe(policies, self._wanted):
            evidence = holding.allows_some(action)
            if evidence is not None and evidence.policy not in said:
                found.setdefault(action.partition(":")[0], []).append(evidence)
        return {service: tuple(evidence) for service, evidence in found.items()}

    def _is_said(self, policy: HeldPolicy) -> bool:
        """Say whether another rule reports what a policy allows."""
        if policy.kind is PolicyKind.PRESET:
            return policy.name.lower() in self._high
        return bool(self._glances.of(policy).services)


def _words(service: SensitiveService, evidence: tuple[Evidence, ...]) -> str:
    """Return the first of the actions with what it does, and how many more there are."""
    first = (evidence[0].action or "").partition(":")[2]
    more = f", and {len(evidence) - 1} more" if len(evidence) > 1 else ""
    return f"may use {first} of {service.title}, which {service.actions[first]}{more}"
