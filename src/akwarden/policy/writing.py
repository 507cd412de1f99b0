"""A policy into its document: one canonical form, from which the same policy is read again."""

import json
from itertools import groupby

from akwarden.policy.document import EVERYONE, Condition, Language, Policy, Principals, Statement
from akwarden.policy.operators import Written, put_together
from akwarden.policy.parsing import below, wrong
from akwarden.policy.spelling import SPELLINGS


def write_policy(policy: Policy) -> str:
    """Return the canonical JSON of a policy: fixed order, lists for every list, no space.

    A policy that was read comes back equal. Raises PolicyError for one that was put together by hand and has
    no document, such as one with the same condition twice.
    """
    spelling = SPELLINGS[policy.language]
    members: dict[str, object] = {spelling.version: policy.version}
    if policy.id is not None:
        members[spelling.policy_id] = policy.id
    members[spelling.statement] = [_statement(one, policy.language) for one in policy.statements]
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def _statement(statement: Statement, language: Language) -> dict[str, object]:
    """Return the members of one statement."""
    spelling = SPELLINGS[language]
    effect = next(word for word, meaning in spelling.effects.items() if meaning is statement.effect)
    members = {
        spelling.sid: statement.sid,
        spelling.effect: effect,
        spelling.principal: _principals(statement.principals),
        spelling.not_principal: _principals(statement.not_principals),
        spelling.action: list(statement.actions) or None,
        spelling.not_action: list(statement.not_actions) or None,
        spelling.resource: list(statement.resources) or None,
        spelling.not_resource: list(statement.not_resources) or None,
        spelling.condition: _conditions(statement, language) or None,
    }
    return {name: value for name, value in members.items() if name and value is not None}


def _principals(principals: Principals | None) -> object:
    """Return the principals as a document has them."""
    if principals is None or principals.entries == ((EVERYONE, (EVERYONE,)),):
        return EVERYONE if principals else None
    return {kind: list(values) for kind, values in principals.entries}


def _conditions(statement: Statement, language: Language) -> dict[str, dict[str, list[str]]]:
    """Return the conditions by operator and key."""
    spelling = SPELLINGS[language]
    path = f"{spelling.statement}[{statement.number}].{spelling.condition}"
    block: dict[str, dict[str, list[str]]] = {}
    for written, conditions in groupby(statement.conditions, _written):
        name = put_together(written, language)
        if name in block:
            raise wrong(below(path, name), "the operator stands twice")
        block[name] = {}
        for condition in conditions:
            if condition.key in block[name]:
                raise wrong(below(below(path, name), condition.key), "the key stands twice")
            block[name][condition.key] = list(condition.values)
    return block


def _written(condition: Condition) -> Written:
    """Return the operator of a condition with its qualifier and suffix."""
    return Written(condition.operator, condition.quantifier, condition.if_exists)
