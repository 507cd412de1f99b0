"""Says whether a row is one that a query asks for; what databases are asked in SQL means the same.

- A test on what is not set is false, but for `none` and `never`; its negation is therefore true.
- Text is compared without regard to the case of the letters A to Z.
- A field that holds several values is one of which any may hold.
- Times count in whole milliseconds.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import assert_never

from akwarden.query import values
from akwarden.query.globs import fits, folded
from akwarden.query.tree import (
    Ago,
    All,
    AnyOf,
    Anything,
    Flag,
    Moment,
    Network,
    Never,
    Not,
    Number,
    Op,
    Query,
    Test,
    Text,
    Unset,
    Value,
    Within,
    Words,
)
from akwarden.query.vocabulary import Vocabulary

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DAY = 86_400_000


class Missing(Enum):
    """Why a row has no value."""

    NOT_KNOWN = "not known"
    """It may have one. Only a time must be told so apart from None, which for it means never."""


Single = str | int | float | datetime
"""A text, an enum, an address as text, a number, a flag or a time with a zone."""
Cell = Single | Missing | Iterable[Single] | None
"""What a row holds for a field; None for what is not set."""


def matches(query: Query, row: Mapping[str, Cell], vocabulary: Vocabulary, now: datetime) -> bool:
    """Say whether the query holds for a row, which has its cells by the names of fields.

    Raises TypeError where a cell is of another kind than its field.
    """
    match query:
        case All(parts=parts):
            return all(matches(part, row, vocabulary, now) for part in parts)
        case AnyOf(parts=parts):
            return any(matches(part, row, vocabulary, now) for part in parts)
        case Not(part=part):
            return not matches(part, row, vocabulary, now)
        case Words(text=text):
            found = (one for field in vocabulary.searched() for one in _singles(row.get(field.name)))
            return any(folded(text) in folded(str(one)) for one in found)
        case Within(accounts=accounts):
            # Rows in memory say what they are called, too; only what has no other name can be cut so.
            held = (row.get("provider"), row.get("account"))
            return any(held == (one.provider, one.number) for one in accounts)
        case Test(field=field, op=op, values=wanted):
            return any(_holds(row.get(field), op, value, now) for value in wanted)
        case _:
            assert_never(query)


def _singles(cell: Cell) -> tuple[Single, ...]:
    """Return the values that are there."""
    match cell:
        case None | Missing() | "":
            return ()
        case str() | int() | float() | datetime():
            return (cell,)
        case _:
            return tuple(one for one in cell if one != "")


def _holds(cell: Cell, op: Op, value: Value, now: datetime) -> bool:
    """Say whether a cell compares so with a value."""
    match value:
        case Unset():
            return not _singles(cell)
        case Never():
            return cell is not Missing.NOT_KNOWN and not _singles(cell)
        case Anything():
            return bool(_singles(cell))
        case _:
            return any(_compares(one, op, value, now) for one in _singles(cell))


def _compares(
    one: Single, op: Op, value: Text | Number | Moment | Ago | Network | Flag, now: datetime
) -> bool:
    """Say whether what is there compares so with a value."""
    match value, one:
        case Text(text=text, is_glob=is_glob), str():
            return fits(folded(text), folded(one)) if is_glob else folded(text) == folded(one)
        case Flag(value=wanted), bool():
            return one is wanted
        case Number(value=number), int() | float():
            return _in_order(one, op, number)
        case Network(), str():
            return _contains(value, one)
        case Moment(at=at), datetime() if op is Op.EQ:
            return millis(at) <= millis(one) < millis(at) + _DAY
        case Moment(at=at), datetime():
            return _in_order(millis(one), op, millis(at))
        case Ago(seconds=seconds), datetime():
            return _in_order(millis(now) - seconds * 1000, op, millis(one))
        case _:
            raise TypeError(
                f"a cell holds a {type(one).__name__}, which does not compare with a {type(value).__name__}"
            )


def millis(at: datetime) -> int:
    """Return the whole milliseconds since 1970."""
    return (at - _EPOCH) // _MILLISECOND


def _in_order(left: float, op: Op, right: float) -> bool:
    """Compare two numbers."""
    match op:
        case Op.EQ:
            return left == right
        case Op.LT:
            return left < right
        case Op.LE:
            return left <= right
        case Op.GT:
            return left > right
        case Op.GE:
            return left >= right
        case _:
            assert_never(op)


def _contains(network: Network, written: str) -> bool:
    """Say whether the address, or the first one of the network that is written, lies in a network."""
    found = values.network(written)
    if found is None:
        raise TypeError("a cell that should hold an address holds another text")
    return found.version == network.version and network.low <= found.low <= network.high
