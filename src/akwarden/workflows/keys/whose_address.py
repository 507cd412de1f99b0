"""Tells for many addresses whose they are: all of our networks and remarks are read once."""

import ipaddress
from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from akwarden.model.address_row import AddressType
from akwarden.store import address_rows, notes
from akwarden.store.address_rows import Network
from akwarden.workflows.keys.addresses import type_of

_Place = tuple[int, int, int]
"""Version, length of the prefix, and the network as a number without its host bits."""


class Whose(msgspec.Struct, frozen=True):
    """What people and accounts say of one address."""

    type: AddressType
    remark: str
    """At the address itself, else at the narrowest of our networks that has one."""
    owner: str | None
    """In the same way."""
    resource: str | None
    """What has the address in one of our accounts."""


class WhoseAddress:
    """All that is known of addresses at one moment of the state."""

    def __init__(self, connection: Connection) -> None:
        """Read our networks, and what is said of networks."""
        self._own = {
            _place(ipaddress.ip_network(row.network)): row for row in address_rows.all_of(connection)
        }
        said = notes.of_networks(connection)
        self._said = {_place(ipaddress.ip_network(name)): note for name, note in said.items()}
        self._lengths = sorted({place[:2] for place in (*self._own, *self._said)}, reverse=True)

    def of(self, text: str) -> Whose:
        """Return what is said of a single address."""
        network = ipaddress.ip_network(text)
        places = list(self._around(network))
        own = [self._own[place] for place in places if place in self._own]
        said = [self._said[place] for place in places if place in self._said]
        return Whose(
            type=type_of(network, tuple(own)),
            remark=next((one.remark for one in said if one.remark), ""),
            owner=next((one.owner for one in said if one.owner), None),
            resource=own[0].resource if own else None,
        )

    def _around(self, network: Network) -> Iterator[_Place]:
        """Yield where a network that has the address could be kept, the narrowest first."""
        number, bits = int(network.network_address), network.max_prefixlen
        for version, length in self._lengths:
            if version == network.version:
                yield version, length, number >> (bits - length) << (bits - length)


def _place(network: Network) -> _Place:
    return network.version, network.prefixlen, int(network.network_address)
