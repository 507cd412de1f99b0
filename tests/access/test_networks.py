import pytest

from akwarden.access.networks import checked, guesser, is_inside, site
from akwarden.errors import AccessError


@pytest.mark.parametrize(
    ("address", "allowed", "inside"),
    [
        ("192.0.2.7", (), True),
        ("", (), True),
        ("192.0.2.7", ("192.0.2.0/24",), True),
        ("::ffff:192.0.2.7", ("192.0.2.0/24",), True),
        ("192.0.3.7", ("192.0.2.0/24",), False),
        ("2001:db8::1", ("192.0.2.0/24", "2001:db8::/32"), True),
        ("2001:db9::1", ("2001:db8::/32",), False),
        ("", ("0.0.0.0/0",), False),
        ("localhost", ("0.0.0.0/0", "::/0"), False),
        ("192.0.2.7, 10.0.0.1", ("192.0.2.0/24",), False),
    ],
)
def test_an_address_is_inside_of_the_networks_of_a_token(
    address: str, allowed: tuple[str, ...], *, inside: bool
) -> None:
    assert is_inside(address, allowed) is inside


def test_one_customer_of_ipv6_is_one_guesser() -> None:
    assert guesser("2001:db8:1:2:3::4") == guesser("2001:db8:1:2:ffff::9")
    assert guesser("2001:db8:1:3::1") != guesser("2001:db8:1:2::1")
    assert guesser("::ffff:192.0.2.7") == guesser("192.0.2.7")
    assert guesser("nonsense") == guesser("")


def test_a_site_is_what_many_networks_of_ipv6_belong_to() -> None:
    assert site("2001:db8:1:2::4") == site("2001:db8:1:ffff::9")
    assert site("2001:db8:2::1") != site("2001:db8:1::1")
    assert [site(one) for one in ("192.0.2.7", "::ffff:192.0.2.7", "nonsense", "")] == [None] * 4


def test_a_network_of_ipv4_that_is_mapped_into_ipv6_is_one_of_ipv4() -> None:
    networks = checked(["::ffff:192.0.2.0/120", "::ffff:198.51.100.7", "::/0"])

    assert networks == ("192.0.2.0/24", "198.51.100.7/32", "::/0")
    assert is_inside("192.0.2.7", networks[:1])
    assert is_inside("::ffff:198.51.100.7", networks[1:2])


def test_networks_are_kept_in_one_form_and_others_refused() -> None:
    assert checked(["192.0.2.7", " 2001:DB8::/32 ", "192.0.2.7/32"]) == ("192.0.2.7/32", "2001:db8::/32")
    for text in ("192.0.2.1/24", "all", "", "10.0.0.0/8,10.0.0.1"):
        with pytest.raises(AccessError, match="no address or network"):
            checked([text])
    with pytest.raises(AccessError, match="the most"):
        checked([f"192.0.2.{number}" for number in range(60)])
