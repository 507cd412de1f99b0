"""Lines of usage: what some events add to the sums of the state, one row for each thing that is counted."""

from enum import StrEnum
from functools import reduce
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc


class Section(StrEnum):
    """What a line is about; the spans of `usage_spans` are called the same there."""

    PAIR = "pair"
    """A key at an address, in an account."""
    REGION = "region"
    """An address and a region that was called from there, which is the `subject`."""
    KEY = "key"
    """An hour or a day of a key, which is the `subject`."""
    ADDRESS = "address"
    """An hour of an address."""
    RESULT = "result"
    """An hour or a day of all calls that ended in one way."""


SPANS: Final = frozenset({Section.KEY, Section.ADDRESS, Section.RESULT})

LINE_SCHEMA: Final = pa.schema(
    [
        pa.field("section", pa.string(), nullable=False),
        pa.field("source_ip", pa.string(), nullable=False),
        pa.field("key_id", pa.string(), nullable=False),
        pa.field("provider", pa.string(), nullable=False),
        pa.field("account", pa.string(), nullable=False),
        pa.field("subject", pa.string(), nullable=False),
        pa.field("seconds", pa.int64(), nullable=False),
        pa.field("at", pa.int64(), nullable=False),
        pa.field("calls", pa.int64(), nullable=False),
        pa.field("failed", pa.int64(), nullable=False),
        pa.field("denied", pa.int64(), nullable=False),
        # Microseconds since 1970; null where no time can be relied on.
        pa.field("first", pa.int64()),
        pa.field("last", pa.int64()),
        pa.field("ip_kind", pa.string(), nullable=False),
        pa.field("ip_country", pa.string(), nullable=False),
        pa.field("ip_asn", pa.int64()),
        pa.field("ip_org", pa.string(), nullable=False),
    ]
)
"""A line; texts that say nothing are empty, and numbers 0."""
_NAMES: Final = ("section", "source_ip", "key_id", "provider", "account", "subject", "seconds", "at")
_LONGEST: Final = 128
"""Characters of a text: four of them stay below what an index of PostgreSQL takes."""


def storable(lines: pa.Table) -> pa.Table:
    """Return the lines with texts that a database can keep: cut, and without zero bytes."""
    for at, field in enumerate(lines.schema):
        if pa.types.is_string(field.type):
            text = pc.utf8_slice_codeunits(lines.column(at), 0, _LONGEST)
            lines = lines.set_column(at, field, pc.replace_substring(text, "\0", "\N{REPLACEMENT CHARACTER}"))
    return lines


def in_order(lines: pa.Table) -> pa.Table:
    """Return the lines in the order of their tables, and there in that of the index, with no two alike."""
    sums = [("calls", "sum"), ("failed", "sum"), ("denied", "sum"), ("first", "min"), ("last", "max")]
    facts = [(name, "max") for name in ("ip_kind", "ip_country", "ip_asn", "ip_org")]
    grouped = lines.group_by(list(_NAMES)).aggregate([*sums, *facts])
    names = [*_NAMES, *(name for name, _ in (*sums, *facts))]
    told = [*_NAMES, *(f"{name}_{how}" for name, how in (*sums, *facts))]
    columns = [
        grouped.column(one).cast(LINE_SCHEMA.field(name).type) for one, name in zip(told, names, strict=True)
    ]
    table = pa.Table.from_arrays(columns, names=names).select(LINE_SCHEMA.names).cast(LINE_SCHEMA)
    return table.sort_by([(name, "ascending") for name in _NAMES])


def together(tables: list[pa.Table]) -> pa.Table:
    """Return lines of several kinds as one table, ready to be added."""
    whole = reduce(lambda one, other: pa.concat_tables([one, other]), tables, LINE_SCHEMA.empty_table())
    return in_order(storable(whole))
