from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.network import NetworkKind
from akwarden.networks.address import Address, parse_address
from akwarden.networks.special import special_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("127.0.0.1", NetworkKind.LOOPBACK),
        ("::1", NetworkKind.LOOPBACK),
        ("::ffff:127.0.0.1", NetworkKind.LOOPBACK),
        ("10.255.255.255", NetworkKind.PRIVATE),
        ("172.31.255.255", NetworkKind.PRIVATE),
        ("172.32.0.0", None),
        ("100.127.255.255", NetworkKind.PRIVATE),
        ("100.128.0.0", None),
        ("169.254.0.23", NetworkKind.PRIVATE),
        ("fd00::1", NetworkKind.PRIVATE),
        ("fe80::1%eth0", NetworkKind.PRIVATE),
        ("64:ff9b:1::1", NetworkKind.PRIVATE),
        ("64:ff9b::8.8.8.8", None),
        ("0.0.0.0", NetworkKind.RESERVED),  # noqa: S104
        ("::", NetworkKind.RESERVED),
        ("203.0.113.9", NetworkKind.RESERVED),
        ("255.255.255.255", NetworkKind.RESERVED),
        ("239.1.1.1", NetworkKind.RESERVED),
        ("ff02::1", NetworkKind.RESERVED),
        ("2001:db8::1", NetworkKind.RESERVED),
        ("4000::1", NetworkKind.RESERVED),
        ("2002:808:808::1", None),
        ("2606:4700:4700::1111", None),
        ("223.255.255.255", None),
    ],
)
def test_kind_of_what_no_company_was_given(text: str, kind: NetworkKind | None) -> None:
    address = parse_address(text)

    assert address is not None
    assert special_kind(address) is kind


@given(st.integers(0, 2**32 - 1).filter(lambda number: number >> 8 not in {0xC00000, 0xC05863}))
def test_ipv4_is_special_where_the_standard_library_calls_it_not_global(number: int) -> None:
    # 192.0.0.0/24 and 192.88.99.0/24 are left out: versions of Python judge parts of them differently.
    address = IPv4Address(number)

    assert (special_kind(Address(4, number)) is None) == (address.is_global and not address.is_multicast)


@given(st.integers(0, 2**128 - 1))
def test_no_ipv6_outside_of_what_is_given_out_is_of_the_internet(number: int) -> None:
    address = IPv6Address(number)
    given_out = number >> 125 == 1 or number >> 32 == 0x64FF9B << 64

    assert special_kind(Address(6, number)) is not None or given_out
    assert special_kind(Address(6, number)) is not None or not address.is_private or number >> 105 == 0x100080
