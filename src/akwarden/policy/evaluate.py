"""Whether policies allow a request: the order in which both clouds decide.

1. A statement that denies wins, wherever it stands (Tencent Cloud, "Evaluation Logic"; AWS, IAM User Guide,
   "Policy evaluation logic").
2. The account itself may do everything else.
3. Every resource needs a statement that allows it: of the identity, or, in the same account, of the resource.
4. A boundary and a session policy must allow it as well (Tencent Cloud, "Permissions Boundary": "operations
   allowed by both"; AWS, "Permissions boundaries for IAM entities" and "Session policies").
5. IAM alone: what a policy of the resource grants to a user, or to a session by its own name, is not limited
   by what a boundary or a session policy leaves out; what it grants to a role is; what it grants to an
   account is for the policies of the principal to hand on.
6. IAM, where the principal is of another account than the resource: both its own policies and that of the
   resource must allow it (AWS, "Cross-account policy evaluation logic").
7. What nothing allows is denied.
"""

from collections.abc import Sequence

from akwarden.policy.document import Language, Policy
from akwarden.policy.principals import Reach
from akwarden.policy.request import Attached, Decision, Grants, Outcome, Request
from akwarden.policy.rules import Ask, Rule, rules_of

__all__ = ["Attached", "Decision", "Grants", "Outcome", "Request", "evaluate", "trusts"]
_ACCOUNT_PART = 4
"""Where the account stands in an ARN."""


def evaluate(request: Request, grants: Grants) -> Decision:
    """Return what the policies decide about a request."""
    ask = Ask(request)
    denial = None if grants.is_root else _denial(ask, _held(grants), named=False)
    if grants.resource and denial is None:
        bounded = grants.boundary is not None and not grants.is_root
        denial = _denial(ask, grants.resource, named=True, bounded=bounded)
    if denial:
        return denial
    if grants.is_root:
        return Decision(Outcome.ALLOWED)
    first = None
    for resource in request.resources:
        decision = _on_resource(ask, grants, resource)
        if decision.outcome is not Outcome.ALLOWED:
            return decision
        first = first or decision
    return first or Decision(Outcome.IMPLICIT_DENY)


def _held(grants: Grants) -> tuple[Attached, ...]:
    """Return the policies that the identity holds or that limit it."""
    if grants.boundary is None and grants.session is None:
        return grants.identity
    return (*grants.identity, *(grants.boundary or ()), *(grants.session or ()))


def trusts(policy: Policy, request: Request) -> Decision:
    """Return whether the trust policy of a role lets the principal of the request do what it asks for.

    A policy that names only the account of the principal is enough here; whether the principal may ask at all
    is for its own policies, see `evaluate`.
    """
    ask = Ask(request)
    attached = Attached(policy, "trust policy", "role")
    denial = _denial(ask, (attached,), named=True)
    if denial:
        return denial
    rules = [rule for rule in rules_of(policy).about(ask).allows if _is_named(rule, ask)]
    first = None
    for resource in request.resources:
        found = next((rule for rule in rules if rule.grants(ask, resource)), None)
        if found is None:
            return Decision(Outcome.IMPLICIT_DENY, resource=resource)
        first = first or found
    return Decision(Outcome.ALLOWED, attached, first.statement) if first else Decision(Outcome.IMPLICIT_DENY)


def _denial(ask: Ask, policies: Sequence[Attached], *, named: bool, bounded: bool = False) -> Decision | None:
    """Return the first denial; `named` policies speak only about the principals that they name.

    A denial of all but some also meets those some when they are `bounded`: it "always denies" principals that
    have a boundary (AWS, "AWS JSON policy elements: NotPrincipal").
    """
    for attached in policies:
        for rule in rules_of(attached.policy).about(ask).denies:
            met = not named or _is_named(rule, ask) or (bounded and rule.statement.not_principals)
            if not met:
                continue
            for resource in ask.request.resources:
                if rule.applies(ask, resource):
                    return Decision(Outcome.EXPLICIT_DENY, attached, rule.statement, resource=resource)
    return None


def _is_named(rule: Rule, ask: Ask) -> bool:
    """Say whether a statement names the asker in any way."""
    return rule.names_somebody and rule.reach(ask) is not Reach.NOBODY


def _on_resource(ask: Ask, grants: Grants, resource: str) -> Decision:
    """Return whether one resource is allowed, after no statement denied it."""
    granted = _allowed(ask, grants.identity, resource)
    limit = _limit(ask, grants, resource)
    if _is_of_another_account(ask.request):
        opened = _granted_by_resource(ask, grants.resource, resource, least=Reach.ACCOUNT)
        if granted and limit is None and opened:
            return granted
        return Decision(Outcome.IMPLICIT_DENY, limited_by=limit if granted else None, resource=resource)
    if granted and limit is None:
        return granted
    if grants.resource:
        direct = _granted_by_resource(ask, grants.resource, resource, limited=limit is not None)
        if direct:
            return direct
        granted = granted or _granted_by_resource(ask, grants.resource, resource)
    return Decision(Outcome.IMPLICIT_DENY, limited_by=limit if granted else None, resource=resource)


def _allowed(ask: Ask, policies: Sequence[Attached], resource: str) -> Decision | None:
    """Return the first statement that allows the resource, as a decision."""
    for attached in policies:
        for rule in rules_of(attached.policy).about(ask).allows:
            if rule.grants(ask, resource):
                return Decision(Outcome.ALLOWED, attached, rule.statement)
    return None


def _limit(ask: Ask, grants: Grants, resource: str) -> str | None:
    """Return what does not allow the resource, of the boundary and the session policies."""
    if grants.boundary is not None and _allowed(ask, grants.boundary, resource) is None:
        return "boundary"
    if grants.session is not None and _allowed(ask, grants.session, resource) is None:
        return "session"
    return None


def _is_of_another_account(request: Request) -> bool:
    """Say whether a principal of AWS is of another account than the request is about, if both are known."""
    parts = (request.principal or "").split(":")
    account = parts[_ACCOUNT_PART] if parts[0] == "arn" and len(parts) > _ACCOUNT_PART else ""
    return bool(account and request.account) and account != request.account


def _granted_by_resource(
    ask: Ask,
    policies: Sequence[Attached],
    resource: str,
    *,
    limited: bool = False,
    least: Reach = Reach.ROLE,
) -> Decision | None:
    """Return the grant of a resource's own policy, which stands alone within one account.

    Where a boundary or a session policy limits the identity, only a grant of IAM to the principal itself
    counts; else one that names it at `least` so directly.
    """
    for attached in policies:
        if limited and attached.policy.language is Language.CAM:
            continue
        needed = Reach.DIRECT if limited else least
        for rule in rules_of(attached.policy).about(ask).allows:
            if rule.names_somebody and rule.reach(ask) >= needed and rule.grants(ask, resource):
                return Decision(Outcome.ALLOWED, attached, rule.statement)
    return None
