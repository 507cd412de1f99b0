"""What is known of one address: whose it is, which of our networks has it, and what people say of it."""

import ipaddress
from collections.abc import Callable

from sqlalchemy import Connection

from akwarden.model.address_row import AddressPage, AddressRow, AddressType
from akwarden.model.address_use import AddressUse
from akwarden.model.note import NoteKind, Subject
from akwarden.store import address_rows, notes
from akwarden.store.address_rows import Network
from akwarden.workflows.notes import checks

_PRIVATE = tuple(
    ipaddress.ip_network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Addresses that stay inside (RFC 1918, RFC 6598, RFC 4193)."""


UseOf = Callable[[str], AddressUse]
"""Says what was called from a network in CIDR notation."""


def address_page(connection: Connection, text: str, use_of: UseOf | None = None) -> AddressPage:
    """Return what is known of an address or a network; raises EditError for what is none.

    `use_of` says what was called from there, where there are audit records.
    """
    name = checks.network(text)
    network = ipaddress.ip_network(name)
    own = tuple(address_rows.containing(connection, network))
    note = notes.note_of(connection, Subject(NoteKind.IP, name))
    return AddressPage(
        address=name,
        type=type_of(network, own),
        remark=(note.remark or "") if note else "",
        owner=note.owner if note else None,
        own=own,
        use=None if use_of is None else use_of(name),
    )


def type_of(network: Network, own: tuple[AddressRow, ...]) -> AddressType:
    """Return whose a network is: what people or accounts say counts before what its numbers say."""
    if own:
        return own[0].type
    if network.is_loopback:
        return AddressType.LOOPBACK
    if any(_lies_in(network, wider) for wider in _PRIVATE):
        return AddressType.PRIVATE
    return AddressType.UNKNOWN if network.is_global and not network.is_multicast else AddressType.RESERVED


def _lies_in(network: Network, wider: Network) -> bool:
    match network, wider:
        case ipaddress.IPv4Network(), ipaddress.IPv4Network():
            return network.subnet_of(wider)
        case ipaddress.IPv6Network(), ipaddress.IPv6Network():
            return network.subnet_of(wider)
        case _:
            return False
