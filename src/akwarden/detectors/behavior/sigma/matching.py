"""Single comparisons of fields, as conditions over a table; what a condition can never or always be is known.

The rules that this module keeps:

- What no event can fit is `NEVER`, what every event fits is `ALWAYS`; both are told apart from other
  conditions, so that a rule that says nothing can be refused.
- A negated condition takes null for false before it is negated, and only there: where nothing is negated a
  null acts as false by itself, and an engine can still skip files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Final

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
from sigma.types import CompareOperators

from akwarden.detectors.behavior.sigma.fields import Address, Flag, Moment, Number, Place, Text
from akwarden.detectors.behavior.sigma.refusal import RefusedError
from akwarden.detectors.behavior.sigma.regex import Portable
from akwarden.detectors.behavior.sigma.texts import (
    ANYTHING,
    Pattern,
    Wild,
    all_of,
    any_of,
    fits,
    folded,
    folding,
    has_case,
    plain_text,
)
from akwarden.networks import address as networks
from akwarden.networks.address import canonical_text, parse_address, signed_halves

ALWAYS: Final[ir.BooleanValue] = ibis.literal(value=True)
NEVER: Final[ir.BooleanValue] = ibis.literal(value=False)
_COSTLY: Final = (ops.RegexSearch, ops.ScalarUDF)
_NUMBER: Final = r"\A[+\x2d]?[0-9]{1,300}(?:\x2e[0-9]{1,300})?\z"
"""What every engine reads as the same number; of others one reads `5d`, another `1_000`."""
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1

COMPARISONS: Final[Mapping[CompareOperators, Callable[[ir.Value, ir.Value], ir.BooleanValue]]] = {
    CompareOperators.LT: lambda left, right: left < right,
    CompareOperators.LTE: lambda left, right: left <= right,
    CompareOperators.GT: lambda left, right: left > right,
    CompareOperators.GTE: lambda left, right: left >= right,
    CompareOperators.NEQ: lambda left, right: left != right,
}


# Joining


def is_always(condition: ir.BooleanValue) -> bool:
    """Say whether every event fits."""
    return bool(condition.op() == ALWAYS.op())


def is_never(condition: ir.BooleanValue) -> bool:
    """Say whether no event can fit."""
    return bool(condition.op() == NEVER.op())


def both(parts: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the condition that all parts hold; costly ones are only looked at where the others do."""
    kept = [one for part in parts for one in _conjuncts(part.op()) if not is_always(one)]
    if any(map(is_never, kept)) or _contradict(kept):
        return NEVER
    if not kept:
        return ALWAYS
    cheap = [part for part in kept if not _is_costly(part)]
    costly = [part for part in kept if _is_costly(part)]
    if not costly:
        return all_of(cheap)
    if not cheap:
        return _in_turn(sorted(costly, key=_cost))
    first = all_of(cheap)
    # By itself too, so that an engine can skip files by it.
    return first & _in_turn([first, *sorted(costly, key=_cost)])


