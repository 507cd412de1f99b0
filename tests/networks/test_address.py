"""Addresses are read as the standard library reads them, and more forms of logs besides."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from akwarden.networks.address import Address, canonical_text, parse_address, signed_halves

V4 = st.integers(0, 2**32 - 1)
V6 = st.one_of(st.integers(0, 2**128 - 1), st.integers(0, 2**34), st.integers(0xFFFE << 32, 0x10000 << 32))
DIRTY = st.text(alphabet="0123456789abcdefABCDEFx:.[]% -/é\x00", max_size=45)


def standard(text: str) -> Address | None:
    """Give what the standard library reads, with IPv4 inside IPv6 taken out."""
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return Address(4, int(address))
    number = int(IPv6Address(int(address)))
    inside = number & 0xFFFF_FFFF
    if number >> 32 == 0xFFFF or (number >> 32 == 0 and inside >> 24):
        return Address(4, inside)
    return Address(6, number)


@given(V4)
def test_ipv4_is_read_and_written_as_by_the_standard_library(number: int) -> None:
    address = parse_address(str(IPv4Address(number)))

    assert address == Address(4, number)
    assert canonical_text(address) == str(IPv4Address(number))


@given(V6)
@example(0x1_0002)
@example(1)
@example(0)
@example(0xFFFF_0000 << 32 | 0x01020304)
def test_ipv6_is_read_and_written_as_by_the_standard_library(number: int) -> None:
    written = IPv6Address(number)

    read = {parse_address(text) for text in (str(written), written.exploded, written.exploded.upper())}

    (address,) = read
    assert address == standard(str(written))
    assert canonical_text(Address(6, number)) == str(written)


@given(V4)
def test_ipv4_written_as_ipv6_is_the_same_address(number: int) -> None:
    plain = IPv4Address(number)

    assert parse_address(f"::ffff:{plain}") == Address(4, number)
    assert parse_address(str(IPv6Address(0xFFFF << 32 | number))) == Address(4, number)


@given(V4.filter(lambda number: number >= 1 << 24))
def test_compatible_ipv4_is_the_same_address(number: int) -> None:
    assert parse_address(f"::{IPv4Address(number)}") == Address(4, number)


@given(DIRTY)
@example("1.2.3.4\x00")
@example("1:2:3:4:5:6:7::")
@example("::1:2:3:4:5:6:7")
@example("1::2:3:4:5:6:7:8")
def test_a_plain_text_is_an_address_where_the_standard_library_says_so(text: str) -> None:
    told_apart = any(mark in text for mark in "[]% ") or text.count(":") == 1
    if told_apart:
        return

    assert parse_address(text) == standard(text)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    address = parse_address(text)

    assert address is None or parse_address(canonical_text(address)) == address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1:443", "192.0.2.1"),
        ("192.0.2.1:0", "192.0.2.1"),
        ("192.0.2.1:65535", "192.0.2.1"),
        ("  192.0.2.1\t", "192.0.2.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[fe80::1%eth0]:22", "fe80::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("fe80::1%25", "fe80::1"),
        ("2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"),
        ("[::ffff:192.0.2.1]:80", "192.0.2.1"),
        ("::ffff:c000:201", "192.0.2.1"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
        ("::1", "::1"),
        ("::", "::"),
    ],
)
def test_forms_of_logs_are_read(text: str, expected: str) -> None:
    address = parse_address(text)

    assert address is not None
    assert canonical_text(address) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "ec2.amazonaws.com",
        "AWS Internal",
        "192.0.2.01",
        "192.0.2.0x1",
        "192.0.2",
        "192.0.2.256",
        "192.0.2.1.1",
        "192.0.2.1:",
        "192.0.2.1:65536",
        "192.0.2.1:+80",
        "192.0.2.1:٣",
        "192.0.2.1/24",
        "192.0.2.1, 192.0.2.2",
        "192.0.2.1%eth0",
        "192. 0.2.1",
        "١.2.3.4",
        "[192.0.2.1]:80",
        "[2001:db8::1",
        "[2001:db8::1]80",
        "[2001:db8::1]:99999",
        "2001:db8::1]",
        "2001:db8::1::2",
        "::ffff:192.0.2.01",
        "fe80::1%",
        "3232235777",
        "\ud800",
        "1" * 10_000_000,
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    assert parse_address(text) is None


@given(V6, V6)
def test_halves_keep_the_order_of_ipv6_and_fit_signed_numbers(first: int, second: int) -> None:
    halves, others = signed_halves(Address(6, first)), signed_halves(Address(6, second))

    assert (halves < others, halves == others) == (first < second, first == second)
    assert all(-(2**63) <= half < 2**63 for half in halves)
    assert (halves.high + 2**63) << 64 | (halves.low + 2**63) == first


@given(V4)
def test_halves_of_ipv4_are_the_number(number: int) -> None:
    assert signed_halves(Address(4, number)) == (0, number)
