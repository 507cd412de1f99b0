"""A query into a condition over columns of a view, with the meaning that `akwarden.query.evaluate` gives it.

- What is not set makes a test null, which a filter takes for false; a negated test takes it for false before
  it is negated. Negations stand at single tests alone, so that engines can skip files for all others.
- Text is compared with the letters A to Z made small, and no others: engines differ about the rest.
- Patterns never become LIKE, which engines escape differently.
- Times count in whole milliseconds; an address is its family and two numbers (`model/network.py`).
- Many networks are looked up by their prefixes, one list a length: a comparison for each would take seconds
  to compile.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_, or_
from string import ascii_lowercase, ascii_uppercase
from typing import assert_never

import ibis
import ibis.expr.types as ir

from akwarden.analytics.moments import moment
from akwarden.query import tree
from akwarden.query.globs import folded, pieces
from akwarden.query.tree import Op

_MILLISECOND = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_BIAS = 1 << 63
_HALF = (1 << 64) - 1
_MANY = 16
"""Networks from which on they are looked up by their prefixes."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A field of texts; in several columns where any of them may hold, as a name and an id."""

    columns: tuple[ir.StringValue, ...]
    is_small: bool = False
    """Whether the columns hold no letters A to Z, so that nothing is made small."""


@dataclass(frozen=True, slots=True)
class Address:
    """A field of addresses: the family and the two numbers of one."""

    family: ir.IntegerValue
    high: ir.IntegerValue
    low: ir.IntegerValue


@dataclass(frozen=True, slots=True)
class Plain:
    """A field of numbers, times or flags."""

    column: ir.Value


Place = Texts | Address | Plain


@dataclass(frozen=True, slots=True)
class Holder:
    """The account that a row belongs to."""

    provider: ir.StringValue
    number: ir.StringValue


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table has the fields of a list."""

    by_field: Mapping[str, Place]
    """For each field of the vocabulary its columns."""
    words: Sequence[Texts]
    """The columns that words without a field are looked for in."""
    never: Mapping[str, ir.BooleanValue] = field(default_factory=dict)
    """For a time, whether null in a row means never, not only that it is not known; else it always does."""
    holder: Holder | None = None
    """Which account a row belongs to; tables without it can't be cut to some accounts."""


def condition(query: tree.Query, columns: Columns, now: datetime) -> ir.BooleanValue:
    """Return the condition; raises KeyError for a field that has no column."""
    return _Compiler(columns, now).condition(query, is_so=True)


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Makes conditions for one table."""

    columns: Columns
    now: datetime

    def condition(self, query: tree.Query, *, is_so: bool) -> ir.BooleanValue:
        """Return the condition that the query holds, or does not hold."""
        match query:
            case tree.Not(part=part):
                return self.condition(part, is_so=not is_so)
            case tree.All(parts=parts):
                inner = [self.condition(part, is_so=is_so) for part in parts]
                return _all(inner) if is_so else _any(inner)
            case tree.AnyOf(parts=parts):
                inner = [self.condition(part, is_so=is_so) for part in parts]
                return _any(inner) if is_so else _all(inner)
            case tree.Words(text=text):
                found = _any([_fits(one, ("", folded(text), "")) for one in self.columns.words])
            case tree.Test():
                found = self._test(query)
            case tree.Within(accounts=accounts):
                found = self._within(accounts)
            case _:
                assert_never(query)
        return found if is_so else ~_sure(found)

    def _within(self, held: Sequence[tree.Holder]) -> ir.BooleanValue:
        """Return the condition that a row belongs to one of some accounts."""
        if self.columns.holder is None:
            raise KeyError("within")
        holder = self.columns.holder
        by_provider: dict[str, list[str]] = {}
        for one in held:
            by_provider.setdefault(one.provider, []).append(one.number)
        return _any(
            [
                (holder.provider == cloud) & holder.number.isin(numbers)
                for cloud, numbers in by_provider.items()
            ]
        )

    def _test(self, test: tree.Test) -> ir.BooleanValue:
        """Return the condition that one of the values holds for a field."""
        place = self.columns.by_field[test.field]
        plain = [folded(one.text) for one in test.values if isinstance(one, tree.Text) and not one.is_glob]
        found = [_is_in(_texts(place), plain)] if plain else []
        networks = [one for one in test.values if isinstance(one, tree.Network)]
        is_long = isinstance(place, Address) and len(networks) >= _MANY
        if isinstance(place, Address) and is_long:
            found.append(_contained_in_any(place, networks))
        for value in test.values:
            match value:
                case tree.Network() if is_long:
                    pass
                case tree.Unset():
                    found.append(_unset(place))
                case tree.Never():
                    known = self.columns.never.get(test.field)
                    found.append(_unset(place) if known is None else _unset(place) & known)
                case tree.Anything():
                    found.append(~_unset(place))
                case tree.Text(text=text, is_glob=is_glob):
                    if is_glob:
                        found.append(_fits(_texts(place), [folded(piece) for piece in pieces(text)]))
                case _:
                    found.append(self._compared(place, test.op, value))
        return _any(found)

    def _compared(
        self,
        place: Place,
        op: Op,
        value: tree.Number | tree.Moment | tree.Ago | tree.Network | tree.Flag,
    ) -> ir.BooleanValue:
        """Return the condition that a column compares so with one value."""
        match value, place:
            case tree.Network(), Address():
                return _contained(place, value)
            case tree.Flag(value=is_so), Plain(column=column):
                return column == ibis.literal(is_so)
            case tree.Number(value=number), Plain(column=column):
                literal = ibis.literal(number, "int64" if isinstance(number, int) else "float64")
                return _ORDERS[op](column, literal)
            case tree.Moment(at=at), Plain(column=column):
                return _day(column, at) if op is Op.EQ else _at(column, op, at)
            case tree.Ago(seconds=seconds), Plain(column=column):
                # "Less than 90 days ago" is later than 90 days before now.
                return _at(column, _MIRRORED[op], _before(self.now, seconds))
            case _:
                raise TypeError(f"a {type(value).__name__} is compared with a column of another kind")


_ORDERS: Mapping[Op, Callable[[ir.Value, ir.Value], ir.BooleanValue]] = {
    Op.EQ: lambda left, right: left == right,
    Op.LT: lambda left, right: left < right,
    Op.LE: lambda left, right: left <= right,
    Op.GT: lambda left, right: left > right,
    Op.GE: lambda left, right: left >= right,
}
_MIRRORED = {Op.EQ: Op.EQ, Op.LT: Op.GT, Op.LE: Op.GE, Op.GT: Op.LT, Op.GE: Op.LE}


def _all(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the condition that each part holds."""
    return reduce(and_, parts) if parts else ibis.literal(value=True)


