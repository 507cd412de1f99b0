"""A list of keys as queries see it: its fields, and trees and rows for properties."""

import ipaddress
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from akwarden.query.evaluate import Cell, Missing
from akwarden.query.globs import pattern_of
from akwarden.query.tree import (
    Ago,
    Anything,
    Flag,
    Moment,
    Network,
    Never,
    Number,
    Op,
    Query,
    Test,
    Text,
    Unset,
    Value,
    Words,
    either,
    every,
    negated,
)
from akwarden.query.values import network
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary

NOW = datetime(2026, 11, 29, 12, 30, tzinfo=UTC)
STATES = ("active", "inactive", "deleted")
KEYS = Vocabulary(
    (
        Field("status", FieldKind.ENUM, "What the cloud does with the key", STATES),
        Field("owner", FieldKind.TEXT, "Who looks after it"),
        Field("remark", FieldKind.TEXT, "What people wrote about it"),
        Field("arn", FieldKind.TEXT, "How policies name its principal", searched=False),
        Field("tag", FieldKind.TEXT, "Tags; a key has any number"),
        Field("leaks", FieldKind.NUMBER, "In how many places it was found"),
        Field("created", FieldKind.TIME, "When it was made", aliases=("age",), unset_is_never=False),
        Field("last", FieldKind.TIME, "When it was used last"),
        Field("ip", FieldKind.NETWORK, "Where it was used last"),
        Field("mfa", FieldKind.FLAG, "Whether its principal has a second factor"),
    )
)

# Few characters, so that queries and rows meet often; all that some syntax could take for its own are there.
_LETTERS = "aAbBéÉ%_/*\\\"'():,-<= \N{KELVIN SIGN}部"
texts = st.text(_LETTERS, min_size=1, max_size=4) | st.sampled_from(["none", "Never", "or", "NOT", "x：y"])
_ADDRESSES = (
    "10.0.0.0",
    "10.0.0.255",
    "10.0.1.0",
    "255.255.255.255",
    "0.0.0.0",  # noqa: S104  an address to compare, nothing listens
    "::1",
    "2001:db8::1",
    "2001:db8:ffff::",
    "::ffff:10.0.0.7",
    "::fffe:ffff:ffff",
    "::1:0:0:0",
)
_LENGTHS = (0, 1, 8, 24, 31, 32, 48, 79, 80, 95, 96, 128)


def key(**cells: Cell) -> dict[str, Cell]:
    """Give a row that has nothing but these cells."""
    return {field.name: cells.get(field.name) for field in KEYS.fields}


def found_network(address: str, length: int) -> Network:
    """Give the network around an address."""
    found = network(f"{address}/{min(length, ipaddress.ip_address(address).max_prefixlen)}")
    assert found
    return found


def moments() -> st.SearchStrategy[datetime]:
    """Give times to the millisecond, many of them where days and spans of the other strategies end."""
    days = st.integers(-3, 3).map(lambda count: NOW.replace(hour=0, minute=0) + timedelta(days=count))
    near = st.sampled_from([-1, 0, 1]).map(lambda count: timedelta(milliseconds=count))
    return st.builds(lambda at, by: at + by, days | st.just(NOW - timedelta(days=2)), near)


def _text_tests() -> st.SearchStrategy[Query]:
    """Give tests of texts."""
    patterns = st.lists(st.text(_LETTERS, max_size=2), min_size=2, max_size=4).filter(any).map(pattern_of)
    values = texts.map(Text) | patterns.map(lambda pattern: Text(pattern, is_glob=True)) | _presence()
    return _equals(st.sampled_from(["owner", "remark", "arn", "tag"]), values)


def _presence() -> st.SearchStrategy[Value]:
    """Give what asks only whether a value is there."""
    return st.sampled_from([Unset(), Anything()])


def _equals(fields: st.SearchStrategy[str], values: st.SearchStrategy[Value]) -> st.SearchStrategy[Query]:
    """Give tests for one of some values."""
    some = st.lists(values, min_size=1, max_size=3).map(tuple)
    return st.builds(Test, fields, st.just(Op.EQ), some)


def _ordered() -> st.SearchStrategy[Op]:
    """Give an operator that asks for an order."""
    return st.sampled_from([op for op in Op if op is not Op.EQ])


def _number_tests() -> st.SearchStrategy[Query]:
    """Give tests of numbers, with fractions and with numbers that take more than 32 bits."""
    halves = st.integers(-3, 3).map(lambda count: Number(count + 0.5))
    numbers = st.integers(-3, 3).map(Number) | halves | st.just(Number(10**17))
    one = st.builds(Test, st.just("leaks"), _ordered(), numbers.map(lambda number: (number,)))
    return _equals(st.just("leaks"), numbers | _presence()) | one


def _time_tests() -> st.SearchStrategy[Query]:
    """Give tests of times."""
    days = moments().map(lambda at: Moment(at.replace(hour=0, minute=0, second=0, microsecond=0)))
    equal = _equals(st.just("created"), days | _presence())
    equal |= _equals(st.just("last"), days | _presence() | st.just(Never()))
    at = moments().map(lambda at: (Moment(at),))
    order = st.builds(Test, st.sampled_from(["created", "last"]), _ordered(), at)
    return equal | order | st.builds(_ago, st.sampled_from(["created", "last"]), _ordered(), _seconds())


def _seconds() -> st.SearchStrategy[int]:
    """Give spans, those among them that lead from now to the times of rows."""
    return st.sampled_from([0, 1, 59, 3600, 86_400, 2 * 86_400, 604_800, 31_536_000, 999_999 * 31_536_000])


def _ago(field: str, op: Op, seconds: int) -> Query:
    """Give the test for how long ago, as the field takes it."""
    with_never = field == "last" and op in (Op.GT, Op.GE)
    return Test(field, op, (Ago(seconds), Never()) if with_never else (Ago(seconds),))


def _other_tests() -> st.SearchStrategy[Query]:
    """Give tests of words, flags and addresses."""
    states = st.sampled_from(STATES).map(Text)
    networks = st.builds(found_network, st.sampled_from(_ADDRESSES), st.sampled_from(_LENGTHS))
    return (
        _equals(st.just("status"), states | _presence())
        | _equals(st.just("mfa"), st.booleans().map(Flag) | _presence())
        | _equals(st.just("ip"), networks | _presence())
    )


def queries() -> st.SearchStrategy[Query]:
    """Give trees of the form that `parse` gives."""
    leaves = texts.map(Words) | _text_tests() | _number_tests() | _time_tests() | _other_tests()
    return st.recursive(leaves, _grown, max_leaves=8)


def _grown(inner: st.SearchStrategy[Query]) -> st.SearchStrategy[Query]:
    """Give trees of smaller ones."""
    parts = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return parts.map(every) | parts.map(either) | inner.map(negated)


def rows() -> st.SearchStrategy[dict[str, Cell]]:
    """Give rows, with the ends of lines that people can write into a remark."""
    text = st.none() | st.text(_LETTERS + "\n", max_size=5)
    return st.fixed_dictionaries(
        {
            "status": st.none() | st.sampled_from(STATES),
            "owner": text,
            "remark": text,
            "arn": text,
            "tag": st.lists(st.text(_LETTERS, max_size=3), max_size=3).map(tuple),
            "leaks": st.none() | st.integers(-3, 3) | st.just(10**17),
            "created": st.none() | moments(),
            "last": st.none() | st.just(Missing.NOT_KNOWN) | moments(),
            "ip": st.none() | st.sampled_from(_ADDRESSES),
            "mfa": st.none() | st.booleans(),
        }
    )
