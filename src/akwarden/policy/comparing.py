"""What one value of a policy demands of one value of a request, for every family of operators.

AWS, IAM User Guide, "IAM JSON policy elements: Condition operators"; Tencent Cloud, "Condition Keys and
Condition Operators". A value that can't be read as what its operator compares demands what no value gives.
"""

import operator
from collections.abc import Callable
from decimal import Decimal

from akwarden.policy import globs
from akwarden.policy.document import Language
from akwarden.policy.operators import Family, Operator, Relation
from akwarden.policy.values import address, addresses, moment, number, octets, truth
from akwarden.policy.variables import Filled

ARN_PARTS = 6

RELATIONS: dict[Relation, Callable[[Decimal, Decimal], bool]] = {
    Relation.EQUAL: operator.eq,
    Relation.LESS: operator.lt,
    Relation.AT_MOST: operator.le,
    Relation.GREATER: operator.gt,
    Relation.AT_LEAST: operator.ge,
}
"""How numbers and moments stand to each other."""


def demand(kind: Operator, value: str, language: Language) -> globs.Matcher | None:
    """Return what `value` demands of the value of a request, or None when it can't be read."""
    single = language is Language.IAM
    match kind.family:
        case Family.EXACT | Family.NULL:
            return value.__eq__
        case Family.FOLDED:
            return _folded(value)
        case Family.LIKE:
            return globs.compiled(value, single=single)
        case Family.ARN:
            return _named([globs.compiled(part, single=True) for part in value.split(":", ARN_PARTS - 1)])
        case Family.NUMBER:
            return _ordered(kind.relation, number(value), number)
        case Family.DATE:
            return _ordered(
                kind.relation, moment(value, epoch=single), lambda text: moment(text, epoch=single)
            )
        case Family.BOOL:
            return _same(truth(value), truth)
        case Family.BINARY:
            return _same(octets(value), octets)
        case Family.ADDRESS:
            return _within(value)


def demand_filled(kind: Operator, filled: Filled) -> globs.Matcher | None:
    """Return what a value demands after its variables were filled in; only text and names have variables."""
    match kind.family:
        case Family.LIKE:
            return filled.matcher()
        case Family.ARN:
            return _named(filled.segments(ARN_PARTS))
        case Family.FOLDED:
            return _folded(filled.text())
        case _:
            return filled.text().__eq__


def _folded(value: str) -> globs.Matcher:
    """Return equality whatever the case."""
    wanted = value.casefold()
    return lambda text: text.casefold() == wanted


def _named(parts: list[globs.Matcher]) -> globs.Matcher | None:
    """Return the comparison of names part by part: a wildcard does not reach over a colon."""
    if len(parts) != ARN_PARTS:
        return None

    def matches(text: str) -> bool:
        own = text.split(":", ARN_PARTS - 1)
        return len(own) == ARN_PARTS and all(match(part) for match, part in zip(parts, own, strict=True))

    return matches


def _ordered(
    relation: Relation, wanted: Decimal | None, read: Callable[[str], Decimal | None]
) -> globs.Matcher | None:
    """Return the comparison of numbers or moments."""
    if wanted is None:
        return None
    compare = RELATIONS[relation]

    def matches(text: str) -> bool:
        own = read(text)
        return own is not None and compare(own, wanted)

    return matches


def _same(wanted: object, read: Callable[[str], object]) -> globs.Matcher | None:
    """Return equality of what two texts mean."""
    return None if wanted is None else lambda text: read(text) == wanted


def _within(value: str) -> globs.Matcher | None:
    """Return the question whether an address lies in a range."""
    block = addresses(value)
    if block is None:
        return None

    def matches(text: str) -> bool:
        own = address(text)
        return own is not None and block.holds(own)

    return matches
