"""Where a call came from, by what a record has in the place of an address.

Calls of the console reach the services from inside the cloud, from addresses that nobody on the internet has
there: the sample of DescribeEvents of 2021 has 9.83.55.32, beside the person's own address in the session.
"""

import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

_INNER = tuple(
    ip_network(text)
    for text in (
        *("9.0.0.0/8", "30.0.0.0/8"),
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
)
"""Tencent Cloud's own, which belong to others on the internet; and those that stay inside every network."""
_WITH_PORT = re.compile(r"([0-9.]{7,15}):[0-9]{1,5}|\[([0-9A-Fa-f:.]{2,45})\](?::[0-9]{1,5})?")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}")


class Origin(NamedTuple):
    """Where a call came from."""

    address: str | None
    """As it is written."""
    is_inner: bool
    """Whether the address is one inside a network, so that it tells nothing of a person."""
    service: str | None
    """The service of the cloud that stands there in the place of an address."""


_NOWHERE = Origin(None, is_inner=False, service=None)
_LONGEST = 256
"""Characters of the longest text that is looked at, so that what is kept of them stays small."""


def origin_of(text: str) -> Origin:
    """Return what a text in the place of an address says: the first of several, without a port."""
    return _origin(text) if len(text) <= _LONGEST else _NOWHERE


@lru_cache(maxsize=1 << 16)
def _origin(text: str) -> Origin:
    first = text.partition(",")[0].strip()
    if match := _WITH_PORT.fullmatch(first):
        first = match[1] or match[2]
    try:
        address = ip_address(first)
    except ValueError:
        return Origin(None, is_inner=False, service=first.lower()) if _HOST.fullmatch(first) else _NOWHERE
    return Origin(first, is_inner=_is_inner(address), service=None)


def _is_inner(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in _INNER if network.version == address.version)
