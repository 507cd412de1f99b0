from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import ip_addresses

from akwarden.emulator.tencent.server import empty_cloud
from akwarden.emulator.tencent.services.public_ip import (
    GIVEN,
    is_choosable,
    private_ip,
    public_ip,
    public_ipv6,
)


def test_given_addresses_are_all_different() -> None:
    cloud, _ = empty_cloud(seed=1)

    given_ips = [public_ip(cloud) for _ in range(1000)]

    assert len({*given_ips}) == 1000
    assert all(ip_address(one) in GIVEN for one in given_ips)


def test_giving_draws_no_random_number() -> None:
    cloud, _ = empty_cloud(seed=1)
    other, _ = empty_cloud(seed=1)

    given_ips = [private_ip(cloud), public_ip(cloud), public_ipv6(cloud)]

    assert IPv4Address(given_ips[0]).is_private
    assert isinstance(ip_address(given_ips[2]), IPv6Address)
    assert cloud.ids.text(8) == other.ids.text(8)


@pytest.mark.parametrize("text", ["203.0.113.9", "198.51.100.1", "8.8.4.4", "198.20.0.0"])
def test_public_address_may_be_chosen(text: str) -> None:
    assert is_choosable(text)


@pytest.mark.parametrize(
    "text",
    [
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1", "169.254.0.1", "255.0.0.1"),
        *("0.0.0.1", "198.18.0.1", "198.19.255.255", "2001:db8::1", "203.0.113", "203.0.113.09", ""),
    ],
)
def test_other_address_may_not_be_chosen(text: str) -> None:
    assert not is_choosable(text)


@given(st.text(max_size=20) | ip_addresses().map(str))
def test_any_text_is_judged(text: str) -> None:
    assert not is_choosable(text) or str(IPv4Address(text)) == text
