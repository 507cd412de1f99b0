"""Finds what a cloud takes in a policy and what still protects nothing, or grants more than it seems to.

Each check is a function over one statement or over all of them, and says in its docstring which codes it
gives:

- `lint_actions`: names against the catalogue.
- `lint_conditions`, `lint_never`: keys, values, and conditions that can never hold.
- `lint_statements`: what statements mean together, and what grants too much.
"""

from collections.abc import Iterator

from akwarden.policy.catalogue import Catalogue
from akwarden.policy.document import Policy
from akwarden.policy.fault import Fault
from akwarden.policy.lint_actions import action_faults, level_faults
from akwarden.policy.lint_conditions import address_faults, key_faults, value_faults
from akwarden.policy.lint_never import never_faults
from akwarden.policy.lint_statements import breadth_faults, principal_faults, resource_faults, shadow_faults

__all__ = ["Fault", "faults"]

_OF_STATEMENT = (
    action_faults,
    level_faults,
    key_faults,
    value_faults,
    never_faults,
    address_faults,
    resource_faults,
)


def faults(policy: Policy, catalogue: Catalogue, *, identity: bool | None = None) -> tuple[Fault, ...]:
    """Return all faults of a policy in the order of its statements.

    `identity` says whether the policy is attached to a user, group or role; None leaves that to what it looks
    like. Raises ValueError when the catalogue is of another language.
    """
    if policy.language is not catalogue.language:
        raise ValueError(f"a {catalogue.language} catalogue says nothing about a {policy.language} policy")
    found = [*_each(policy, catalogue), *breadth_faults(policy), *shadow_faults(policy)]
    found += principal_faults(policy, identity=identity)
    return tuple(sorted(found, key=lambda fault: -1 if fault.statement is None else fault.statement))


def _each(policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield the faults that one statement has by itself."""
    for statement in policy.statements:
        for check in _OF_STATEMENT:
            yield from check(statement, policy, catalogue)
