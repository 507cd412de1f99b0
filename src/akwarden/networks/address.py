"""Addresses as logs write them: read, brought to one form, and turned into the numbers that are compared.

What is read:

- IPv4 as four decimal numbers. Leading zeros are refused: some programs read them as octal.
- IPv6 in every form of RFC 4291, also with a zone (`fe80::1%eth0`), which says nothing outside its machine
  and is left out.
- IPv4 written as IPv6, mapped (`::ffff:192.0.2.1`) or compatible (`::192.0.2.1`), is IPv4. An address of
  NAT64 (`64:ff9b::192.0.2.1`) stays IPv6: it is the translator that has it.
- With a port: `192.0.2.1:443`, `[2001:db8::1]:443`; brackets alone too; and blanks around it.

Anything else, such as the name of a service, is no address.
"""

import socket
from ipaddress import IPv6Address
from typing import NamedTuple

LONGEST_TEXT = 100
"""An address with brackets, a zone and a port is shorter."""
_HIGHEST_PORT = 65535
_PORT_DIGITS = 5
_MAPPED = 0xFFFF
"""The upper 96 bits of an IPv4-mapped address (RFC 4291, 2.5.5.2)."""
_FIRST_COMPATIBLE = 1 << 24
"""Below it lie `::` and `::1`, and no IPv4 address of a machine: 0.0.0.0/8 has none."""
_HALF = 1 << 64
_SIGN = 1 << 63


class Address(NamedTuple):
    """An address, without how it was written."""

    family: int
    """4 or 6."""
    number: int


class Halves(NamedTuple):
    """An address as two signed numbers of 64 bits, in the order of the addresses of its family."""

    high: int
    low: int


def parse_address(text: str) -> Address | None:
    """Return the address that a text says, or None where it says none."""
    plain = _without_port(text.strip()) if len(text) <= LONGEST_TEXT else None
    if not plain:
        return None
    if ":" not in plain:
        return _read(socket.AF_INET, plain)
    host, percent, zone = plain.partition("%")
    return None if percent and not zone else _read(socket.AF_INET6, host)


def _without_port(text: str) -> str | None:
    """Return a text without its brackets and its port, or None where those are not well formed."""
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        well_formed = bracket and ":" in host and (not rest or (rest[0] == ":" and _is_port(rest[1:])))
        return host if well_formed else None
    if text.count(":") != 1:
        return text
    host, _, port = text.partition(":")
    return host if _is_port(port) else None


def _is_port(text: str) -> bool:
    plain = text.isascii() and text.isdigit() and len(text) <= _PORT_DIGITS
    return plain and int(text) <= _HIGHEST_PORT


def _read(family: socket.AddressFamily, text: str) -> Address | None:
    try:
        number = int.from_bytes(socket.inet_pton(family, text))
    except (OSError, ValueError):  # ValueError: it holds a zero byte, or half of a surrogate pair
        return None
    if family is socket.AF_INET:
        return Address(4, number)
    before, last = number >> 32, number & 0xFFFF_FFFF
    if before == _MAPPED or (before == 0 and last >= _FIRST_COMPATIBLE):
        return Address(4, last)
    return Address(6, number)


def canonical_text(address: Address) -> str:
    """Return an address as RFC 5952 writes it."""
    if address.family == 4:  # noqa: PLR2004
        return socket.inet_ntoa(address.number.to_bytes(4))
    if address.number >> 48:
        return socket.inet_ntop(socket.AF_INET6, address.number.to_bytes(16))
    # Where it may take the end for an IPv4 address, `inet_ntop` writes `::1:2` as `::0.1.0.2`; it is faster.
    return str(IPv6Address(address.number))


def signed_halves(address: Address) -> Halves:
    """Return the two numbers of an address, as `model/network.py` defines them."""
    if address.family == 4:  # noqa: PLR2004
        return Halves(0, address.number)
    return Halves((address.number >> 64) - _SIGN, address.number % _HALF - _SIGN)
