"""Makes the whole graph of a key of what is known of it: parts and steps from its leaks to its resources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akwarden.detectors.posture.glances import glances_of
from akwarden.detectors.posture.protocol import Judging
from akwarden.detectors.posture.service_rights import EVERY, denied_services, service_of
from akwarden.detectors.posture.shared_rights import rights_of
from akwarden.model.facts import HeldPolicy, PrincipalFact
from akwarden.model.key_graph import EdgeKind, GraphLayer, LinkKind, NodeKind, NodeLink
from akwarden.model.key_row import KeyFacts
from akwarden.model.leak import LeakRow, LeakStatus
from akwarden.model.policy import GroupId, PolicyKind
from akwarden.model.principal import PrincipalType
from akwarden.model.risk import Risk
from akwarden.workflows.reach.net import Net, Part, Sign, Step, part_id, worse
from akwarden.workflows.reach.rights import Allowed, Limits, Pairs, pairs
from akwarden.workflows.reach.roles import MOST_ROLES, Taken

MOST_PLACES: Final = 2_000
"""Places that are looked at."""
_IDENTITIES: Final = {
    PrincipalType.ROOT: NodeKind.ROOT,
    PrincipalType.USER: NodeKind.USER,
    PrincipalType.ROLE: NodeKind.ROLE,
    PrincipalType.COLLABORATOR: NodeKind.COLLABORATOR,
    PrincipalType.SERVICE: NodeKind.SERVICE_ROLE,
}
_POLICIES: Final = {
    PolicyKind.CUSTOM: NodeKind.CUSTOM,
    PolicyKind.PRESET: NodeKind.PRESET,
    PolicyKind.INLINE: NodeKind.INLINE,
}
_OF_ALL: Final = frozenset({"AdministratorAccess"})
"""Policies of the clouds that allow everything, also where their documents are not at hand."""
_LEAK_ORDER: Final = (LeakStatus.OPEN, LeakStatus.REVOKED, LeakStatus.FIXED, LeakStatus.IGNORED)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the graph of a key is made of."""

    key: KeyFacts
    leaks: Sequence[LeakRow]
    risks: Sequence[Risk]
    """Its own and, while it works, those of its principal."""
    judging: Judging | None = None
    """Its account; None for a key that no account lists."""
    whose: PrincipalFact | None = None
    """Its principal; None for one that is gone or not known."""
    roles: Sequence[Taken] = ()
    role_risks: Mapping[str, Sequence[Risk]] = {}
    """Of the roles, by their ids."""


def net_of(known: Known) -> Net:
    """Return the whole graph of a key."""
    return _Making(known).net()