def _any(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the condition that one part holds."""
    return reduce(or_, parts) if parts else ibis.literal(value=False)


def _sure(found: ir.BooleanValue) -> ir.BooleanValue:
    """Return a condition that is false where it was null."""
    sure: ir.BooleanValue = found.fill_null(ibis.literal(value=False))
    return sure


# Texts


def _texts(place: Place) -> Texts:
    """Return a place that is one of texts."""
    if not isinstance(place, Texts):
        raise TypeError("a text is compared with a column of another kind")
    return place


def _small(place: Texts) -> Iterator[ir.StringValue]:
    """Yield the columns with the letters A to Z made small."""
    for column in place.columns:
        yield column if place.is_small else column.translate(ascii_uppercase, ascii_lowercase)


def _is_in(place: Texts, texts: Sequence[str]) -> ir.BooleanValue:
    """Return the condition that a column is one of some texts, which are small."""
    several = len(texts) > 1
    return _tested(place, texts, lambda one: one.isin(texts) if several else one == texts[0])


def _fits(place: Texts, parts: Sequence[str]) -> ir.BooleanValue:
    """Return the condition that small texts stand in this order in a column, with anything between them."""
    return _tested(place, parts, lambda one: _in_turn(one, parts))


def _tested(
    place: Texts, texts: Sequence[str], test: Callable[[ir.StringValue], ir.BooleanValue]
) -> ir.BooleanValue:
    """Return the condition that a test of small texts holds for a column.

    Engines make all letters small thirty times as fast as those from A to Z alone. For texts of ASCII that
    lets through all that fits and hardly anything else, so it goes first.
    """
    found = [test(one) for one in _small(place)]
    if not place.is_small and all(text.isascii() for text in texts):
        found = [test(column.lower()) & one for column, one in zip(place.columns, found, strict=True)]
    return _any(found)


def _in_turn(column: ir.StringValue, parts: Sequence[str]) -> ir.BooleanValue:
    """Return the same for one column; a pattern of one star needs no regular expression."""
    first, *between, last = parts
    match first, between, last:
        case "", [inner], "":
            found: ir.BooleanValue = column.contains(inner)
        case _, [], "":
            found = column.startswith(first)
        case "", [], _:
            found = column.endswith(last)
        case _:
            # `.` and `$` mean different things to the engines; this is the part of both that does not.
            found = column.re_search(r"\A" + r"[\s\S]*?".join(map(re.escape, parts)) + r"\z")
    return found


# Whether a value is there


def _unset(place: Place) -> ir.BooleanValue:
    """Return the condition that a field has no value; an empty text is none."""
    match place:
        case Texts(columns=columns):
            return _all([one.isnull() | (one == "") for one in columns])
        case Address(family=family):
            return family.isnull()
        case Plain(column=column):
            return column.isnull()
        case _:
            assert_never(place)


# Times


def _at(column: ir.Value, op: Op, at: datetime) -> ir.BooleanValue:
    """Return the condition that the millisecond of a time compares so with another."""
    start = _whole(at)
    match op:
        case Op.LT:
            found: ir.BooleanValue = column < moment(start)
        case Op.LE:
            found = column < moment(start + _MILLISECOND)
        case Op.GT:
            found = column >= moment(start + _MILLISECOND)
        case Op.GE:
            found = column >= moment(start)
        case Op.EQ:
            found = (column >= moment(start)) & (column < moment(start + _MILLISECOND))
        case _:
            assert_never(op)
    return found


def _day(column: ir.Value, at: datetime) -> ir.BooleanValue:
    """Return the condition that a time lies in the 24 hours from another."""
    found: ir.BooleanValue = (column >= moment(_whole(at))) & (column < moment(_whole(at) + _DAY))
    return found


def _whole(at: datetime) -> datetime:
    """Return the whole millisecond that a time lies in."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _before(now: datetime, seconds: int) -> datetime:
    """Return the time so many seconds before another, or the first that there is."""
    try:
        return max(now - timedelta(seconds=seconds), _EARLIEST)
    except OverflowError:
        return _EARLIEST


# Addresses


def _contained(place: Address, network: tree.Network) -> ir.BooleanValue:
    """Return the condition that an address lies in a network; an IPv4 address lies in none of IPv6."""
    family: ir.BooleanValue = place.family == ibis.literal(network.version, "int8")
    if network.version == 4:  # noqa: PLR2004  a version of IP
        inside: ir.BooleanValue = place.low.between(_number(network.low), _number(network.high))
        return family & inside
    return family & _above(place, network.low) & _below(place, network.high)


def _contained_in_any(place: Address, networks: Sequence[tree.Network]) -> ir.BooleanValue:
    """Return the condition that an address lies in one of many networks."""
    by_prefix: dict[tuple[int, int, int], list[int]] = {}
    found: list[ir.BooleanValue] = []
    for one in networks:
        size = one.high - one.low + 1
        if size & (size - 1) or one.low % size or size >> (96 if one.version == 6 else 32):  # noqa: PLR2004  a version of IP
            found.append(_contained(place, one))  # no whole prefix, or one so short that it stands alone
        elif one.version == 4:  # noqa: PLR2004  as above
            by_prefix.setdefault((4, size, 0), []).append(one.low)
        elif size > _HALF:
            by_prefix.setdefault((6, size, 0), []).append((one.low >> 64) - _BIAS)
        else:
            by_prefix.setdefault((6, size, one.low >> 64), []).append((one.low & _HALF) - _BIAS)
    found += [_has_prefix(place, *prefix, starts) for prefix, starts in by_prefix.items()]
    return _balanced(found)


def _has_prefix(
    place: Address, version: int, size: int, upper: int, starts: Sequence[int]
) -> ir.BooleanValue:
    """Return the condition that a network of one size begins at one of these numbers around an address.

    They are the upper halves of IPv6 addresses where the size is above 64 bits, else the lower halves below
    `upper`, or IPv4 addresses.
    """
    is_upper = version == 6 and size > _HALF  # noqa: PLR2004  a version of IP
    half, bits = (place.high, size >> 64) if is_upper else (place.low, size)
    begins: ir.BooleanValue = (half if bits == 1 else half & _number(-bits)).isin(
        [_number(one) for one in starts]
    )
    found: ir.BooleanValue = (place.family == ibis.literal(version, "int8")) & begins
    if version == 4 or is_upper:  # noqa: PLR2004  as above
        return found
    return found & (place.high == _number(upper - _BIAS))


def _balanced(parts: Sequence[ir.BooleanValue]) -> ir.BooleanValue:
    """Return the condition that one part holds, as a tree that is not deep: engines go down each level."""
    if len(parts) <= 2:  # noqa: PLR2004  a pair
        return _any(parts)
    middle = len(parts) // 2
    return _balanced(parts[:middle]) | _balanced(parts[middle:])


def _above(place: Address, number: int) -> ir.BooleanValue:
    """Return the condition that an IPv6 address is this one or a later one."""
    high, low = _halves(number)
    found: ir.BooleanValue = (place.high > high) | ((place.high == high) & (place.low >= low))
    return found


def _below(place: Address, number: int) -> ir.BooleanValue:
    """Return the condition that an IPv6 address is this one or an earlier one."""
    high, low = _halves(number)
    found: ir.BooleanValue = (place.high < high) | ((place.high == high) & (place.low <= low))
    return found


def _halves(number: int) -> tuple[ir.Scalar, ir.Scalar]:
    """Return the upper and the lower 64 bits as the lake keeps them."""
    return _number((number >> 64) - _BIAS), _number((number & _HALF) - _BIAS)


def _number(value: int) -> ir.Scalar:
    """Return a number as engines compare it."""
    literal: ir.Scalar = ibis.literal(value, "int64")
    return literal
