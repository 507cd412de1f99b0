"""Whether an address is one of the internet: what others name may not lead into the networks around us."""

from typing import Final

from akwarden.networks.address import Address, parse_address
from akwarden.networks.special import special_kind

_V6: Final = 6
_NAT64: Final = 0x64FF9B << 96
"""`64:ff9b::/96` (RFC 6052): the last 32 bits are the IPv4 address that is passed on to."""
_RELAYED: Final = ((0x2002 << 112, 112), (0x20010000 << 96, 96))
"""6to4 (RFC 3056) and Teredo (RFC 4380): IPv4 in IPv6, by way of relays that nobody runs any more."""


def is_of_internet(text: str) -> bool:
    """Say whether a text is an address that everybody on the internet reaches under it."""
    address = parse_address(text)
    return address is not None and _is_global(address)


def _is_global(address: Address) -> bool:
    if special_kind(address) is not None:
        return False
    if address.family != _V6:
        return True
    if address.number >> 32 == _NAT64 >> 32:
        return special_kind(Address(4, address.number & 0xFFFF_FFFF)) is None
    return all(address.number >> bits != prefix >> bits for prefix, bits in _RELAYED)