class _Making:
    """Collects parts and steps; of a part or step that is told twice, the worse sign counts."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._account = known.key.account or ""
        self._parts: dict[str, Part] = {}
        self._steps: dict[tuple[str, str, EdgeKind], Step] = {}
        self._cut: set[GraphLayer] = set()

    def net(self) -> Net:
        known = self._known
        key = self._add(self._key())
        for place in self._places():
            self._go(self._add(place), key, EdgeKind.HOLDS_KEY)
        if known.whose is not None:
            self._go(key, self._identity(known.whose, known.risks), EdgeKind.ACTS_AS)
        elif known.key.principal is not None:
            self._go(key, self._add(self._gone()), EdgeKind.ACTS_AS)
        if len(known.roles) > MOST_ROLES:
            self._cut.add(GraphLayer.IDENTITY)
        for one in known.roles[:MOST_ROLES]:
            role = self._identity(one.role, known.role_risks.get(one.role.id, ()))
            before = part_id(GraphLayer.IDENTITY, self._account, one.by)
            self._go(before, role, EdgeKind.TAKES, is_conditional=one.is_conditional)
        return Net(key=key, parts=self._parts, steps=tuple(self._steps.values()), cut=frozenset(self._cut))

    def _key(self) -> Part:
        own = (one for one in self._known.risks if one.key_id is not None)
        return Part(
            id=part_id(GraphLayer.KEY, self._known.key.key_id),
            layer=GraphLayer.KEY,
            kind=NodeKind.KEY,
            name=self._known.key.key_id,
            detail=self._known.key.remark,
            sign=_worst(own),
            link=NodeLink(LinkKind.KEY, self._known.key.key_id),
        )

    def _places(self) -> Iterator[Part]:
        """Yield the places, those of open leaks and of the worst first."""
        order = sorted(
            self._known.leaks,
            key=lambda row: (_LEAK_ORDER.index(row.leak.status), -row.severity.rank),
        )
        every = [(row, place) for row in order for place in row.leak.places]
        if len(every) > MOST_PLACES:
            self._cut.add(GraphLayer.PLACE)
        for row, place in every[:MOST_PLACES]:
            line = "" if place.line is None else f":{place.line}"
            is_open = row.leak.status is LeakStatus.OPEN
            yield Part(
                id=part_id(GraphLayer.PLACE, row.leak.id, place.source, place.vpath, line),
                layer=GraphLayer.PLACE,
                kind=NodeKind(row.leak.case),
                name=f"{place.vpath}{line}",
                detail=place.source,
                sign=Sign(row.severity, row.title) if is_open else None,
                link=NodeLink(LinkKind.LEAK, row.leak.id),
            )

    def _gone(self) -> Part:
        """Return the principal of a key of which nothing but its name is known."""
        key = self._known.key
        return Part(
            id=part_id(GraphLayer.IDENTITY, self._account, "gone", key.principal or ""),
            layer=GraphLayer.IDENTITY,
            kind=_IDENTITIES[key.principal_type or PrincipalType.USER],
            name=key.principal or "",
            detail=key.arn or "",
        )

    def _identity(self, whose: PrincipalFact, risks: Sequence[Risk]) -> str:
        """Add an identity with its groups and policies, and return the id of its part."""
        named = {one.name for one in whose.policies or ()}
        own = [one for one in risks if one.key_id is None and not _policies_of(one) & named]
        part = self._add(
            Part(
                id=part_id(GraphLayer.IDENTITY, self._account, whose.id),
                layer=GraphLayer.IDENTITY,
                kind=_IDENTITIES[whose.type],
                name=whose.name,
                detail=whose.arn or whose.id,
                sign=_worst(own),
                link=NodeLink(LinkKind.PRINCIPAL, f"{self._account}:{whose.id}"),
            )
        )
        if whose.type is PrincipalType.ROOT:
            self._allow(part, Allowed(EVERY, EVERY, (EVERY,), is_conditional=False), _worst(risks))
        for group in whose.groups or ():
            self._go(part, self._group(group), EdgeKind.IS_IN)
        if whose.boundary is not None:
            self._go(part, self._policy(whose.boundary, NodeKind.BOUNDARY), EdgeKind.LIMITED_BY)
        if self._known.judging is not None:
            self._policies(self._known.judging, part, whose, risks)
        return part

    def _group(self, group: str) -> str:
        judging = self._known.judging
        named = None if judging is None else judging.facts.groups.get(GroupId(group))
        return self._add(
            Part(
                id=part_id(GraphLayer.IDENTITY, self._account, "group", group),
                layer=GraphLayer.IDENTITY,
                kind=NodeKind.GROUP,
                name=named or group,
                detail=group,
            )
        )

    def _policies(self, judging: Judging, holder: str, whose: PrincipalFact, risks: Sequence[Risk]) -> None:
        limits, holding = _limits(judging, whose), rights_of(judging).held(whose)
        is_administrator = holding is not None and holding.is_admin is not None
        found: dict[str, Pairs] = {}
        for policy in whose.policies or ():
            told = [one for one in risks if policy.name in _policies_of(one)]
            # Behind a boundary a policy allows less than elsewhere, so that it is a part of its own.
            own = "" if whose.boundary is None else whose.id
            part = self._policy(policy, _POLICIES[policy.kind], own, _worst(told))
            before = holder if policy.group is None else self._group(policy.group)
            self._go(before, part, EdgeKind.HAS)
            if part not in found:
                found[part] = _allowed(judging, policy, limits, is_administrator=is_administrator)
                self._resources(part, found[part], _by_service(told, policy.name))

    def _policy(self, policy: HeldPolicy, kind: NodeKind, own: str = "", sign: Sign | None = None) -> str:
        risk = None if sign is None or sign.risk is None else NodeLink(LinkKind.RISK, sign.risk)
        return self._add(
            Part(
                id=part_id(GraphLayer.POLICY, self._account, kind, policy.id, own),
                layer=GraphLayer.POLICY,
                kind=kind,
                name=policy.name,
                detail="" if policy.id == policy.name else policy.id,
                sign=sign,
                link=risk,
            )
        )

    def _resources(self, policy: str, allowed: Pairs, risks: Mapping[str, Sequence[Risk]]) -> None:
        if allowed.is_more:
            self._cut.add(GraphLayer.RESOURCE)
        for one in allowed.allowed:
            self._allow(policy, one, _worst(risks.get(one.service, ())))

    def _allow(self, before: str, one: Allowed, sign: Sign | None) -> None:
        part = self._add(
            Part(
                id=part_id(GraphLayer.RESOURCE, self._account, one.service, one.resource),
                layer=GraphLayer.RESOURCE,
                kind=one.kind,
                name=one.name,
                detail=one.service if one.resource == EVERY else f"{one.service} {one.resource}",
                sign=sign,
                link=None if sign is None or sign.risk is None else NodeLink(LinkKind.RISK, sign.risk),
            )
        )
        kind = EdgeKind.CHANGES if one.changes else EdgeKind.READS
        step = Step(
            source=before,
            target=part,
            kind=kind,
            actions=one.actions,
            is_conditional=one.is_conditional,
            sign=sign,
        )
        self._steps.setdefault((before, part, kind), step)

    def _add(self, part: Part) -> str:
        known = self._parts.get(part.id)
        if known is None or worse(known.sign, part.sign) is not known.sign:
            self._parts[part.id] = part
        return part.id

    def _go(self, source: str, target: str, kind: EdgeKind, *, is_conditional: bool = False) -> None:
        step = Step(source=source, target=target, kind=kind, is_conditional=is_conditional)
        self._steps.setdefault((source, target, kind), step)


def _limits(judging: Judging, whose: PrincipalFact) -> Limits:
    """Return what an identity's boundary lets in, and what is denied it as a whole."""
    let_in: tuple[str, ...] = (EVERY,)
    if whose.boundary is not None:
        patterns = glances_of(judging).of(whose.boundary).patterns
        let_in = tuple(dict.fromkeys(map(service_of, patterns)))
    denied = frozenset(denied_services(rights_of(judging), whose.policies or ()))
    return Limits(let_in, denied)


