"""How policies name what is in an account, also where the inventory does not say."""

from collections.abc import Iterator

from akwarden.model.account import AccountSite
from akwarden.model.facts import AccountFacts, FunctionFact, HeldPolicy, PrincipalFact
from akwarden.model.policy import GroupId
from akwarden.model.principal import PrincipalType

_PARTITIONS = {AccountSite.AWS_CN: "aws-cn", AccountSite.AWS_US_GOV: "aws-us-gov"}
_PLACE_PARTS = 3
_ROLES = (PrincipalType.ROLE, PrincipalType.SERVICE)


class Names:
    """The names of what is in one account."""

    def __init__(self, facts: AccountFacts) -> None:
        """Take the account."""
        self._tencent = facts.provider == "tencent"
        self._account = facts.number
        self._groups = facts.groups
        self.partition = _PARTITIONS.get(facts.site, "aws")

    def principal(self, principal: PrincipalFact) -> tuple[str, ...]:
        """Return every name of a principal, the usual one first."""
        return tuple(dict.fromkeys(self._of_principal(principal)))

    def _of_principal(self, principal: PrincipalFact) -> Iterator[str]:
        if principal.arn:
            yield principal.arn
        is_role = principal.type in _ROLES
        if self._tencent:
            place = f"qcs::cam::uin/{self._account}"
            if is_role:
                yield f"{place}:roleName/{principal.name}"
                yield f"{place}:role/{principal.id}"
            else:
                yield f"{place}:uin/{principal.id}"
        elif not principal.arn:
            yield self._iam("role" if is_role else "user", principal.name)

    def group(self, group: GroupId) -> tuple[str, ...]:
        """Return the name of a group."""
        if self._tencent:
            return (f"qcs::cam::uin/{self._account}:groupid/{group}",)
        return (self._iam("group", self._groups.get(group, group)),)

    def policy(self, policy: HeldPolicy) -> tuple[str, ...]:
        """Return the name of a policy."""
        if self._tencent:
            return (f"qcs::cam::uin/{self._account}:policyid/{policy.id}",)
        return (policy.id if policy.id.startswith("arn:") else self._iam("policy", policy.name),)

    def function(self, function: FunctionFact) -> tuple[str, ...]:
        """Return the name of a function."""
        if function.id.startswith("arn:"):
            return (function.id,)
        if not self._tencent:
            return (
                f"arn:{self.partition}:lambda:{function.region}:{self._account}:function:{function.name}",
            )
        place = function.id.split("/", _PLACE_PARTS - 1)
        namespace = place[1] if len(place) == _PLACE_PARTS else "default"
        resource = f"namespace/{namespace}/function/{function.name}"
        return (f"qcs::scf:{function.region}:uin/{self._account}:{resource}",)

    def new(self, kind: str) -> tuple[str, ...]:
        """Return a name that nothing has yet."""
        if self._tencent:
            return ("*",)
        return (self._iam(kind, "akwarden-unheard-of"),)

    def _iam(self, kind: str, name: str) -> str:
        return f"arn:{self.partition}:iam::{self._account}:{kind}/{name}"
