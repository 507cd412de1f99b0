"""Addresses that no company was given, after the registries of IANA for special purposes."""

from functools import lru_cache
from ipaddress import ip_network
from typing import NamedTuple

from akwarden.model.network import NetworkKind
from akwarden.networks.address import Address


class _Block(NamedTuple):
    first: int
    last: int
    kind: NetworkKind | None


_BLOCKS: dict[int, tuple[tuple[str, NetworkKind | None], ...]] = {
    4: (
        ("127.0.0.0/8", NetworkKind.LOOPBACK),  # RFC 1122
        ("10.0.0.0/8", NetworkKind.PRIVATE),  # RFC 1918
        ("172.16.0.0/12", NetworkKind.PRIVATE),
        ("192.168.0.0/16", NetworkKind.PRIVATE),
        ("100.64.0.0/10", NetworkKind.PRIVATE),  # RFC 6598: between a provider and its customers
        ("169.254.0.0/16", NetworkKind.PRIVATE),  # RFC 3927: of one link, also the metadata of a machine
        ("0.0.0.0/8", NetworkKind.RESERVED),  # RFC 1122
        ("192.0.0.0/24", NetworkKind.RESERVED),  # RFC 6890
        ("192.0.2.0/24", NetworkKind.RESERVED),  # RFC 5737: for documents
        ("198.51.100.0/24", NetworkKind.RESERVED),
        ("203.0.113.0/24", NetworkKind.RESERVED),
        ("192.88.99.0/24", NetworkKind.RESERVED),  # RFC 7526: relays that are no more
        ("198.18.0.0/15", NetworkKind.RESERVED),  # RFC 2544: for measurements
        ("224.0.0.0/4", NetworkKind.RESERVED),  # RFC 5771: to many
        ("240.0.0.0/4", NetworkKind.RESERVED),  # RFC 1112, and the broadcast
    ),
    6: (
        ("2001:db8::/32", NetworkKind.RESERVED),  # RFC 3849: for documents
        ("3fff::/20", NetworkKind.RESERVED),  # RFC 9637: for documents
        ("2001:2::/48", NetworkKind.RESERVED),  # RFC 5180: for measurements
        ("2001:10::/28", NetworkKind.RESERVED),  # RFC 4843
        ("2001:20::/28", NetworkKind.RESERVED),  # RFC 7343
        ("2000::/3", None),  # what is given out
        ("64:ff9b::/96", None),  # RFC 6052: NAT64, of whoever runs the translator
        ("64:ff9b:1::/48", NetworkKind.PRIVATE),  # RFC 8215
        ("::1/128", NetworkKind.LOOPBACK),  # RFC 4291
        ("fe80::/10", NetworkKind.PRIVATE),  # RFC 4291: of one link
        ("fec0::/10", NetworkKind.PRIVATE),  # RFC 3879
        ("fc00::/7", NetworkKind.PRIVATE),  # RFC 4193
        ("::/0", NetworkKind.RESERVED),  # the rest was given to nobody
    ),
}
"""Blocks in the order in which they are tried, with their kind; None: not special."""
_AFTER_FIRST_BYTE = {4: 24, 6: 120}
"""How many bits of an address come after its first byte."""


def special_kind(address: Address) -> NetworkKind | None:
    """Return the kind of an address that is loopback, private or reserved, and None for all others."""
    family, number = address
    for first, last, kind in _blocks_by_byte(family)[number >> _AFTER_FIRST_BYTE[family]]:
        if first <= number <= last:
            return kind
    return None


@lru_cache(maxsize=2)
def _blocks_by_byte(family: int) -> tuple[tuple[_Block, ...], ...]:
    """Return for each first byte of an address the blocks that may hold it, so that most ask none or one."""
    networks = ((ip_network(text), kind) for text, kind in _BLOCKS[family])
    blocks = [_Block(int(net[0]), int(net[-1]), kind) for net, kind in networks]
    shift = _AFTER_FIRST_BYTE[family]
    return tuple(
        tuple(block for block in blocks if block.first >> shift <= byte <= block.last >> shift)
        for byte in range(256)
    )
