"""The statement by which a right is held, in the words that a reader needs to find it and to change it."""

from collections.abc import Iterable

from akwarden.detectors.posture.uncertain import in_short
from akwarden.model.risk import Evidence
from akwarden.policy.evaluate import Decision, Grants
from akwarden.policy.grammar import Statement

_MOST_RESOURCES = 2
_MOST_ACTIONS = 3


def evidence_of(
    decision: Decision, read: Grants, held: Grants, action: str, *, conditional: bool = False
) -> Evidence:
    """Return the statement of a policy that is held by which a decision on a reading of it was made."""
    if decision.by is None or decision.statement is None:
        return Evidence(action=action, resource="*", note="the account itself may do everything")
    index = next(at for at, one in enumerate(read.identity) if one is decision.by)
    attached = held.identity[index]
    statement = next(one for one in attached.policy.statements if one.number == decision.statement.number)
    return Evidence(
        policy=attached.name,
        statement=statement.number + 1,
        action=action,
        resource=_resources(statement),
        condition=in_short(statement.conditions),
        conditional=conditional,
        note="; ".join(_notes(statement, attached.via, action, conditional=conditional)) or None,
    )


def _notes(statement: Statement, via: str, action: str, *, conditional: bool) -> Iterable[str]:
    """Yield what else tells where the right comes from."""
    if via:
        yield f"through the {via}"
    if statement.not_actions:
        yield f"allows all but {', '.join(statement.not_actions[:_MOST_ACTIONS])}"
    elif action not in statement.actions and len(statement.actions) == 1:
        yield f"written as {statement.actions[0]}"
    if conditional and not statement.conditions:
        yield "it depends on a condition of a denial, of the boundary, or on a variable"


def _resources(statement: Statement) -> str:
    """Return the resources of a statement in short."""
    named = statement.resources or statement.not_resources
    shown = ", ".join(named[:_MOST_RESOURCES])
    more = len(named) - _MOST_RESOURCES
    prefix = "all but " if statement.not_resources else ""
    return f"{prefix}{shown}{f' and {more} more' if more > 0 else ''}"
