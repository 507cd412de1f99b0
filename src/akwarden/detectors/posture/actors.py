"""Who and what is in one account, as the ways to more rights look at it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from akwarden.detectors.posture.candidates import Candidates, Thing
from akwarden.detectors.posture.holding import Holding
from akwarden.detectors.posture.names import Names
from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.trusting import Trusts
from akwarden.model.facts import AccountFacts, PrincipalFact
from akwarden.model.policy import PolicyKind
from akwarden.model.principal import PrincipalId, PrincipalType

_USERS = (PrincipalType.USER, PrincipalType.COLLABORATOR)


@dataclass(frozen=True, slots=True)
class Actor:
    """A principal that may do something on its own."""

    fact: PrincipalFact
    holding: Holding
    names: tuple[str, ...]
    roles: frozenset[str]
    """The roles that let it in."""

    @property
    def is_user(self) -> bool:
        """Say whether it is a user or a collaborator, and no role."""
        return self.fact.type in _USERS


class Actors:
    """The principals of one account, with their rights, and the things that they may act on."""

    def __init__(self, facts: AccountFacts, rights: Rights) -> None:
        """Take the account."""
        self.facts = facts
        self.rights = rights
        self.names = Names(facts)
        self.principals = {one.id: one for one in facts.principals}
        roles = [one for one in facts.principals if one.type is PrincipalType.ROLE]
        users = (one for one in facts.principals if one.type in _USERS)
        self.users = self._things("users", users)
        self.roles = self._things("roles", roles)
        self.groups = Candidates("groups", (Thing(one, self.names.group(one)) for one in facts.groups))
        self.trusts = Trusts(rights, roles)
        self._role_names = {name: key for key, one in self.roles.things.items() for name in one.names}
        self._role_names |= {one.name: one.id for one in roles}
        self.function_roles = {
            one.id: role for one in facts.functions if (role := self._role_names.get(one.role or ""))
        }
        working = (one for one in facts.functions if one.id in self.function_roles)
        self.functions = Candidates("functions", (Thing(one.id, self.names.function(one)) for one in working))
        self.all = tuple(filter(None, map(self._actor, facts.principals)))

    def own_groups(self, principal: PrincipalFact) -> Iterator[Thing]:
        """Yield the groups that a principal is in."""
        return (Thing(one, self.names.group(one)) for one in principal.groups or ())

    def own_policies(self, principal: PrincipalFact) -> Iterator[Thing]:
        """Yield the policies of the account's own that a principal holds."""
        held = (one for one in principal.policies or () if one.kind is PolicyKind.CUSTOM)
        return (Thing(one.id, self.names.policy(one)) for one in held)

    def own_boundary(self, principal: PrincipalFact) -> Iterator[Thing]:
        """Yield the boundary of a principal, where it is a policy of the account's own."""
        limit = principal.boundary
        found = [limit] if limit is not None and limit.kind is PolicyKind.CUSTOM else []
        return (Thing(one.id, self.names.policy(one)) for one in found)

    def roles_of(self, services: Iterable[str]) -> frozenset[str]:
        """Return the roles that trust one of the services."""
        return frozenset(self.trusts.of_services(services))

    def name_of(self, key: str) -> str:
        """Return what people call a principal."""
        found = self.principals.get(PrincipalId(key))
        return found.name if found else key

    def _things(self, kind: str, principals: Iterable[PrincipalFact]) -> Candidates:
        return Candidates(kind, (Thing(one.id, self.names.principal(one)) for one in principals))

    def _actor(self, principal: PrincipalFact) -> Actor | None:
        """Return a principal that may act; the root needs no way, and a role of a service is the cloud's."""
        if principal.type not in (*_USERS, PrincipalType.ROLE):
            return None
        holding = self.rights.held(principal)
        if holding is None:
            return None
        names = self.names.principal(principal)
        return Actor(principal, holding, names, frozenset(self.trusts.admitting(names)))
