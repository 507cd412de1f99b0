"""Policies for an asker of whom not everything is known: what may be allowed, and what is for certain.

A condition on the address or on a second factor can't be decided from facts. So each policy has two readings:

- generous: an allowance with such a condition holds, a denial with one does not;
- strict: the other way round.

What the generous reading refuses is never allowed; what the strict one allows is allowed whatever the
request. A variable of a resource that is not known stands for any text, or for none, in the same way.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from akwarden.policy.grammar import Condition, Effect, Language, Policy, Statement

_VARIABLE = re.compile(r"\$\{([^{},]*)[^{}]*\}")
_SPECIAL = frozenset("*?$")


def reading(policy: Policy, known: frozenset[str], *, generous: bool) -> Policy:
    """Return one reading of a policy, the policy itself where nothing in it is open.

    `known` are the condition keys that the request will have or certainly lack, for IAM in lower case.
    """
    found = []
    for statement in policy.statements:
        assumed = (statement.effect is Effect.ALLOW) is generous
        open_conditions = [one for one in statement.conditions if _is_open(one, policy.language, known)]
        if open_conditions and not assumed:
            continue
        found.append(_settled(statement, open_conditions, policy.language, known, assumed=assumed))
    same = len(found) == len(policy.statements) and all(map(_is, found, policy.statements))
    return policy if same else Policy(policy.language, policy.version, policy.id, tuple(found))


def _is(first: Statement, second: Statement) -> bool:
    return first is second


def _settled(
    statement: Statement,
    open_conditions: Sequence[Condition],
    language: Language,
    known: frozenset[str],
    *,
    assumed: bool,
) -> Statement:
    """Return a statement without what is open, as if it held."""
    if open_conditions:
        kept = tuple(one for one in statement.conditions if one not in open_conditions)
        statement = replace(statement, conditions=kept)
    if language is Language.IAM and assumed and any(map(_VARIABLE.search, statement.resources)):
        statement = replace(statement, resources=tuple(_widened(one, known) for one in statement.resources))
    return statement


def _is_open(condition: Condition, language: Language, known: frozenset[str]) -> bool:
    """Say whether a condition asks for what is not known."""
    if language is Language.CAM:
        return condition.key not in known
    return condition.key.lower() not in known or any(
        _is_unknown(found, known) for value in condition.values for found in _VARIABLE.finditer(value)
    )


def _is_unknown(variable: re.Match[str], known: frozenset[str]) -> bool:
    key = variable[1].strip().lower()
    return key not in _SPECIAL and key not in known


def _widened(resource: str, known: frozenset[str]) -> str:
    """Return a resource with a star for each variable that is not known."""
    return _VARIABLE.sub(lambda found: "*" if _is_unknown(found, known) else found[0], resource)


_MOST_VALUES = 3


def in_short(conditions: Iterable[Condition]) -> str | None:
    """Return conditions for a person, on one line; None where there are none."""
    return "; ".join(map(_said, conditions)) or None


def _said(condition: Condition) -> str:
    shown = ", ".join(condition.values[:_MOST_VALUES])
    more = len(condition.values) - _MOST_VALUES
    prefix = f"for {condition.quantifier} value " if condition.quantifier else ""
    rest = f" and {more} more" if more > 0 else ""
    suffix = " if it is there" if condition.if_exists else ""
    return f"{prefix}{condition.key} {condition.operator} {shown}{rest}{suffix}"
