"""Which services a principal may change something in, and which of them it called.

- A service counts that a policy lets it change anything in, on whatever resource; what only reads does not.
- A service is left out that a boundary does not let in, and one that is denied as a whole whatever is asked.
- `*` stands for every service.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from functools import partial
from typing import NamedTuple

from akwarden.detectors.posture.glances import Glances
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.model.facts import CallFacts, HeldPolicy, PrincipalFact, ServiceCalls
from akwarden.model.principal import PrincipalType
from akwarden.model.rights_use import GrantedBy, RightsUse, ServiceUse, UseState
from akwarden.policy.grammar import Effect

EVERY = "*"
"""Stands for every service."""
_READS = re.compile(
    r"(?:[\w-]+|\*):(?:Describe|Get|List|Look|Query|Check|Search|BatchGet|Head|View|Inquiry)", re.IGNORECASE
)
_WILD = re.compile(r"[*?]")
_KEPT = "services"


class Granted(NamedTuple):
    """What lets a principal change something in a service."""

    policy: HeldPolicy
    pattern: str
    """The first of its actions there that do not only read."""


Held = Mapping[str, tuple[Granted, ...]]
"""The services that a principal may change something in, by their names in policies, patterns among them."""


def first_write(patterns: Iterable[str]) -> str | None:
    """Return the first of the actions that does not only read."""
    return next(writes(patterns), None)


def writes(patterns: Iterable[str]) -> Iterator[str]:
    """Yield the actions that do not only read."""
    return (one for one in patterns if not _READS.match(one))


def service_of(pattern: str) -> str:
    """Return the service of an action, `*` for actions of every one."""
    return pattern.partition(":")[0].lower()


def granted(judging: Judging, glances: Glances, principal: PrincipalFact) -> Held | None:
    """Return the services with what grants each, or None where that can't be seen.

    It is worked out once for all principals that hold the same.
    """
    rights = rights_of(judging)
    holding = None if principal.type is PrincipalType.ROOT else rights.held(principal)
    if holding is None:
        return None
    return holding.policies.remembered(_KEPT, partial(_granted, rights, glances, principal))


def _granted(rights: Rights, glances: Glances, principal: PrincipalFact) -> Held:
    policies, limits = principal.policies or (), _limits(glances, principal)
    denied = frozenset(denied_services(rights, policies))
    found: dict[str, tuple[Granted, ...]] = {}
    for policy in policies:
        for service, pattern in _firsts(glances.of(policy).patterns).items():
            for name in within(service, limits):
                if not denied & {name, EVERY}:
                    found[name] = (*found.get(name, ()), Granted(policy, pattern))
    return found


def _firsts(patterns: Iterable[str]) -> Mapping[str, str]:
    """Return the first pattern of each service that does not only read."""
    found: dict[str, str] = {}
    for pattern in writes(patterns):
        found.setdefault(service_of(pattern), pattern)
    return found


def granted_by(held: Held, service: str) -> tuple[Granted, ...]:
    """Return what grants a service, by its own name or by a pattern that means it too."""
    return tuple(one for name, by in held.items() if fnmatchcase(service, name) for one in by)


def rights_use(judging: Judging, glances: Glances, principal: PrincipalFact, days: int) -> RightsUse | None:
    """Return what a principal uses of its rights; None where these or the calls of it are not known."""
    calls = judging.facts.calls
    if calls is None or (held := granted(judging, glances, principal)) is None:
        return None
    called = calls.of(principal)
    start = judging.now - timedelta(days=days)
    names = {name: granted_by(held, name) for name in _names(held, calls, called)}
    return RightsUse(
        days=days,
        since=calls.since,
        until=calls.until,
        every_service=EVERY in held,
        services=tuple(_use(name, names[name], calls, called.get(name), start) for name in sorted(names)),
    )


def _use(
    service: str, by: tuple[Granted, ...], calls: CallFacts, called: ServiceCalls | None, start: datetime
) -> ServiceUse:
    recorded = calls.recorded_since.get(service)
    if called is not None and called.last_at >= start:
        state = UseState.CALLED
    else:
        state = UseState.NOT_RECORDED if recorded is None else UseState.NOT_CALLED
    return ServiceUse(
        service=service,
        state=state,
        calls=0 if called is None else called.calls,
        last_at=None if called is None else called.last_at,
        recorded_since=recorded,
        granted_by=tuple(GrantedBy(policy=one.policy.name, pattern=one.pattern) for one in by),
    )


def _names(held: Held, calls: CallFacts, called: Mapping[str, ServiceCalls]) -> Iterator[str]:
    """Yield the services that are told of: those that policies name, and of the others those in use."""
    yield from (name for name in held if not _WILD.search(name))
    if EVERY in held:
        yield from called
    elif wild := [name for name in held if _WILD.search(name)]:
        for name in {*calls.recorded_since, *called}:
            if any(fnmatchcase(name, one) for one in wild):
                yield name


def _limits(glances: Glances, principal: PrincipalFact) -> Collection[str]:
    """Return the services that a boundary lets in; without one, every service."""
    if principal.boundary is None:
        return (EVERY,)
    return dict.fromkeys(service_of(one) for one in writes(glances.of(principal.boundary).patterns))


def within(service: str, limits: Collection[str]) -> Iterator[str]:
    """Yield what the limits leave of a service; either may be a pattern that means several."""
    if any(fnmatchcase(service, limit) for limit in limits):
        yield service
        return
    yield from (limit for limit in limits if fnmatchcase(limit, service))


def denied_services(rights: Rights, policies: Iterable[HeldPolicy]) -> Iterator[str]:
    """Yield the services of which everything is denied, whatever the resource and the request."""
    for policy in policies:
        parsed = rights.parsed(policy.document)
        for statement in parsed.statements if parsed else ():
            if statement.effect is Effect.DENY and "*" in statement.resources and not statement.conditions:
                for action in statement.actions:
                    service, colon, name = action.removeprefix("name/").partition(":")
                    if service == EVERY or (colon and name == "*"):
                        yield service.lower()
