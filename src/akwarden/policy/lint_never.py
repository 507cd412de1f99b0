"""Conditions that can't hold together, so that their statement never takes effect.

All conditions of a statement must hold, and one that stands alone on its key must hold for some value. So two
of them on one key that leave no value in common can never hold. Only what is certain is said: without
qualifier, without `IfExists`, and without variables; several values in a request are left out of account, as
no such key has them.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, islice, pairwise

from akwarden.model.severity import Severity
from akwarden.policy.catalogue import Catalogue
from akwarden.policy.comparing import RELATIONS
from akwarden.policy.document import Condition, Language, Policy, Statement
from akwarden.policy.fault import Fault
from akwarden.policy.operators import OPERATORS, Family, Operator
from akwarden.policy.places import of_condition
from akwarden.policy.values import addresses, moment, number, truth

_MOST_PAIRS = 2000
"""So many pairs of conditions are looked at in one statement; people write a handful."""


def never_faults(statement: Statement, policy: Policy, catalogue: Catalogue) -> Iterator[Fault]:
    """Yield `never-true` for the second of two conditions that exclude each other."""
    del catalogue
    language = policy.language
    plain = [condition for condition in statement.conditions if _is_plain(condition, language)]
    for first, second in islice(combinations(plain, 2), _MOST_PAIRS):
        if first.key == second.key and _exclude(first, second, language):
            yield Fault(
                code="never-true",
                severity=Severity.MEDIUM,
                statement=statement.number,
                path=of_condition(policy, statement, second),
                message="no request passes this and another condition on its key: the statement does nothing",
                mend="put alternatives into one list of values, or drop one of the conditions",
            )


def _is_plain(condition: Condition, language: Language) -> bool:
    """Say whether a condition holds for certain values and for nothing else."""
    if condition.operator not in OPERATORS[language] or condition.quantifier or condition.if_exists:
        return False
    return language is Language.CAM or not any("${" in value for value in condition.values)


def _exclude(first: Condition, second: Condition, language: Language) -> bool:
    """Say whether two conditions on one key leave nothing that passes both."""
    one, other = (OPERATORS[language][condition.operator] for condition in (first, second))
    if Family.NULL in (one.family, other.family):
        wanted = [_presence(condition, kind, language) for condition, kind in ((first, one), (second, other))]
        return {True, False} <= set(wanted)
    if one.family is not other.family or (one.negated and other.negated):
        return False
    if one.negated:
        first, second, one, other = second, first, other, one
    match one.family:
        case Family.EXACT:
            own, others = set(first.values), set(second.values)
            return own <= others if other.negated else own.isdisjoint(others)
        case Family.BOOL:
            return {truth(value) for value in first.values}.isdisjoint(
                truth(value) for value in second.values
            )
        case Family.ADDRESS:
            return _apart(first, second, negated=other.negated)
        case Family.NUMBER | Family.DATE:
            return not other.negated and _beyond(first, one, second, other, language)
        case _:
            return False


def _presence(condition: Condition, kind: Operator, language: Language) -> bool | None:
    """Return whether a condition needs its key to be there, or to be absent; None where it takes both."""
    if kind.family is not Family.NULL:
        return None if kind.negated and language is Language.IAM else True
    wanted = {truth(value) for value in condition.values}
    return None if len(wanted) > 1 or None in wanted else not wanted.pop()


def _apart(first: Condition, second: Condition, *, negated: bool) -> bool:
    """Say whether no address lies in a range of the first and passes the second."""
    own = [block for value in first.values if (block := addresses(value))]
    others = [block for value in second.values if (block := addresses(value))]
    if negated:
        return all(any(other.holds(block) for other in others) for block in own)
    return not any(block.meets(other) for block in own for other in others)


def _beyond(first: Condition, one: Operator, second: Condition, other: Operator, language: Language) -> bool:
    """Say whether no number, or no moment, passes two comparisons.

    Of several values one is enough, so the widest counts. If something passes both, then one of the values
    named, or what lies just beside it, does.
    """
    read = _reader(one.family, language)
    named = sorted({at for value in (*first.values, *second.values) if (at := read(value)) is not None})
    beside = [at + step for at in named for step in (-_CLOSE, 0, _CLOSE)]
    between = [(low + high) / 2 for low, high in pairwise(named)]
    return not any(
        _passes(at, first, one, read) and _passes(at, second, other, read) for at in (*beside, *between)
    )


_CLOSE = Decimal(1)


def _reader(family: Family, language: Language) -> Callable[[str], Decimal | None]:
    """Return how values of a family are read."""
    if family is Family.NUMBER:
        return number
    return lambda text: moment(text, epoch=language is Language.IAM)


def _passes(at: Decimal, condition: Condition, kind: Operator, read: Callable[[str], Decimal | None]) -> bool:
    """Say whether a number passes a comparison with one of the values."""
    compare = RELATIONS[kind.relation]
    return any((value := read(text)) is not None and compare(at, value) for text in condition.values)
