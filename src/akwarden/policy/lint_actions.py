"""Actions that are not there, and resources that their action does not look at."""

from collections.abc import Iterator
from functools import partial

from akwarden.model.severity import Severity
from akwarden.policy.catalogue import Catalogue
from akwarden.policy.document import Effect, Policy, Statement
from akwarden.policy.fault import Fault
from akwarden.policy.places import Element, of_element

FEATURE_SETS = ("permid/", "actionName/")
_SHOWN = 3


def action_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `unknown-service`, `unknown-action`, `wildcard-matches-nothing` and `opaque-feature-set`."""
    elements = ((Element.ACTION, statement.actions), (Element.NOT_ACTION, statement.not_actions))
    for element, actions in elements:
        for number, action in enumerate(actions):
            path = of_element(policy, statement, element, number)
            yield from _of_action(action, catalogue, partial(Fault, statement=statement.number, path=path))


def _of_action(action: str, catalogue: Catalogue, fault: partial[Fault]) -> Iterator[Fault]:
    """Yield what is wrong with one action."""
    if action.startswith(FEATURE_SETS):
        yield fault(
            code="opaque-feature-set",
            severity=Severity.INFO,
            message="what a feature set holds is not published, so it counts as nothing here",
            mend="name the actions that are meant",
        )
        return
    service, colon, _ = action.removeprefix("name/").partition(":")
    if not colon or "*" in service or "?" in service or catalogue.expand(action):
        return
    known = catalogue.service(service)
    if known is None:
        yield fault(
            code="unknown-service",
            severity=Severity.INFO,
            message=f"akwarden has no list of the actions of {service}",
            mend="check the name of the service",
        )
    elif known.actions:
        wild = "*" in action or "?" in action
        yield fault(
            code="wildcard-matches-nothing" if wild else "unknown-action",
            severity=Severity.MEDIUM if known.complete else Severity.LOW,
            message=f"{service} has no action that this {'matches' if wild else 'names'}",
            mend=_mend(action, catalogue),
        )


def _mend(action: str, catalogue: Catalogue) -> str:
    """Return the action that was meant, where only the case is wrong."""
    plain = action.removeprefix("name/")
    service = plain.partition(":")[0]
    meant = [name for name in catalogue.expand(f"{service}:*") if name.casefold() == plain.casefold()]
    return f"write {meant[0]}" if meant else "name an action that the service documents"


def level_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `operation-level-resource`: such an action can't be granted for single resources."""
    if "*" in statement.resources or not statement.resources:
        return
    for number, action in enumerate(statement.actions):
        names = catalogue.expand(action)
        useless = [name for name in names if _is_operation_level(name, catalogue)]
        if not useless or action == "*":
            continue
        rest = f" and {len(useless) - _SHOWN} more" if len(useless) > _SHOWN else ""
        effect = "not grant them" if statement.effect is Effect.ALLOW else "not deny them"
        yield Fault(
            code="operation-level-resource",
            severity=Severity.MEDIUM if len(useless) == len(names) else Severity.INFO,
            statement=statement.number,
            path=of_element(policy, statement, Element.ACTION, number),
            message=f"{', '.join(useless[:_SHOWN])}{rest} can't be limited to a resource, so this "
            f"does {effect}",
            mend="give these actions a statement of their own with the resource *",
        )


def _is_operation_level(name: str, catalogue: Catalogue) -> bool:
    """Say whether an action is known to take no resource."""
    known = catalogue.lookup(name)
    return known is not None and known.resource_level is False
