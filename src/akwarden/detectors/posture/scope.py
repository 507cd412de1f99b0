"""Where an action may be allowed at most, from the statements about it, before any is evaluated."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from akwarden.policy.evaluate import Attached, Grants
from akwarden.policy.rules import Ask, Relevant, rules_of

EVERYTHING = "*"


class Scope(NamedTuple):
    """Where an action may be allowed at most."""

    patterns: tuple[str, ...]
    """Resources as policies write them, with the principal's own name filled in."""
    has_limits: bool
    """Whether something within is not allowed, or may not be."""
    has_variables: bool
    """Whether it is another one for each principal."""
    is_uniform: bool
    """Whether all that is said of it is said of all resources: the answer for one is that for each."""


NOWHERE_AT_ALL = Scope((), has_limits=False, has_variables=False, is_uniform=False)


def scope_of(ask: Ask, generous: Grants, strict: Grants) -> Scope:
    """Return where what is asked for may be allowed at most, by both readings of some policies."""
    allows = [rule for found in _rules(ask, generous.identity) for rule in found.allows]
    denies = any(found.denies for found in _rules(ask, strict.identity))
    turned = any(rule.statement.not_resources for rule in allows)
    patterns = dict.fromkeys(
        pattern
        for rule in allows
        for pattern in ((EVERYTHING,) if rule.everything else rule.statement.resources or (EVERYTHING,))
    )
    return Scope(
        tuple(patterns),
        has_limits=denies or turned or strict.boundary is not None,
        has_variables=any("${" in pattern for pattern in patterns),
        is_uniform=_is_uniform(ask, strict) and (strict is generous or _is_uniform(ask, generous)),
    )


def _rules(ask: Ask, policies: Iterable[Attached]) -> Iterator[Relevant]:
    """Yield the statements of each policy that are about what is asked for."""
    return (rules_of(one.policy).about(ask) for one in policies)


def _is_uniform(ask: Ask, grants: Grants) -> bool:
    """Say whether all that is said of an action is said of all resources."""
    return all(
        rule.everything
        for found in _rules(ask, (*grants.identity, *(grants.boundary or ())))
        for rule in (*found.denies, *found.allows)
    )


def narrowed(ask: Ask, grants: Grants) -> Grants:
    """Return the policies that say anything of an action."""

    def says(attached: Attached) -> bool:
        found = rules_of(attached.policy).about(ask)
        return bool(found.denies or found.allows)

    limit = None if grants.boundary is None else tuple(filter(says, grants.boundary))
    return Grants(tuple(filter(says, grants.identity)), boundary=limit, is_root=grants.is_root)
