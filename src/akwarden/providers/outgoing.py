"""Where a request may go whose address somebody set: the name is resolved once, checked, and kept.

The rules that this module keeps:

- A name is looked up once, and the request goes to the address that was checked: a second look-up could give
  another one.
- An address that is not of the internet is refused, however it is written: this machine, a company's own
  networks, the metadata of clouds, and IPv4 addresses that are wrapped into IPv6.
- The name still decides the `Host` header and which certificate is right.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
"""Where all addresses of the internet lie (IANA, "IPv6 Address Space")."""
_PORTS: Final = {"https": 443, "http": 80}


class Pinned(msgspec.Struct, frozen=True):
    """A request's address, with the number in the place of the name."""

    url: str
    """Where the request goes."""
    host: str
    """What its `Host` header says."""
    name: str
    """The name that the certificate must have."""


class Barred(msgspec.Struct, frozen=True):
    """A request that may not be made."""

    reason: str
    """Why, in a few words."""


Resolve = Callable[[str, int], list[str]]
"""Gives the addresses of a name; raises OSError where there are none."""


def resolved(name: str, port: int) -> list[str]:
    """Return the addresses of a name, as this machine knows them; raises OSError."""
    return list(
        dict.fromkeys(str(one[4][0]) for one in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM))
    )


def pin(url: str, *, private: bool, resolve: Resolve = resolved) -> Pinned | Barred:
    """Return an address with its name resolved; `private` allows networks that are not of the internet."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        port = None
    if parts.hostname is None or port is None or parts.username is not None:
        return Barred("the address is none of https")
    try:
        found = [ipaddress.ip_address(one.partition("%")[0]) for one in resolve(parts.hostname, port)]
    except (OSError, ValueError, UnicodeError):
        return Barred("its name can't be resolved")
    if not found:
        return Barred("its name can't be resolved")
    if not private and not all(is_of_internet(one) for one in found):
        return Barred("its address is not one of the internet")
    number = f"[{found[0]}]" if isinstance(found[0], ipaddress.IPv6Address) else str(found[0])
    pinned = urlunsplit((parts.scheme, f"{number}:{port}", parts.path, parts.query, ""))
    return Pinned(pinned, parts.netloc, parts.hostname)


def is_of_internet(address: _Address) -> bool:
    """Say whether everybody reaches the same machine at an address, and at each that is wrapped in it."""
    return all(one.is_global and not one.is_multicast and _is_unicast(one) for one in _layers(address))


def _is_unicast(address: _Address) -> bool:
    """Say whether an address lies where addresses of the internet are given out, or wraps one of IPv4."""
    if isinstance(address, ipaddress.IPv4Address):
        return True
    return address in _GIVEN_OUT or address in _NAT64 or address.ipv4_mapped is not None


def _layers(address: _Address) -> Iterator[_Address]:
    yield address
    if isinstance(address, ipaddress.IPv4Address):
        return
    wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        wrapped.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    yield from (one for one in wrapped if one is not None)
