"""Judges of policies of one's own that allow everything, or everything of a service, on all resources.

- Policies of the cloud have rules of their own, and so have administrators by them.
- A policy that allows everything is not also reported for each service.
- Behind a boundary a star is less than it says, and so is its severity.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from akwarden.detectors.posture.glances import Glances, glances_of
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.uncertain import in_short
from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.posture import Seen
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Evidence
from akwarden.model.severity import Severity
from akwarden.policy.grammar import Statement

HOLDERS = frozenset({PrincipalType.USER, PrincipalType.COLLABORATOR, PrincipalType.ROLE})
"""Who holds policies that people chose."""
_SHOWN = 3


class StarSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bad a star is behind a boundary."""

    bounded_severity: Severity
    """For somebody whom a boundary limits."""


class StarServiceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which services are worse than others."""

    grave: dict[str, tuple[str, ...]]
    """By cloud, the services that lead to more rights, to secrets or to the records of what was done."""
    grave_severity: Severity
    """How bad it is for these."""


class _Star(NamedTuple):
    """A policy with a statement that says too much."""

    policy: HeldPolicy
    statement: Statement


def star_action(judging: Judging, settings: StarSettings) -> Iterator[Seen]:
    """Yield who holds a policy of one's own that allows everything, or everything but a few."""
    glances = glances_of(judging)
    for principal in judging.facts.principals:
        if principal.type not in HOLDERS:
            continue
        for star in _stars(glances, principal):
            spared = _few(star.statement.not_actions)
            bounded = principal.boundary is not None and glances.of(principal.boundary).star is None
            yield Seen(
                principal=principal.id,
                detail=f"the policy {star.policy.name} allows everything{spared and f' but {spared}'} on all "
                f"resources{', as far as its boundary lets it' if bounded else ''}",
                evidence=(_evidence(judging.facts, star, f"all but {spared}" if spared else "*"),),
                subject=star.policy.id,
                severity=settings.bounded_severity if bounded else None,
            )


def star_service(judging: Judging, settings: StarServiceSettings) -> Iterator[Seen]:
    """Yield who holds a policy of one's own that allows all of a service on all resources."""
    glances = glances_of(judging)
    grave = frozenset(settings.grave.get(judging.facts.provider, ()))
    for principal in judging.facts.principals:
        if principal.type not in HOLDERS:
            continue
        for policy in own_policies(principal):
            found = glances.of(policy).services
            if found and glances.of(policy).star is None:
                names = ", ".join(sorted(found))
                yield Seen(
                    principal=principal.id,
                    detail=f"the policy {policy.name} allows all of {names} on all resources",
                    evidence=tuple(
                        _evidence(judging.facts, _Star(policy, statement), f"{service}:*")
                        for service, statement in sorted(found.items())
                    ),
                    subject=policy.id,
                    severity=settings.grave_severity if grave & found.keys() else None,
                )


def own_policies(principal: PrincipalFact) -> Iterator[HeldPolicy]:
    """Yield the policies that a principal holds and that the cloud did not write."""
    return (one for one in principal.policies or () if one.kind is not PolicyKind.PRESET)


def _stars(glances: Glances, principal: PrincipalFact) -> Iterator[_Star]:
    for policy in own_policies(principal):
        statement = glances.of(policy).star
        if statement is not None:
            yield _Star(policy, statement)


def _few(actions: tuple[str, ...]) -> str:
    """Return the first of some actions, and how many more there are."""
    more = len(actions) - _SHOWN
    return f"{', '.join(actions[:_SHOWN])}{f' and {more} more' if more > 0 else ''}"


def _evidence(facts: AccountFacts, star: _Star, action: str) -> Evidence:
    return Evidence(
        policy=star.policy.name,
        statement=star.statement.number + 1,
        action=action,
        resource="*",
        condition=in_short(star.statement.conditions),
        note=through(facts, star.policy),
    )


def through(facts: AccountFacts, policy: HeldPolicy) -> str | None:
    """Return through which group a policy comes, in words; None for one that is attached directly."""
    return f"through the group {facts.groups.get(policy.group, policy.group)}" if policy.group else None
