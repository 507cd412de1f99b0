"""What one policy allows, by service and resource: the last layer of the graph of a key.

- A service that a boundary does not let in is left out, and one that is denied as a whole.
- Actions that only read are told apart from those that change something.
- `*` stands for every service, and for all resources.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec

from akwarden.detectors.posture.service_rights import EVERY, first_write, service_of, within
from akwarden.model.key_graph import NodeKind
from akwarden.policy.grammar import Effect, Policy, Statement

MOST_OF_A_POLICY: Final = 400
"""Pairs of a service and a resource that are looked at of one policy."""
_NAMED: Final = ("qcs:", "arn:")
_SERVICE_AT, _TAIL_AT = 2, 5


class Limits(msgspec.Struct, frozen=True):
    """What keeps all policies of one identity from what they say."""

    let_in: Collection[str]
    """The services that its boundary lets in; `*` for every one."""
    denied: Collection[str]
    """The services that are denied as a whole."""

    def leave(self, service: str) -> Iterator[str]:
        """Yield what is left of a service."""
        for name in within(service, self.let_in):
            if name not in self.denied and EVERY not in self.denied:
                yield name


class Allowed(msgspec.Struct, frozen=True):
    """What a policy allows on some resource of a service."""

    service: str
    resource: str
    actions: tuple[str, ...]
    is_conditional: bool
    """Whether each statement about it has conditions or exceptions."""

    @property
    def changes(self) -> bool:
        """Say whether it allows more than reading."""
        return first_write(self.actions) is not None

    @property
    def kind(self) -> NodeKind:
        """Return what is allowed: everything, all of a service, or named resources."""
        if self.resource != EVERY:
            return NodeKind.RESOURCE
        return NodeKind.EVERYTHING if self.service == EVERY else NodeKind.SERVICE

    @property
    def name(self) -> str:
        """Return what it is called in short: of a resource, what stands behind the account."""
        if self.resource == EVERY:
            return self.service
        parts = self.resource.split(":", _TAIL_AT)
        is_named = self.resource.startswith(_NAMED) and len(parts) > _TAIL_AT
        return (parts[_TAIL_AT] if is_named else "") or self.resource


class Pairs(msgspec.Struct, frozen=True):
    """What a policy allows."""

    allowed: tuple[Allowed, ...]
    is_more: bool
    """Whether it says more than was looked at."""


def pairs(policy: Policy, limits: Limits) -> Pairs:
    """Return what a policy allows, each service and resource once, in the order in which it says so."""
    found: dict[tuple[str, str], Allowed] = {}
    every = (one for statement in policy.statements for one in _of_statement(statement, limits))
    for one in every:
        place = (one.service, one.resource)
        if place not in found and len(found) == MOST_OF_A_POLICY:
            return Pairs(tuple(found.values()), is_more=True)
        found[place] = _joined(found[place], one) if place in found else one
    return Pairs(tuple(found.values()), is_more=False)


def _joined(one: Allowed, other: Allowed) -> Allowed:
    actions = tuple(dict.fromkeys((*one.actions, *other.actions)))
    return Allowed(one.service, one.resource, actions, one.is_conditional and other.is_conditional)


def _of_statement(statement: Statement, limits: Limits) -> Iterator[Allowed]:
    if statement.effect is not Effect.ALLOW:
        return
    is_limited = bool(statement.conditions or statement.not_actions or statement.not_resources)
    wide = statement.not_resources or EVERY in statement.resources
    resources = (EVERY,) if wide else statement.resources
    for service, actions in _by_service(statement, limits).items():
        for resource in [one for one in resources if _is_of(one, service)] or resources:
            yield Allowed(service, resource, actions, is_limited)


def _by_service(statement: Statement, limits: Limits) -> Mapping[str, tuple[str, ...]]:
    """Return the actions of a statement by service; one service more than is looked at, at most."""
    found: dict[str, dict[str, None]] = {}
    for action in (EVERY,) if statement.not_actions else statement.actions:
        plain = action.removeprefix("name/")
        for service in limits.leave(service_of(plain)):
            if service in found or len(found) <= MOST_OF_A_POLICY:
                found.setdefault(service, {})[plain] = None
    return {service: tuple(actions) for service, actions in found.items()}


def _is_of(resource: str, service: str) -> bool:
    """Say whether a resource may be one of a service, by its name."""
    parts = resource.split(":", _TAIL_AT)
    if not resource.startswith(_NAMED) or len(parts) <= _SERVICE_AT:
        return True
    named = parts[_SERVICE_AT].lower()
    return named in ("", service) or "*" in named or "*" in service
