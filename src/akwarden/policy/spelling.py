"""How each language spells the elements of a document.

CAM: "these elements must be lowercase" (Tencent Cloud, "Element Reference Overview"). IAM: AWS, "Grammar of
the IAM JSON policy language". CAM documents no negated elements, no statement id and no policy id.
"""

from dataclasses import dataclass
from types import MappingProxyType

from akwarden.policy.document import Effect, Language


@dataclass(frozen=True, slots=True)
class Spelling:
    """The names of one language; empty where it has no such element."""

    version: str
    versions: tuple[str, ...]
    """The values that are taken."""
    default_version: str | None
    """What a document without a version means; None where it must have one."""
    policy_id: str
    statement: str
    sid: str
    effect: str
    effects: MappingProxyType[str, Effect]
    principal: str
    not_principal: str
    kinds: frozenset[str]
    """The kinds of principals."""
    action: str
    not_action: str
    resource: str
    not_resource: str
    condition: str

    def of_policy(self) -> frozenset[str]:
        """Return the elements that may stand at the top."""
        # CAM's "Syntax Structure" has the principal of a bucket policy beside the statements.
        shared = self.principal if not self.sid else ""
        return frozenset({self.version, self.policy_id, self.statement, shared} - {""})

    def of_statement(self) -> frozenset[str]:
        """Return the elements that a statement may have."""
        subjects = {self.principal, self.not_principal, self.action, self.not_action}
        objects = {self.resource, self.not_resource, self.condition, self.sid, self.effect}
        return frozenset((subjects | objects) - {""})


CAM = Spelling(
    version="version",
    versions=("2.0",),
    default_version=None,
    policy_id="",
    statement="statement",
    sid="",
    effect="effect",
    effects=MappingProxyType({"allow": Effect.ALLOW, "deny": Effect.DENY}),
    principal="principal",
    not_principal="",
    kinds=frozenset({"qcs", "service", "federated"}),
    action="action",
    not_action="",
    resource="resource",
    not_resource="",
    condition="condition",
)
IAM = Spelling(
    version="Version",
    versions=("2008-10-17", "2012-10-17"),
    default_version="2008-10-17",
    policy_id="Id",
    statement="Statement",
    sid="Sid",
    effect="Effect",
    effects=MappingProxyType({"Allow": Effect.ALLOW, "Deny": Effect.DENY}),
    principal="Principal",
    not_principal="NotPrincipal",
    kinds=frozenset({"AWS", "Service", "Federated", "CanonicalUser"}),
    action="Action",
    not_action="NotAction",
    resource="Resource",
    not_resource="NotResource",
    condition="Condition",
)
SPELLINGS = MappingProxyType({Language.CAM: CAM, Language.IAM: IAM})
"""The spelling of each language."""
