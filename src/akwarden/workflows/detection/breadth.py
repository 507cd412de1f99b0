"""Says whether a query is about somebody, or about anything at all: what is too wide is refused.

The rules that this module keeps:

- A query is about somebody when all that fits it has a key, principal, account, issuer, address, organisation
  or network number that the query names. A pattern names one by 3 characters beside its stars, of a key by 8;
  a network is named by a prefix of at least /8, of IPv6 /16. `-`, `any`, `none`, `<` and `>` name nobody.
- A query is about something when all that fits it has passed a test of a field that is neither the cloud nor
  the time, and that does not hold for every call.
"""

from typing import Final

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.query.globs import pieces
from akwarden.query.tree import (
    All,
    AnyOf,
    Anything,
    Network,
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

NAMING: Final = ("key", "principal", "account", "issuer", "ip", "org", "asn")
"""The fields by which somebody is named."""
_LEAST_PIECE, _LEAST_OF_KEY = 3, 8
_MOST_ADDRESSES: Final = {4: 1 << 24, 6: 1 << 112}
"""Addresses of the widest network that names somebody, by the version of IP."""
_WIDE: Final = frozenset({"provider", "time"})
_ALWAYS_SET: Final = frozenset(
    {
        "key_type",
        "account",
        "provider",
        "type",
        "service",
        "action",
        "client",
        "result",
        "read_write",
        "channel",
        "sensitive",
        "time",
    }
)
"""Fields that every call has."""


def is_about_somebody(query: Query) -> bool:
    """Say whether all that fits a query is of somebody whom it names."""
    match query:
        case All(parts=parts):
            return any(map(is_about_somebody, parts))
        case AnyOf(parts=parts):
            return bool(parts) and all(map(is_about_somebody, parts))
        case Test(field=field, op=Op.EQ, values=values):
            return field in NAMING and all(_names(field, value) for value in values)
        case _:
            return False


def _names(field: str, value: Value) -> bool:
    match value:
        case Text(text=text, is_glob=True):
            least = _LEAST_OF_KEY if field == "key" else _LEAST_PIECE
            return sum(map(len, pieces(text))) >= least
        case Text(text=text):
            return bool(text)
        case Network(low=low, high=high, version=version):
            return high - low < _MOST_ADDRESSES[version]
        case Number():
            return True
        case _:
            return False


def is_about_something(query: Query) -> bool:
    """Say whether a query asks for anything that not every call has."""
    match query:
        case All(parts=parts):
            return any(map(is_about_something, parts))
        case AnyOf(parts=parts):
            return bool(parts) and all(map(is_about_something, parts))
        case Not(part=All(parts=parts)):
            return bool(parts) and all(is_about_something(Not(part)) for part in parts)
        case Not(part=AnyOf(parts=parts)):
            return any(is_about_something(Not(part)) for part in parts)
        case Not(part=Not(part=part)):
            return is_about_something(part)
        case Not(part=Test(field=field, values=values)):
            return field not in _WIDE and not (field in _ALWAYS_SET and any(_is_unset(one) for one in values))
        case Not():
            return True
        case Words(text=text):
            return len(text) >= _LEAST_PIECE
        case Test() | Within():
            return isinstance(query, Test) and query.field not in _WIDE and not _holds_always(query)


def _is_unset(value: Value) -> bool:
    return isinstance(value, Unset)


def _holds_always(test: Test) -> bool:
    """Say whether a test holds for every call, by what can be told without one."""
    if any(isinstance(value, Anything) for value in test.values):
        return test.field in _ALWAYS_SET
    if any(isinstance(value, Network) and _is_everything(value) for value in test.values):
        return True
    field = CALL_VOCABULARY.find(test.field)
    words = {value.text for value in test.values if isinstance(value, Text)}
    return field is not None and bool(field.values) and words >= set(field.values)


def _is_everything(network: Network) -> bool:
    return network.high - network.low >= (1 << (32 if network.version == 4 else 128)) - 1  # noqa: PLR2004  a version of IP
