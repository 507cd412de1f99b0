"""What statements mean together, and what grants more than anybody means to."""

from collections.abc import Iterator
from itertools import islice

from akwarden.model.severity import Severity
from akwarden.policy import globs, variables
from akwarden.policy.catalogue import Catalogue
from akwarden.policy.document import Effect, Language, Policy, Statement
from akwarden.policy.fault import Fault
from akwarden.policy.lint_actions import FEATURE_SETS
from akwarden.policy.places import Element, of_element, of_statement

_MOST_PAIRS = 20_000
"""So many pairs of statements, and so many pairs of patterns of two statements, are compared."""
_MOST_LENGTH = 2048
"""Longer patterns are not compared."""


def breadth_faults(policy: Policy) -> Iterator[Fault]:
    """Yield `full-administrator` and `allow-not-action`."""
    for statement in policy.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        path = of_statement(policy, statement)
        everything = any(action in ("*", "*:*", "name/*:*", "name/*") for action in statement.actions)
        if everything and "*" in statement.resources and not statement.conditions:
            yield Fault(
                code="full-administrator",
                severity=Severity.HIGH,
                statement=statement.number,
                path=path,
                message="it allows every action on every resource, on all terms",
                mend="name the services and actions that are needed",
            )
        if statement.not_actions:
            yield Fault(
                code="allow-not-action",
                severity=Severity.HIGH,
                statement=statement.number,
                path=of_element(policy, statement, Element.NOT_ACTION),
                message="it allows every action that is not listed, those of services to come included",
                mend="list what is allowed, or deny what must not be",
            )


def resource_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `misplaced-variable` and `project-in-resource`."""
    del catalogue
    elements = ((Element.RESOURCE, statement.resources), (Element.NOT_RESOURCE, statement.not_resources))
    for element, number, resource in (
        (element, number, resource)
        for element, resources in elements
        for number, resource in enumerate(resources)
    ):
        path = of_element(policy, statement, element, number)
        if policy.language is Language.IAM and variables.misplaced(resource):
            yield Fault(
                code="misplaced-variable",
                severity=Severity.MEDIUM,
                statement=statement.number,
                path=path,
                message="a variable may stand only behind the fifth colon, so this matches nothing",
                mend="write that part of the name out, or put a wildcard there",
            )
        if policy.language is Language.CAM and resource.split(":", 2)[1:2] not in ([], [""], ["*"]):
            yield Fault(
                code="project-in-resource",
                severity=Severity.LOW,
                statement=statement.number,
                path=path,
                message="the second part, a project, is from before CAM and is not looked at",
                mend="leave the second part empty",
            )


def principal_faults(policy: Policy, *, identity: bool | None) -> Iterator[Fault]:
    """Yield `principal-in-identity-policy`: a policy on a user, group or role is about its carrier alone.

    Where it is not said what the policy is attached to, it is taken for one of an identity when some
    statements have no principal, and in CAM also when an action is neither of `sts` nor of a service whose
    resources have policies (Tencent Cloud, "Element Reference Overview": "trust policies for roles and COS
    bucket policies").
    """
    named = [one for one in policy.statements if one.principals or one.not_principals]
    for statement in named:
        guess = len(named) < len(policy.statements) or _is_of_identity(statement, policy)
        if guess if identity is None else identity:
            element = Element.PRINCIPAL if statement.principals else Element.NOT_PRINCIPAL
            yield Fault(
                code="principal-in-identity-policy",
                severity=Severity.MEDIUM,
                statement=statement.number,
                path=of_element(policy, statement, element),
                message="only trust policies and policies of resources name principals",
                mend="drop the principal, and attach the policy to those who are meant",
            )


def _is_of_identity(statement: Statement, policy: Policy) -> bool:
    """Say whether a statement of CAM has an action that no trust or bucket policy has."""
    services = {action.removeprefix("name/").partition(":")[0] for action in statement.actions}
    return policy.language is Language.CAM and not services <= {"*", "sts", "cos", "cas"}


def shadow_faults(policy: Policy) -> Iterator[Fault]:
    """Yield `duplicate-statement`, `shadowed-allow` and `redundant-statement`, for the statement in vain."""
    told: set[int] = set()
    pairs = ((first, second) for first in policy.statements for second in policy.statements)
    for other, statement in islice(pairs, _MOST_PAIRS):
        if other is statement or statement.number in told:
            continue
        fault = _in_vain(other, statement, policy)
        if fault:
            told.add(statement.number)
            yield fault


def _in_vain(other: Statement, statement: Statement, policy: Policy) -> Fault | None:
    """Return the fault of a statement that another one makes useless."""
    path = of_statement(policy, statement)
    where = of_statement(policy, other)
    same_effect = other.effect is statement.effect
    if _content(other) == _content(statement):
        if other.number > statement.number:
            return None
        return Fault(
            code="duplicate-statement",
            severity=Severity.LOW,
            statement=statement.number,
            path=path,
            message=f"it says the same as {where}",
            mend="drop one of them",
        )
    if not _covers(other, statement, policy.language):
        return None
    if same_effect:
        return Fault(
            code="redundant-statement",
            severity=Severity.LOW,
            statement=statement.number,
            path=path,
            message=f"{where} says all of it already",
            mend="drop it, or narrow the other",
        )
    if statement.effect is Effect.DENY:
        return None
    return Fault(
        code="shadowed-allow",
        severity=Severity.MEDIUM,
        statement=statement.number,
        path=path,
        message=f"{where} denies all that it allows",
        mend="drop it, or narrow what is denied",
    )


def _content(statement: Statement) -> tuple[object, ...]:
    """Return what a statement says, whatever its name, its place and the order of its values."""
    lists = (statement.actions, statement.not_actions, statement.resources, statement.not_resources)
    return (
        statement.effect,
        *(frozenset(values) for values in lists),
        statement.principals,
        statement.not_principals,
        frozenset(statement.conditions),
    )


def _covers(wide: Statement, narrow: Statement, language: Language) -> bool:
    """Say whether one statement is for certain about all that another is about, whatever the request says."""
    plain = not (wide.conditions or wide.not_actions or wide.not_resources)
    plain = plain and not (narrow.not_actions or narrow.not_resources)
    if not plain or (wide.principals, wide.not_principals) != (narrow.principals, narrow.not_principals):
        return False
    if len(wide.actions) * len(narrow.actions) + len(wide.resources) * len(narrow.resources) > _MOST_PAIRS:
        return False
    return _all_included(
        [_action(one, language) for one in wide.actions if not one.startswith(FEATURE_SETS)],
        [_action(one, language) for one in narrow.actions],
        language,
    ) and _all_included(list(wide.resources), list(narrow.resources), language)


def _action(action: str, language: Language) -> str:
    """Return an action as it is compared."""
    return action.lower() if language is Language.IAM else action.removeprefix("name/")


def _all_included(wide: list[str], narrow: list[str], language: Language) -> bool:
    """Say whether each pattern of `narrow` lies within one of `wide`."""
    single = language is Language.IAM
    return all(any(_included(one, other, single=single) for one in wide) for other in narrow)


def _included(wide: str, narrow: str, *, single: bool) -> bool:
    """Say whether one pattern lies within another, for certain."""
    if "*" in (wide, narrow) or wide == narrow:
        return wide in ("*", narrow)
    if max(len(wide), len(narrow)) > _MOST_LENGTH or "${" in wide or "${" in narrow:
        return False
    return globs.includes(wide, narrow, single=single)
