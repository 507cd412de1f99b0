"""The addresses that the emulated cloud gives, out of ranges that nobody has on the internet.

Public ones are of 198.18.0.0/15, which RFC 2544 keeps for benchmarks, and of 2001:db8::/32, which RFC 3849
keeps for documents. No random number is drawn for them.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address

from akwarden.emulator.tencent.state import Cloud

GIVEN = IPv4Network("198.18.0.0/15")
_NOT_FOR_ALL = (
    GIVEN,
    *map(IPv4Network, ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")),
    *map(IPv4Network, ("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")),
)
"""Those that nobody has on the internet, and those that the cloud gives itself, one after the other."""
_GIVEN_V6 = IPv6Address("2001:db8::")
_PRIVATE = IPv4Address("10.0.0.0")
_PRIVATE_SIZE = 1 << 16


def public_ip(cloud: Cloud) -> str:
    """Return a public address that was not given before, until there are no more."""
    return str(GIVEN[cloud.ids.number("public ip") % GIVEN.num_addresses])


def public_ipv6(cloud: Cloud) -> str:
    """Return a public IPv6 address that was not given before."""
    return str(_GIVEN_V6 + cloud.ids.number("public ipv6"))


def private_ip(cloud: Cloud) -> str:
    """Return an address inside of a network."""
    return str(_PRIVATE + cloud.ids.number("private ip") % _PRIVATE_SIZE)


def is_choosable(text: str) -> bool:
    """Say whether a text is a public IPv4 address that somebody may ask for by number."""
    try:
        found = IPv4Address(text)
    except ValueError:
        return False
    return all(found not in network for network in _NOT_FOR_ALL)
