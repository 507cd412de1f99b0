"""Many networks in one test: they are looked up by their prefixes, and mean what each alone means."""

import ipaddress

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analytics.lake import NOW, PROPERTY, event, executed, numbered, table

from akwarden.analytics.calls import CALL_VOCABULARY, call_columns
from akwarden.analytics.filtering import condition
from akwarden.query.evaluate import matches
from akwarden.query.tree import Anything, Network, Not, Op, Query, Test, Unset

FAR = tuple(Network((10 << 24) | number << 8, ((10 << 24) | number << 8) + 255, 4) for number in range(40))
"""Enough networks that none of the addresses below lies in."""
_FOUR = st.sampled_from([(203 << 24) | (113 << 8) | 7, 0, 2**32 - 1, 3_325_256_704])
_SIX = st.sampled_from(
    [0x20010DB8 << 96, (0x20010DB8 << 96) | (1 << 64) - 1, (1 << 128) - 1, 1 << 64, (1 << 127) | 5]
)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Give a whole prefix around an address, or some addresses that are none."""
    version = draw(st.sampled_from([4, 6]))
    number, bits = (draw(_FOUR), 32) if version == 4 else (draw(_SIX), 128)
    if draw(st.integers(0, 4)) == 0:
        return Network(max(number - 3, 0), number, version)
    size = 1 << (bits - draw(st.integers(0, bits)))
    return Network(number // size * size, number // size * size + size - 1, version)


def text(version: int, number: int) -> str:
    """Give an address as the lake writes it."""
    return str(ipaddress.IPv4Address(number) if version == 4 else ipaddress.IPv6Address(number))


def fitting(query: Query, addresses: list[str | None]) -> list[bool]:
    """Say for each address whether a call from there fits."""
    rows = numbered(event(source_ip=address) for address in addresses)
    lake = table(rows)
    kept = lake.filter(condition(query, call_columns(lake), NOW)).select("event_hash")
    found = {row["event_hash"] for row in executed(kept).to_pylist()}
    return [row["event_hash"] in found for row in rows]


@PROPERTY
@given(some=st.lists(networks(), min_size=1, max_size=6), is_negated=st.booleans())
def test_an_address_is_found_by_many_networks_as_by_each(*, some: list[Network], is_negated: bool) -> None:
    numbers = [
        (one.version, number)
        for one in some
        for number in (one.low - 1, one.low, one.high, one.high + 1)
        if 0 <= number < 1 << (32 if one.version == 4 else 128)
    ]
    mapped = (0xFFFF << 32, (0xFFFF << 32) + 2**32)  # addresses that are kept as IPv4
    addresses = [
        text(*one) for one in dict.fromkeys(numbers) if one[0] == 4 or not mapped[0] <= one[1] < mapped[1]
    ]
    test = Test("ip", Op.EQ, (*FAR, *some))
    query = Not(test) if is_negated else test

    found = fitting(query, [*addresses, None])

    wanted = [matches(query, {"ip": one}, CALL_VOCABULARY, NOW) for one in [*addresses, None]]
    assert found == wanted


def test_other_values_beside_many_networks_count_too() -> None:
    test = Test("ip", Op.EQ, (*FAR, Unset()))

    assert fitting(test, ["10.0.3.9", "192.0.2.1", None]) == [True, False, True]
    assert fitting(Test("ip", Op.EQ, (*FAR, Anything())), ["192.0.2.1", None]) == [True, False]


@pytest.mark.parametrize("dialect", ["duckdb", "pyspark"])
def test_a_thousand_networks_are_a_few_comparisons(dialect: str) -> None:
    many = tuple(Network(number * 512, number * 512 + 255, 4) for number in range(1000))
    lake = table([event()])

    sql = str(
        ibis.to_sql(lake.filter(condition(Test("ip", Op.EQ, many), call_columns(lake), NOW)), dialect=dialect)
    )

    assert sql.count(" IN (") == 1
    assert sql.upper().count("BETWEEN") == 0
