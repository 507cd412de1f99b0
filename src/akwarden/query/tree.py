"""A query as a tree: what was parsed, compared and written back; it says nothing about how rows are kept.

Text is compared without regard to the case of the letters A to Z, by every reader of a tree.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

import msgspec


class Op(StrEnum):
    """How a field is compared with a value; the members are spelled as in a query."""

    EQ = ":"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Text(msgspec.Struct, frozen=True, tag=True):
    r"""A text, or a pattern.

    In a pattern `*` stands for any text, `\*` for a star and `\\` for a backslash (`globs.py`).
    """

    text: str
    is_glob: bool = False


class Number(msgspec.Struct, frozen=True, tag=True):
    """A number."""

    value: int | float


class Moment(msgspec.Struct, frozen=True, tag=True):
    """A point in time, in UTC; compared with `Op.EQ` it stands for the 24 hours from there."""

    at: datetime


class Ago(msgspec.Struct, frozen=True, tag=True):
    """How long ago something was: `Op.LT` is more recently, `Op.GT` longer ago."""

    seconds: int


class Network(msgspec.Struct, frozen=True, tag=True):
    """The addresses from `low` to `high`, both included, as numbers of their version."""

    low: int
    high: int
    version: int
    """4 or 6. An IPv4 address that is mapped into IPv6 counts as IPv4."""


class Flag(msgspec.Struct, frozen=True, tag=True):
    """Yes or no."""

    value: bool


class Unset(msgspec.Struct, frozen=True, tag=True):
    """Nothing is there: the field is not set, or not known. An empty text is nothing too."""


class Never(msgspec.Struct, frozen=True, tag=True):
    """It never happened, as far as its time would be known; true with every operator."""


class Anything(msgspec.Struct, frozen=True, tag=True):
    """Something is there."""


Value = Text | Number | Moment | Ago | Network | Flag | Unset | Never | Anything


class Words(msgspec.Struct, frozen=True, tag=True):
    """A text that stands somewhere in one of the fields that are searched."""

    text: str


class Test(msgspec.Struct, frozen=True, tag=True):
    """One of the values holds for the field."""

    __test__ = False  # pytest takes a class with such a name for tests

    field: str
    """The field's own name, never an alias."""
    op: Op
    values: tuple[Value, ...]


class All(msgspec.Struct, frozen=True, tag=True):
    """Each part holds; without parts it holds for every row."""

    parts: "tuple[Query, ...]"


class AnyOf(msgspec.Struct, frozen=True, tag=True):
    """One part holds; without parts it holds for no row."""

    parts: "tuple[Query, ...]"


class Not(msgspec.Struct, frozen=True, tag=True):
    """The part does not hold, be it that the field it asks about is not set."""

    part: "Query"


class Holder(msgspec.Struct, frozen=True, order=True):
    """An account by its cloud and its number, and by nothing that people may call it."""

    provider: str
    number: str


class Within(msgspec.Struct, frozen=True, tag=True):
    """It belongs to one of these accounts, compared letter by letter; what belongs to none never does.

    No query that is written gives it: it cuts a list to what somebody may see.
    """

    accounts: tuple[Holder, ...]


Query = All | AnyOf | Not | Words | Test | Within


ID: Final = "id"
"""The field of the whole id of a row; no vocabulary has it, so no query that is written asks about it."""


def picked(ids: tuple[str, ...]) -> Query:
    """Return the tree that holds for the rows with these ids, compared letter by letter."""
    return Test(ID, Op.EQ, tuple(Text(one) for one in ids))


def every(parts: tuple[Query, ...]) -> Query:
    """Return the tree in which each part holds, with nothing nested that need not be."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,)))
    return flat[0] if len(flat) == 1 else All(flat)


def either(parts: tuple[Query, ...]) -> Query:
    """Return the tree in which one part holds, with nothing nested that need not be."""
    flat = tuple(inner for part in parts for inner in (part.parts if isinstance(part, AnyOf) else (part,)))
    return flat[0] if len(flat) == 1 else AnyOf(flat)


def negated(query: Query) -> Query:
    """Return the tree that holds for all other rows."""
    return query.part if isinstance(query, Not) else Not(query)