def either(parts: Iterable[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the condition that one of the parts holds."""
    kept = [part for part in parts if not is_never(part)]
    if any(map(is_always, kept)) or _contradict(kept):
        return ALWAYS
    return any_of(kept) if kept else NEVER


def negated(part: ir.BooleanValue) -> ir.BooleanValue:
    """Return the condition that a part does not hold."""
    if is_always(part):
        return NEVER
    if is_never(part):
        return ALWAYS
    found: ir.BooleanValue = ~part.fill_null(NEVER)
    return found


def _in_turn(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the condition that all hold, each looked at where those before it do."""
    first, *more = parts
    found: ir.BooleanValue = ibis.ifelse(first, _in_turn(more), NEVER) if more else first
    return found


def _conjuncts(part: ops.Node) -> Iterator[ir.BooleanValue]:
    """Yield what has to hold for a condition to hold."""
    if isinstance(part, ops.And):
        yield from _conjuncts(part.left)
        yield from _conjuncts(part.right)
    else:
        yield part.to_expr()


def _contradict(parts: Sequence[ir.BooleanValue]) -> bool:
    """Say whether one of them is the negation of another."""
    those = {part.op() for part in parts}
    return any(inner in those for inner in map(_under_not, those) if inner is not None)


def _under_not(part: ops.Node) -> ops.Node | None:
    """Return what a condition negates, if it negates anything."""
    if not isinstance(part, ops.Not):
        return None
    inner = part.arg
    if isinstance(inner, ops.Coalesce) and inner.arg[1:] == (NEVER.op(),):
        return inner.arg[0]
    return None if inner.dtype.nullable else inner


def _is_costly(part: ir.BooleanValue) -> bool:
    return bool(part.op().find(_COSTLY))


def _cost(part: ir.BooleanValue) -> int:
    """Return 0 for what reads the record of few events, 1 for what reads that of all."""
    return 0 if part.op().find(ops.SearchedCase) else 1


# Whether there is a value


def exists(place: Place) -> ir.BooleanValue:
    """Return the condition that an event has the field."""
    match place:
        case Address(text=text):
            return exists(text)
        case Text(exact=column, is_set=is_set):
            return ALWAYS if is_set else column.notnull()
        case Number(column=column, is_set=is_set) | Moment(column=column, is_set=is_set):
            return ALWAYS if is_set else column.notnull()
        case Flag(column=column, is_set=is_set):
            return ALWAYS if is_set else column.notnull()


def missing(place: Place) -> ir.BooleanValue:
    """Return the condition that an event does not have the field."""
    found = exists(place)
    if is_always(found):
        return NEVER
    absent: ir.BooleanValue = column_of(place).isnull()
    return absent


def column_of(place: Place) -> ir.Value:
    """Return the values of a field, as they are."""
    match place:
        case Address(text=text):
            return text.exact
        case Text(exact=column):
            return column
        case _:
            return place.column


# Texts


def fits_text(place: Text, pattern: Pattern, *, cased: bool) -> ir.BooleanValue:
    """Return the condition that a field is as a pattern says."""
    if pattern == ANYTHING:
        return exists(place)
    if cased:
        if place.is_small and any(isinstance(part, str) and part != folded(part) for part in pattern):
            raise RefusedError("a text with capitals is compared with a field that is kept in lower case")
        return fits(place.exact, pattern)
    small: Pattern = tuple(folded(part) if isinstance(part, str) else part for part in pattern)
    text = plain_text(small)
    if text is not None:
        return is_one_of(place, [text])
    return fits(_uncased(place, small), small)


def is_one_of(place: Text, texts: Sequence[str]) -> ir.BooleanValue:
    """Return the condition that a field is one of some texts, without regard to case."""
    small = list(dict.fromkeys(map(folded, texts)))
    if place.stem is None:
        return _is_in(_uncased(place, small), small)
    stems = [stem for stem in map(place.stem.stem_of, small) if stem is not None]
    return _is_in(place.stem.column, list(dict.fromkeys(stems))) if stems else NEVER


def fits_regex(place: Text, regex: Portable) -> ir.BooleanValue:
    """Return the condition that a pattern is found in a field."""
    if regex.fits_all:
        return exists(place)
    if place.is_small and regex.has_capitals:
        raise RefusedError("a pattern with capitals is looked for in a field that is kept in lower case")
    found: ir.BooleanValue = place.exact.re_search(regex.pattern)
    if place.record is None or not regex.literal:
        return found
    # A text without a backslash is in JSON as it is: most records need not be read.
    near = place.record.contains(regex.literal) | place.record.contains("\\")
    return all_of([near, found])


def same_text(one: Text, other: Text, *, begins: bool, ends: bool) -> ir.BooleanValue:
    """Return the condition that a field is the text of another, or begins, ends or has it within."""
    left, right = _small(one), _small(other)
    found: ir.BooleanValue
    match begins, ends:
        case True, True:
            found = left.contains(right)
        case True, False:
            found = left.startswith(right)
        case False, True:
            found = left.endswith(right)
        case _:
            found = left == right
    return found


def _is_in(column: ir.StringValue, texts: Sequence[str]) -> ir.BooleanValue:
    found: ir.BooleanValue = column.isin(texts) if len(texts) > 1 else column == texts[0]
    return found


def _uncased(place: Text, parts: Sequence[str | Wild]) -> ir.StringValue:
    """Return a column to compare with; as it is where what it is compared with has no case."""
    if any(isinstance(part, str) and has_case(part) for part in parts):
        return folding(place.exact, parts) if place.small is None else place.small
    return place.exact


def _small(place: Text) -> ir.StringValue:
    return folding(place.exact) if place.small is None else place.small


# Numbers and flags


def is_number(place: Text | Number, number: float) -> ir.BooleanValue:
    """Return the condition that a field is a number; a text is compared as text."""
    refuse_inexact(number)
    if isinstance(place, Text):
        return is_one_of(place, [str(number)])
    found: ir.BooleanValue = place.column == literal_of(number)
    return found


def compares(place: Text | Number, operator: CompareOperators, number: float) -> ir.BooleanValue:
    """Return the condition that a field is less or more; a text that is no number is neither."""
    refuse_inexact(number)
    if isinstance(place, Number):
        return COMPARISONS[operator](place.column, literal_of(number))
    counted = ibis.ifelse(place.exact.re_search(_NUMBER), place.exact, ibis.null("string"))
    return COMPARISONS[operator](counted.try_cast("float64"), literal_of(float(number)))


def is_flag(place: Flag, *, value: bool) -> ir.BooleanValue:
    """Return the condition that a field is true, or false."""
    if value:
        return place.column
    found: ir.BooleanValue = ~place.column
    return found


def literal_of(number: float) -> ir.NumericScalar:
    """Return a number as engines compare it; a fraction by its text, which none takes for a decimal."""
    literal: ir.NumericScalar
    if isinstance(number, int):
        literal = ibis.literal(number, "int64")
    else:
        literal = ibis.literal(repr(number)).cast("float64")
    return literal


def refuse_inexact(number: float) -> None:
    """Raise RefusedError for a whole number of more than 64 bits, or one that was rounded in reading."""
    # pySigma gives a whole number as a fraction where the fraction is not the same number.
    is_exact = _LEAST <= number <= _MOST if isinstance(number, int) else not number.is_integer()
    if not is_exact:
        raise RefusedError("a number has more digits than are read exactly; an id stands in quotes")


# Addresses


def canonical(text: str) -> str:
    """Return an address as the lake writes it; any other text as it is."""
    address = parse_address(text)
    return text if address is None else canonical_text(address)


def in_network(place: Address, network: IPv4Network | IPv6Network) -> ir.BooleanValue:
    """Return the condition that an address is in a network; one of IPv4 may be written as IPv6."""
    first, last = _ends(network)
    low, high = signed_halves(first), signed_halves(last)
    if low.high != high.high:
        # The lower halves are whole: a prefix that ends in the upper half leaves nothing of them out.
        return all_of([place.family == first.family, place.high.between(low.high, high.high)])
    inside = place.low.between(low.low, high.low)
    return all_of([place.family == first.family, place.high == low.high, inside])


def _ends(network: IPv4Network | IPv6Network) -> tuple[networks.Address, networks.Address]:
    """Return the first and the last address of a network."""
    first, last = parse_address(str(network[0])), parse_address(str(network[-1]))
    if first is not None and last is not None and first.family == last.family:
        return first, last
    # It begins within the part that stands for IPv4 and ends outside.
    one, other = (networks.Address(network.version, int(network[at])) for at in (0, -1))
    return one, other
