"""A tree back into a query, in one form: what means the same and was parsed reads the same afterwards."""

import ipaddress
import re
from collections.abc import Iterator
from datetime import datetime, time
from typing import assert_never

from akwarden.query.globs import folded
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
from akwarden.query.values import UNITS
from akwarden.query.vocabulary import KEYWORDS, RESERVED

_PLAIN = re.compile(r"\w[\w.@/+-]*")
_PLAIN_GLOB = re.compile(r"[\w*][\w.@/+*-]*")
_WHOLE_DAYS = frozenset({Op.EQ, Op.GE, Op.LT})
"""The operators with which a day stands for its beginning."""


def spell(query: Query) -> str:
    """Return the query as text; raises ValueError for a tree that no text gives, such as an empty `AnyOf`."""
    return "" if query == All(()) else _spelled(query)


def _spelled(query: Query) -> str:
    """Return a part, which others may stand beside with a blank between unless it is an `AnyOf`."""
    match query:
        case All(parts=parts) if parts:
            return " ".join(
                _in_brackets(part) if isinstance(part, AnyOf) else _spelled(part) for part in parts
            )
        case AnyOf(parts=parts) if parts:
            return " or ".join(_spelled(part) for part in parts)
        case Within():
            raise ValueError("what somebody may see is no part of what they ask")
        case All() | AnyOf():
            raise ValueError("a part of a query that has no parts can't be written")
        case Not(part=Words() | Test() as part):
            return f"-{_spelled(part)}"
        case Not(part=part):
            return f"-{_in_brackets(part)}"
        case Words(text=text):
            is_plain = _PLAIN.fullmatch(text) and folded(text) not in RESERVED
            return text if is_plain else _quoted(text)
        case Test():
            return _test(query)
        case _:
            assert_never(query)


def _in_brackets(query: Query) -> str:
    """Return a part as one."""
    return f"({_spelled(query)})"


def _test(test: Test) -> str:
    """Return a field with its operator and values."""
    # Never stands beside a duration by itself, where the field takes it.
    kept = test.values if test.op is Op.EQ else test.values[:1]
    if not kept:
        raise ValueError(f"a test of {test.field} without a value can't be written")
    return f"{test.field}{test.op}{','.join(_value(value, test.op) for value in kept)}"


def _value(value: Value, op: Op) -> str:
    """Return one value."""
    match value:
        case Text():
            return _text(value)
        case Number(value=number):
            return str(number) if isinstance(number, int) else f"{number:.6f}".rstrip("0")
        case Moment(at=at):
            return _moment(at, op)
        case Ago(seconds=seconds):
            return _duration(seconds)
        case Network():
            return ",".join(_networks(value))
        case Flag(value=is_so):
            return "yes" if is_so else "no"
        case Unset():
            return "none"
        case Never():
            return "never"
        case Anything():
            return "any"
        case _:
            assert_never(value)


def _text(value: Text) -> str:
    """Return a text or a pattern, quoted where it would be read as something else."""
    if value.is_glob:
        quoted = '"' + value.text.replace('"', '\\"') + '"'
        return value.text if _PLAIN_GLOB.fullmatch(value.text) else quoted
    is_plain = _PLAIN.fullmatch(value.text) and folded(value.text) not in KEYWORDS
    return value.text if is_plain else _quoted(value.text)


def _quoted(text: str) -> str:
    """Return a text in quotes, in which nothing has a meaning."""
    return '"' + re.sub(r'(["\\*])', r"\\\1", text) + '"'


def _moment(at: datetime, op: Op) -> str:
    """Return a time to the millisecond, or a day where that says the same."""
    if op in _WHOLE_DAYS and at.time() == time.min:
        return at.date().isoformat()
    unit = "milliseconds" if at.microsecond else "seconds"
    return at.replace(tzinfo=None).isoformat(timespec=unit) + "Z"


def _duration(seconds: int) -> str:
    """Return a duration in the largest unit that divides it."""
    sizes = {size: unit for unit, size in UNITS.items() if seconds % size == 0}
    size = max(sizes) if seconds else 1
    return f"{seconds // size}{sizes[size]}"


def _networks(network: Network) -> Iterator[str]:
    """Yield the network, or those that make up a stretch of addresses."""
    kind = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address  # noqa: PLR2004  a version of IP
    for found in ipaddress.summarize_address_range(kind(network.low), kind(network.high)):
        is_single = found.prefixlen == found.max_prefixlen
        yield str(found.network_address) if is_single else str(found)
