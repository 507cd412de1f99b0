"""From which addresses a token may be used, and which addresses count as one guesser."""

import ipaddress
from collections.abc import Iterable, Sequence

from akwarden.errors import AccessError

MOST: int = 50
"""Networks of one token."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_ONE_CUSTOMER = 64


def checked(texts: Iterable[str]) -> tuple[str, ...]:
    """Return networks in their one form; raises AccessError for what is none."""
    found = []
    for text in texts:
        try:
            found.append(str(ipaddress.ip_network(text.strip())))
        except ValueError:
            raise AccessError(
                f"{text.strip()[:60]!r} is no address or network",
                mend="write 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32",
            ) from None
    if len(found) > MOST:
        raise AccessError(f"there are {len(found)} networks, and {MOST} are the most", mend="take wider ones")
    return tuple(dict.fromkeys(found))


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


def _address(text: str) -> _Address | None:
    """Return an address; one of IPv4 that is mapped into IPv6 is one of IPv4."""
    try:
        found = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
