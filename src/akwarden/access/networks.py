"""From which addresses a token may be used, and which addresses count as one guesser."""

import ipaddress
from collections.abc import Iterable, Sequence

from akwarden.errors import AccessError

MOST: int = 50
"""Networks of one token."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_ONE_CUSTOMER, _ONE_SITE = 64, 48
_MAPPED = 96
"""Of so many bits are the networks of IPv6 in which the addresses of IPv4 are mapped."""


def checked(texts: Iterable[str]) -> tuple[str, ...]:
    """Return networks in their one form; raises AccessError for what is none."""
    found = []
    for text in texts:
        try:
            found.append(str(_unmapped(ipaddress.ip_network(text.strip()))))
        except ValueError:
            raise AccessError(
                f"{text.strip()[:60]!r} is no address or network",
                mend="write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32",
            ) from None
    if len(found) > MOST:
        raise AccessError(f"there are {len(found)} networks, and {MOST} are the most", mend="take wider ones")
    return tuple(dict.fromkeys(found))


def _unmapped(network: _Network) -> _Network:
    """Return a network; one of IPv4 that is mapped into IPv6 is one of IPv4, as its addresses are."""
    if isinstance(network, ipaddress.IPv4Network) or network.prefixlen < _MAPPED:
        return network
    first = network.network_address.ipv4_mapped
    return network if first is None else ipaddress.IPv4Network((first, network.prefixlen - _MAPPED))


def is_inside(address: str, allowed: Sequence[str]) -> bool:
    """Say whether an address is one of these networks; all are where none is named, no text that is none."""
    if not allowed:
        return True
    found = _address(address)
    return found is not None and any(found in ipaddress.ip_network(one) for one in allowed)


def guesser(address: str) -> str:
    """Return whose tries count together: an IPv4 address, or the IPv6 network that one customer has."""
    found = _address(address)
    if found is None:
        return "nowhere"
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, _ONE_CUSTOMER), strict=False))
    return str(found)


def site(address: str) -> str | None:
    """Return the network of IPv6 that a whole site is given, with all of its machines; None for IPv4."""
    found = _address(address)
    if not isinstance(found, ipaddress.IPv6Address):
        return None
    return str(ipaddress.ip_network((found, _ONE_SITE), strict=False))


def _address(text: str) -> _Address | None:
    """Return an address; one of IPv4 that is mapped into IPv6 is one of IPv4."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
