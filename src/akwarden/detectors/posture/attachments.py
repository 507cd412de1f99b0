"""Judges of how policies are attached, and of those that nobody can read."""

from collections.abc import Iterator

import msgspec

from akwarden.detectors.posture.console import PEOPLE
from akwarden.detectors.posture.protocol import Judging, NoSettings
from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.model.facts import HeldPolicy
from akwarden.model.policy import PolicyId
from akwarden.model.posture import Seen
from akwarden.model.risk import Evidence

_SHOWN = 3
_OF_POLICIES = "polic"
"""In the name of each right to read policies."""


class DirectSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which policies are passed over."""

    spared_prefixes: tuple[str, ...]
    """How the names of policies begin that the cloud attaches by itself."""


def attached_directly(judging: Judging, settings: DirectSettings) -> Iterator[Seen]:
    """Yield people and programs with policies that do not come through a group."""
    for principal in judging.facts.principals:
        direct = [
            one
            for one in principal.policies or ()
            if one.group is None and not one.name.startswith(settings.spared_prefixes)
        ]
        if principal.type in PEOPLE and direct:
            yield Seen(
                principal=principal.id,
                detail=f"holds {_names(direct)} directly and not through a group",
                evidence=tuple(Evidence(policy=one.name, note="attached directly") for one in direct),
            )


def unreadable_policy(judging: Judging, settings: NoSettings) -> Iterator[Seen]:  # noqa: ARG001
    """Yield each policy in force that is no policy of the language; what it allows is not known."""
    rights = rights_of(judging)
    hidden = any(_OF_POLICIES in one.lower() for one in judging.facts.blind_rights)
    found: dict[PolicyId, HeldPolicy] = {}
    holders: dict[PolicyId, dict[str, None]] = {}
    for principal in judging.facts.principals:
        for policy in (*(principal.policies or ()), *((principal.boundary,) if principal.boundary else ())):
            unread = policy.document is None
            if not (unread and hidden) and (unread or rights.parsed(policy.document) is None):
                found[policy.id] = policy
                holders.setdefault(policy.id, {})[principal.name] = None
    for one, policy in found.items():
        yield Seen(
            principal=None,
            detail=f"the document of the policy {policy.name} can't be read as a policy",
            evidence=(
                Evidence(policy=policy.name, note=f"held by {_few(list(holders[one]))}"),
                Evidence(note=_fault(rights, policy)),
            ),
            subject=one,
        )


def _fault(rights: Rights, policy: HeldPolicy) -> str:
    """Return what is wrong with a document, in words."""
    if policy.document is None:
        return "its document was not given, or is none that can be used"
    return rights.fault(policy.document) or "it can be read by now"


def _names(policies: list[HeldPolicy]) -> str:
    return _few([one.name for one in policies])


def _few(names: list[str]) -> str:
    """Return the first of some names, and how many more there are."""
    more = len(names) - _SHOWN
    return f"{', '.join(names[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"
