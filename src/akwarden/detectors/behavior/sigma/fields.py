"""The fields that a rule may name, and where a table of events has them.

- `product: akwarden`: the columns of the table, under their own names.
- `product: aws, service: cloudtrail`: the names of CloudTrail (`cloudtrail.py`).

Other logsources are refused, and so is a field that neither has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

import ibis.expr.types as ir
from sigma.rule import SigmaRule

from akwarden.detectors.behavior.sigma.refusal import RefusedError, unknown

SMALL: Final = frozenset(
    [
        *("time_quality", "provider", "format", "key_type", "principal_type", "service", "action"),
        *("read_write", "channel", "source_ip", "ip_kind", "client", "error_class"),
        *("key_status", "network"),
    ]
)
"""Columns whose texts have no capitals."""
_ADDRESS: Final = "source_ip"
OWN_PRODUCT: Final = "akwarden"


class Stem(NamedTuple):
    """A column that holds texts without their ends."""

    column: ir.StringValue
    endings: tuple[str, ...]
    """In small letters; those that the column does not tell apart."""

    def stem_of(self, text: str) -> str | None:
        """Return what the column holds for a text; None where it has another end, or nothing before it."""
        for ending in self.endings:
            if text.endswith(ending):
                return text.removesuffix(ending) or None
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A field of texts."""

    exact: ir.StringValue
    small: ir.StringValue | None = None
    """The same without regard to case, where a column has it."""
    is_small: bool = False
    """Whether `exact` has no capitals either."""
    is_set: bool = False
    """Whether every event has one."""
    stem: Stem | None = None
    record: ir.StringValue | None = None
    """The JSON that the value is read out of, which can be looked through without reading it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A field of addresses: their texts, and their numbers as `model/network.py` has them."""

    text: Text
    family: ir.IntegerValue
    high: ir.IntegerValue
    low: ir.IntegerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A field of numbers."""

    column: ir.NumericValue
    is_set: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A field that is true or false."""

    column: ir.BooleanValue
    is_set: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A field of times."""

    column: ir.TimestampValue
    is_set: bool = False


Place = Text | Address | Number | Flag | Moment


class LogSource(NamedTuple):
    """What a rule says that it is about; empty where it does not say."""

    product: str
    service: str = ""
    category: str = ""

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return " / ".join(part for part in self if part) or "none"


def logsource_of(rule: SigmaRule) -> LogSource:
    """Return what a rule says that it is about."""
    source = rule.logsource
    return LogSource(source.product or "", source.service or "", source.category or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of one logsource in one table."""

    known: Mapping[str, Callable[[], Place]]
    path: Callable[[str], Place | None] = lambda _: None
    """Gives a field that is no column, None for one that there is not."""
    tops: frozenset[str] = frozenset()
    """What paths may begin with, for hints."""
    only: ir.BooleanValue | None = None
    """The condition that an event is of this logsource; None where all are."""
    whole: Text | None = None
    """The text that values without a field are looked for in."""

    def place(self, name: str) -> Place:
        """Return where a field is; raises RefusedError for one that there is not."""
        known = self.known.get(name)
        found = known() if known is not None else self.path(name)
        if found is None:
            raise unknown("field", name, {*self.known, *self.tops})
        return found


def own_fields(table: ir.Table) -> Fields:
    """Return the columns of a table as fields."""
    known = {name: _lazily(table, name) for name in table.columns}
    whole = column_text(table, "raw") if "raw" in known else None
    return Fields(known=known, whole=whole)


def column_text(table: ir.Table, name: str) -> Text:
    """Return a column of texts as a field; raises RefusedError where the table has none."""
    if name not in table.columns:
        raise RefusedError(f"events have no column `{name}` here")
    column, is_small = table[name], name in SMALL
    return Text(
        exact=column,
        small=column if is_small else None,
        is_small=is_small,
        is_set=not column.type().nullable,
    )


def address_of(table: ir.Table, text: Text) -> Place:
    """Return a field of addresses, or of texts alone where the table has no numbers of them."""
    if not {"ip_family", "ip_high", "ip_low"} <= set(table.columns):
        return text
    return Address(text=text, family=table.ip_family, high=table.ip_high, low=table.ip_low)


def _lazily(table: ir.Table, name: str) -> Callable[[], Place]:
    return lambda: _own_place(table, name)


def _own_place(table: ir.Table, name: str) -> Place:
    column = table[name]
    kind, is_set = column.type(), not column.type().nullable
    if kind.is_string():
        text = column_text(table, name)
        return address_of(table, text) if name == _ADDRESS else text
    if kind.is_boolean():
        return Flag(column=column, is_set=is_set)
    if kind.is_numeric():
        return Number(column=column, is_set=is_set)
    if kind.is_timestamp():
        return Moment(column=column, is_set=is_set)
    raise RefusedError(f"`{name}` is of a type that rules can't compare: {kind}")
