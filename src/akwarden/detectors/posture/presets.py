"""Judge of policies that the cloud wrote."""

from collections.abc import Iterator

from akwarden.detectors.posture.data import high_privilege
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.detectors.posture.stars import HOLDERS, through
from akwarden.model.facts import HeldPolicy
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence


def high_privilege_preset(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield who holds a policy of the cloud that gives much; administrators have rules of their own."""
    rights = rights_of(judging)
    known = high_privilege().get(judging.facts.provider)
    by_name = {one.policy.lower(): one for one in known.policies} if known else {}
    for principal in judging.facts.principals:
        if principal.type not in HOLDERS:
            continue
        found = [one for one in _presets(principal.policies) if one.name.lower() in by_name]
        holding = rights.held(principal) if found else None
        if holding is not None and holding.is_admin:
            continue
        for policy in found:
            high = by_name[policy.name.lower()]
            yield Seen(
                principal=principal.id,
                detail=f"holds {policy.name}, which lets its holder {high.gives}",
                evidence=(Evidence(policy=policy.name, resource="*", note=through(judging.facts, policy)),),
                subject=policy.id,
                severity=high.level,
            )


def _presets(policies: tuple[HeldPolicy, ...] | None) -> Iterator[HeldPolicy]:
    return (one for one in policies or () if one.kind is PolicyKind.PRESET)
