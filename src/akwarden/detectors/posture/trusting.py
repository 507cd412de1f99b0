"""Which roles of an account whom let in: services, identity providers, and the account's own principals."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from akwarden.detectors.posture.rights import Rights
from akwarden.detectors.posture.uncertain import in_short, reading
from akwarden.model.facts import PrincipalFact
from akwarden.model.principal import PrincipalId
from akwarden.policy.document import EVERYONE
from akwarden.policy.evaluate import Request, trusts
from akwarden.policy.grammar import Effect, Language, Policy

FEDERATED = "federated"
"""What stands for an identity provider among services."""
_OWN_KEYS = frozenset({"aws:principalarn", "aws:username", "aws:principalaccount"})
"""Condition keys that say who asks."""
_STAND_IN = "akwarden-stand-in"
_KINDS = {"service": "", "Service": "", "federated": FEDERATED, "Federated": FEDERATED}


class Trusts:
    """The trust policies of the roles of one account."""

    def __init__(self, rights: Rights, roles: Iterable[PrincipalFact]) -> None:
        """Take the roles; a trust policy that can't be read lets nobody in."""
        self._rights = rights
        self._policies: dict[PrincipalId, Policy] = {}
        self._conditions: dict[PrincipalId, str | None] = {}
        self._by_service: dict[str, list[PrincipalId]] = defaultdict(list)
        self._open: list[PrincipalId] = []
        self._for_all: list[PrincipalId] = []
        self._named: dict[str, list[PrincipalId]] = defaultdict(list)
        self._special: list[PrincipalId] = []
        found = set[str]()
        for role in roles:
            policy = rights.parsed(role.trust)
            if policy is not None:
                self._add(role.id, reading(policy, _OWN_KEYS, generous=True))
                allowing = (one for one in policy.statements if one.effect is Effect.ALLOW)
                terms = tuple(term for one in allowing for term in one.conditions)
                self._conditions[role.id] = in_short(terms)
                if terms:
                    found.add(role.id)
        self.with_conditions = frozenset(found)
        """The roles that let in on conditions only."""

    def of_services(self, services: Iterable[str]) -> tuple[PrincipalId, ...]:
        """Return the roles that trust one of the services, in their order."""
        return tuple(dict.fromkeys(role for one in services for role in self._by_service.get(one, ())))

    def admitting(self, names: Iterable[str]) -> tuple[PrincipalId, ...]:
        """Return the roles that let in a principal of the account that has one of these names."""
        found = dict.fromkeys(self._open)
        for name in names:
            found |= dict.fromkeys(self._named.get(name, ()))
            found |= dict.fromkeys(role for role in self._special if self._admits(role, name))
        return tuple(found)

    def naming(self, names: Iterable[str]) -> tuple[PrincipalId, ...]:
        """Return the roles that may let in a principal by its own name, or everybody by no name."""
        found = dict.fromkeys(self._for_all) | dict.fromkeys(self._special)
        for name in names:
            found |= dict.fromkeys(self._named.get(name, ()))
        return tuple(found)

    def of(self, role: PrincipalId) -> Policy | None:
        """Return the trust policy of a role, read as if all conditions that are open held."""
        return self._policies.get(role)

    def condition(self, role: PrincipalId) -> str | None:
        """Return the conditions under which a role lets anybody in, in short."""
        return self._conditions.get(role)

    def _add(self, role: PrincipalId, policy: Policy) -> None:
        self._policies[role] = policy
        for kind, value in _principals(policy):
            if kind in _KINDS:
                self._by_service[_KINDS[kind] or value].append(role)
        if _is_special(policy):
            self._special.append(role)
        elif self._admits(role, self._stand_in()):
            self._open.append(role)
            named = [one.principals for one in policy.statements if one.principals]
            if any(EVERYONE in values for one in named for _, values in one.entries):
                self._for_all.append(role)
        for kind, value in _principals(policy):
            if kind not in _KINDS and self._admits(role, value):
                self._named[value].append(role)

    def _admits(self, role: PrincipalId, name: str) -> bool:
        return trusts(self._policies[role], self._request(name)).allowed

    def _request(self, name: str) -> Request:
        rights = self._rights
        own = {
            "aws:principalarn": (name,),
            "aws:username": (name.rpartition("/")[2],),
            "aws:principalaccount": (rights.account,),
        }
        context = {} if rights.language is Language.CAM else own
        return Request("sts", "AssumeRole", ("*",), context, rights.account, rights.appid, name)

    def _stand_in(self) -> str:
        """Return the name of some user of the account whom no policy means in particular."""
        account = self._rights.account
        if self._rights.language is Language.CAM:
            return f"qcs::cam::uin/{account}:uin/{_STAND_IN}"
        return f"arn:aws:iam::{account}:user/{_STAND_IN}"


def _principals(policy: Policy) -> Iterator[tuple[str, str]]:
    """Yield kind and value of all whom a trust policy lets in by name."""
    for statement in policy.statements:
        if statement.effect is Effect.ALLOW and statement.principals:
            for kind, values in statement.principals.entries:
                yield from ((kind, value) for value in values)


def _is_special(policy: Policy) -> bool:
    """Say whether only a look at each principal tells who is let in."""
    return any(
        statement.not_principals
        or statement.effect is Effect.DENY
        or any(term.key.lower() in _OWN_KEYS for term in statement.conditions)
        for statement in policy.statements
    ) or any(value != "*" and "*" in value for _, value in _principals(policy))
