"""What a principal may do, from the policies that it holds, its boundary and nothing else.

- The order of decision is that of `akwarden.policy.evaluate`; policies of resources and of the organisation
  are not known here.
- What depends on the request, such as its address or a second factor, counts as possible and is marked as
  conditional.
- A document that can't be read is passed over; behind a boundary that can't be read nothing is known.
- Principals that hold the same share what was found, so an account costs as much as it has different sets of
  policies.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from akwarden.detectors.posture.holding import Holding, Surroundings
from akwarden.detectors.posture.policy_set import PolicySet
from akwarden.errors import PolicyError
from akwarden.model.facts import AccountFacts, HeldPolicy, PrincipalFact
from akwarden.model.policy import GroupId
from akwarden.model.principal import PrincipalId, PrincipalType
from akwarden.policy.evaluate import Attached, Grants
from akwarden.policy.grammar import Language, Policy, read_policy

__all__ = ["Holding", "Rights"]
_MOST_KEPT = 256
"""Documents that stay read from one account to the next, such as those of the cloud's own policies."""


class Rights:
    """What the principals of one account may do."""

    def __init__(
        self,
        provider: str,
        account: str,
        appid: str = "",
        *,
        now: datetime | None = None,
        groups: Mapping[GroupId, str] | None = None,
    ) -> None:
        """Take the account; with `now`, conditions on time are decided; `groups` are named in evidence."""
        self.language = Language.CAM if provider == "tencent" else Language.IAM
        self.account = account
        self.appid = appid
        self._groups = groups or {}
        self._parsed: dict[str, Policy | None] = {}
        self._sets: dict[object, PolicySet] = {}
        self._held: dict[PrincipalId, tuple[PrincipalFact, Holding | None]] = {}
        self._around = Surroundings(self.language, account, appid, now)

    @classmethod
    def of(cls, facts: AccountFacts, now: datetime) -> "Rights":
        """Return the rights within an account."""
        return cls(facts.provider, facts.number, now=now, groups=facts.groups)

    def held(self, principal: PrincipalFact) -> Holding | None:
        """Return what a principal holds, or None when that is not known."""
        kept = self._held.get(principal.id)
        if kept is None or kept[0] is not principal:
            kept = self._held[principal.id] = (principal, self._holding(principal))
        return kept[1]

    def _holding(self, principal: PrincipalFact) -> Holding | None:
        root = principal.type is PrincipalType.ROOT
        if principal.policies is None and not root:
            return None
        policies, boundary = principal.policies or (), principal.boundary
        key = (root, frozenset(map(_identity, policies)), boundary and _identity(boundary))
        found = self._sets.get(key)
        if found is None:
            found = self._sets[key] = self._set_of(policies, boundary, root=root)
        if not found.is_known:
            return None
        return Holding(self._around, found, principal)

    def parsed(self, document: str | None) -> Policy | None:
        """Return a document as a policy, or None when it can't be read; each text is read once."""
        if document is None:
            return None
        if document not in self._parsed:
            self._parsed[document] = _read(document, self.language)
        return self._parsed[document]

    def fault(self, document: str) -> str | None:
        """Return why a document can't be read as a policy; None for one that can."""
        try:
            read_policy(document, self.language)
        except PolicyError as error:
            return f"{error}: {error.why}" if error.why else str(error)
        return None

    def _set_of(
        self, policies: Iterable[HeldPolicy], boundary: HeldPolicy | None, *, root: bool
    ) -> "PolicySet":
        limit = self._attached(boundary) if boundary is not None else None
        return PolicySet(
            grants=Grants(
                tuple(one for policy in policies if (one := self._attached(policy))),
                boundary=(limit,) if limit else None,
                is_root=root,
            ),
            is_known=boundary is None or limit is not None,
        )

    def _attached(self, held: HeldPolicy) -> Attached | None:
        policy = self.parsed(held.document)
        via = f"group {self._groups.get(held.group, held.group)}" if held.group else ""
        return Attached(policy, held.name, via) if policy else None


@lru_cache(maxsize=_MOST_KEPT)
def _read(document: str, language: Language) -> Policy | None:
    """Return a document as a policy, or None when it can't be read; accounts share many of them."""
    try:
        return read_policy(document, language)
    except PolicyError:
        return None


def _identity(held: HeldPolicy) -> tuple[str, ...]:
    """Return what tells one policy in force from another; the same one through a group is another."""
    return (held.id, held.name, held.kind, held.group or "", held.document or "")
