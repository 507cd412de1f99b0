"""Goes the known ways to more rights for each principal of an account, and says which lead somewhere."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec

from akwarden.detectors.posture.actors import Actor, Actors
from akwarden.detectors.posture.candidates import NOWHERE, Reached, Thing, reached
from akwarden.detectors.posture.escalations import Gain, Need, On, Path, load_escalations
from akwarden.detectors.posture.holding import Context
from akwarden.detectors.posture.mentions import Mentions
from akwarden.detectors.posture.remedy_places import TRUST_POLICY
from akwarden.detectors.posture.scope import EVERYTHING
from akwarden.model.principal import PrincipalId
from akwarden.model.risk import Evidence
from akwarden.policy.grammar import Language

_BOUNDED = (On.SELF_BOUNDED_USER, On.SELF_BOUNDED_ROLE)
_SELF = (On.SELF_USER, On.SELF_ROLE, *_BOUNDED)
_BECOMES = (On.OTHER_USER, On.OTHER_ROLE, On.TRUSTING_ROLE, On.ROLE_OF_SERVICE, On.FUNCTION)
_ANOTHER = (Gain.USER, Gain.ROLE, Gain.SERVICE)
_OF_ONESELF = (*_SELF, On.OWN_GROUP)
"""What is another thing for each of those who hold the same."""
_NOBODY = frozenset[str]()
_TAKE = "sts:AssumeRole"
_HERE = "here"


class Way(msgspec.Struct, frozen=True):
    """A path that a principal can go."""

    actor: Actor
    path: Path
    evidence: tuple[Evidence, ...]
    """What allows each action that the path needs."""
    targets: frozenset[str]
    """The principals that it is about; none where it changes its own rights."""

    @property
    def leads_to(self) -> frozenset[str]:
        """Return the principals one of which it may act as."""
        return self.targets if self.path.gains in _ANOTHER else frozenset()

    @property
    def is_conditional(self) -> bool:
        """Say whether it depends on the request whether it can be gone."""
        return any(one.conditional for one in self.evidence)


class Walker:
    """Tries paths for the principals of one account."""

    def __init__(self, actors: Actors) -> None:
        """Take the account's principals."""
        self._actors = actors
        self._iam = actors.rights.language is Language.IAM
        self._paths = load_escalations(actors.facts.provider)
        self._mentions = Mentions(
            action for path in self._paths for need in path.needs for action in need.any
        )

    def ways(self, actor: Actor) -> Iterator[Way]:
        """Yield the paths that a principal can go, in the order of the data."""
        for path in actor.holding.remembered("paths", partial(self._likely, actor)):
            way = self._walk(actor, path)
            if way is not None:
                yield way

    def way(self, actor: Actor, path: str) -> Way | None:
        """Return one path, by its id, where a principal can go it; None too where its cloud has none such."""
        found = next((one for one in self._paths if one.id == path), None)
        return None if found is None else self._walk(actor, found)

    def _likely(self, actor: Actor) -> tuple[Path, ...]:
        """Return the paths that are not ruled out by the actions that are allowed on anything at all."""
        policies = (one.policy for one in actor.holding.policies.grants.identity)
        held = frozenset(action for policy in policies for action in self._mentions.of(policy))
        named = (path for path in self._paths if all(self._is_likely(held, one) for one in path.needs))
        return tuple(path for path in named if self._is_open(actor, path))

    def _is_likely(self, held: frozenset[str], need: Need) -> bool:
        by_trust = self._iam and need.on is On.TRUSTING_ROLE and _TAKE in need.any
        return by_trust or not held.isdisjoint(need.any)

    def _is_open(self, actor: Actor, path: Path) -> bool:
        """Say whether each need is met on anything, as far as that is the same for all who hold the same."""
        return all(
            need.on in (*_OF_ONESELF, On.TRUSTING_ROLE) or self._shared(actor, path, at).keys
            for at, need in enumerate(path.needs)
        )

    def _walk(self, actor: Actor, path: Path) -> Way | None:
        """Return a path with what allows it, or None when it leads nowhere."""
        me = actor.fact.id
        there = self._actors.roles_of(path.exists) - {me} if path.exists else _NOBODY
        if path.exists and not there:
            return None
        steps: list[Reached] = []
        meeting: dict[On, frozenset[str]] = {}
        for at, need in enumerate(path.needs):
            step = self._step(actor, path, at)
            meeting[need.on] = meeting.get(need.on, step.keys) & step.keys
            if not meeting[need.on]:
                return None
            steps.append(step)
        met = (self._principals(on, keys) for on, keys in meeting.items() if on in _BECOMES)
        targets = there.union(*met) - {me}
        if path.gains in _ANOTHER and not targets:
            return None
        return Way(actor, path, self._evidence(path, steps, meeting), targets)

    def _evidence(
        self, path: Path, steps: Sequence[Reached], meeting: Mapping[On, frozenset[str]]
    ) -> tuple[Evidence, ...]:
        """Return what allows each step, on one thing on which all meet, and the terms of a role's trust."""
        terms = self._actors.trusts.with_conditions
        chosen = {
            on: min(keys if keys.isdisjoint(terms) else keys - terms or keys) for on, keys in meeting.items()
        }
        found = [step.by(chosen[need.on]) for need, step in zip(path.needs, steps, strict=True)]
        role = chosen.get(On.TRUSTING_ROLE, "")
        if self._actors.trusts.condition(PrincipalId(role)):
            found.append(self._trust_evidence(role))
        return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)

    def _principals(self, on: On, keys: frozenset[str]) -> frozenset[str]:
        roles = self._actors.function_roles
        return frozenset(roles[key] for key in keys) if on is On.FUNCTION else keys

    def _step(self, actor: Actor, path: Path, at: int) -> Reached:
        """Return on what one need of a path is met."""
        need, me = path.needs[at], frozenset({actor.fact.id})
        if need.on in _OF_ONESELF:
            return self._for_all(actor, need)
        found = self._shared(actor, path, at)
        match need.on:
            case On.OTHER_USER | On.OTHER_ROLE | On.ROLE_OF_SERVICE:
                return found.without(me)
            case On.OTHER_GROUP:
                return found.without(frozenset(actor.fact.groups or ())) if actor.is_user else NOWHERE
            case On.TRUSTING_ROLE:
                trusted = found.within(actor.roles - me)
                if self._iam and _TAKE in need.any:
                    return _joined(iter((trusted, self._let_in(actor, trusted.keys))))
                return trusted
            case _:
                return found

    def _shared(self, actor: Actor, path: Path, at: int) -> Reached:
        """Return on what one need is met, worked out once for all who hold the same."""
        work = partial(self._for_all, actor, path.needs[at])
        return actor.holding.remembered(("need", path.id, at), work)

    def _for_all(self, actor: Actor, need: Need) -> Reached:
        """Return on what one need is met, for all who hold the same; their own selves are among it."""
        context = self._context(actor, need)
        if need.on is On.ROLE_OF_SERVICE:
            return _joined(self._handed_over(actor, need, service, context) for service in need.services)
        return _joined(self._on(actor, need.on, action, context) for action in need.any)

    def _handed_over(self, actor: Actor, need: Need, service: str, context: Context) -> Reached:
        """Return the roles that may be handed to a service, which must be one that they trust."""
        given = {**context, "iam:passedtoservice": (service,)} if self._iam else context
        found = (reached(actor.holding, action, self._actors.roles, given) for action in need.any)
        return _joined(found).within(self._actors.roles_of((service,)))

    def _let_in(self, actor: Actor, known: frozenset[str]) -> Reached:
        """Return the roles whose trust policy lets a principal of AWS in without a right of its own."""
        found = {}
        naming = frozenset(self._actors.trusts.naming(actor.names))
        for role in sorted((actor.roles & naming) - known - {actor.fact.id}):
            door, names = self._actors.trusts.of(PrincipalId(role)), self._actors.roles.things[role].names
            if door and actor.holding.is_let_in(_TAKE, names[0], door, actor.names[0]):
                found[role] = self._trust_evidence(role)
        return Reached(frozenset(found), found)

    def _trust_evidence(self, role: str) -> Evidence:
        terms = self._actors.trusts.condition(PrincipalId(role))
        return Evidence(
            policy=f"{TRUST_POLICY}{self._actors.name_of(role)}",
            action=_TAKE,
            resource=self._actors.roles.things[role].names[0],
            condition=terms,
            conditional=terms is not None,
        )

    def _on(self, actor: Actor, on: On, action: str, context: Context) -> Reached:
        """Return the things of a kind on which an action is allowed."""
        holding = actor.holding
        match on:
            case On.ANYTHING:
                return _one(holding.allows_some(action, context))
            case On.ALL:
                return _one(holding.allows(action, EVERYTHING, context))
            case On.OTHER_USER:
                return reached(holding, action, self._actors.users, context)
            case On.OTHER_ROLE | On.TRUSTING_ROLE:
                return reached(holding, action, self._actors.roles, context)
            case On.FUNCTION:
                return reached(holding, action, self._actors.functions, context)
            case On.ANY_GROUP | On.OTHER_GROUP:
                return reached(holding, action, self._actors.groups, context)
            case _:
                return self._asked(actor, on, action, context)

    def _asked(self, actor: Actor, on: On, action: str, context: Context) -> Reached:
        """Return the things that are the principal's own, or new, on which an action is allowed."""
        holding, things = actor.holding, tuple(self._own(actor, on))
        if not things:
            return NOWHERE
        by_name = holding.has_resource_level(action) and not holding.scope(action, context).is_uniform
        answers = {
            thing.key: evidence
            for thing in things
            for name in (thing.names if by_name else (EVERYTHING,))
            if (evidence := holding.allows(action, name, context))
        }
        return Reached(frozenset(answers), answers)

    def _own(self, actor: Actor, on: On) -> Iterator[Thing]:
        """Yield the things of a kind that belong to a principal, or that it may make."""
        fact = actor.fact
        match on:
            case On.NEW_USER | On.NEW_ROLE:
                yield Thing("new", self._actors.names.new("user" if on is On.NEW_USER else "role"))
            case On.OWN_GROUP:
                yield from self._actors.own_groups(fact)
            case On.OWN_POLICY:
                yield from self._actors.own_policies(fact)
            case On.OWN_BOUNDARY:
                yield from self._actors.own_boundary(fact)
            case _:
                wants_user = on in (On.SELF_USER, On.SELF_BOUNDED_USER)
                if wants_user is actor.is_user and (on not in _BOUNDED or fact.boundary is not None):
                    yield Thing(fact.id, actor.names)

    def _context(self, actor: Actor, need: Need) -> dict[str, tuple[str, ...]]:
        """Return the condition keys that the principal would choose, and what its target has."""
        if not self._iam:
            return {}
        limit = actor.fact.boundary if need.on in _SELF else None
        partition = f"arn:{self._actors.names.partition}:"
        given = {
            key: tuple(one.replace("arn:aws:", partition) for one in need.given[key]) for key in need.given
        }
        return given | {"iam:permissionsboundary": self._actors.names.policy(limit) if limit else ()}


def _one(evidence: Evidence | None) -> Reached:
    return Reached(frozenset({_HERE}), {}, evidence) if evidence else NOWHERE


def _joined(parts: Iterator[Reached]) -> Reached:
    """Return what several actions reach together; where two reach one thing, the first is the evidence."""
    found = [part for part in parts if part.keys]
    if len(found) == 1:
        return found[0]
    return Reached(frozenset[str]().union(*(part.keys for part in found)), {}, parts=tuple(found))