def _allowed(judging: Judging, policy: HeldPolicy, limits: Limits, *, is_administrator: bool) -> Pairs:
    """Return what a policy allows; nothing where it can't be read, unless it is known to allow everything.

    What it says of everything has exceptions for who is no administrator: a denial keeps it from some.
    """
    parsed = rights_of(judging).parsed(policy.document)
    if parsed is not None:
        found = pairs(parsed, limits)
        if is_administrator:
            return found
        kept = tuple(
            msgspec.structs.replace(one, is_conditional=True) if one.kind is NodeKind.EVERYTHING else one
            for one in found.allowed
        )
        return Pairs(kept, is_more=found.is_more)
    if policy.name in _OF_ALL and policy.document is None:
        every = (Allowed(name, EVERY, (EVERY,), is_conditional=False) for name in limits.leave(EVERY))
        return Pairs(tuple(every), is_more=False)
    return Pairs((), is_more=False)


def _worst(risks: Iterable[Risk]) -> Sign | None:
    """Return the sign of the worst of some risks, the first of those that are alike."""
    found: Sign | None = None
    for one in risks:
        found = worse(found, Sign(one.severity, _words(one), one.id))
    return found


def _words(risk: Risk) -> str:
    return f"{risk.title}: {risk.detail}" if risk.detail else risk.title


def _policies_of(risk: Risk) -> frozenset[str]:
    """Return the names of the policies by which a risk can be seen."""
    return frozenset(one.policy for one in risk.evidence if one.policy is not None)


def _by_service(risks: Iterable[Risk], policy: str) -> Mapping[str, Sequence[Risk]]:
    """Return the risks by the services whose actions they name of a policy."""
    found: dict[str, list[Risk]] = defaultdict(list)
    for risk in risks:
        named = (one.action for one in risk.evidence if one.policy == policy and one.action)
        for service in dict.fromkeys(service_of(action) for action in named):
            found[service].append(risk)
    return found
