"""Where in its document a part of a policy stands."""

import json
from enum import StrEnum

from akwarden.policy.document import Condition, Policy, Statement
from akwarden.policy.operators import Written, put_together
from akwarden.policy.spelling import SPELLINGS


class Element(StrEnum):
    """An element of a statement, by its name in `Spelling`."""

    EFFECT = "effect"
    ACTION = "action"
    NOT_ACTION = "not_action"
    RESOURCE = "resource"
    NOT_RESOURCE = "not_resource"
    PRINCIPAL = "principal"
    NOT_PRINCIPAL = "not_principal"


def of_statement(policy: Policy, statement: Statement) -> str:
    """Return the path of a statement."""
    return f"{SPELLINGS[policy.language].statement}[{statement.number}]"


def of_element(policy: Policy, statement: Statement, element: Element, number: int | None = None) -> str:
    """Return the path of an element, or of one of its values."""
    name: str = getattr(SPELLINGS[policy.language], element) or element
    return f"{of_statement(policy, statement)}.{name}{'' if number is None else f'[{number}]'}"


def of_condition(policy: Policy, statement: Statement, condition: Condition) -> str:
    """Return the path of a condition."""
    written = Written(condition.operator, condition.quantifier, condition.if_exists)
    operator = put_together(written, policy.language)
    block = f"{of_statement(policy, statement)}.{SPELLINGS[policy.language].condition}"
    return f"{block}[{json.dumps(operator)}][{json.dumps(condition.key)}]"
