"""What people and accounts say of addresses that calls came from: what each is, whose, how far it is trusted.

The rules that this module keeps:

- What people or accounts say counts before what packaged data says.
- Trusted is what is ours, and what the allow-list names by itself; what it names for some calls is known.
- Blocked is what a policy that is switched on names by itself: every call from there raises an alarm.
- Only addresses in networks of which something is said are looked at one by one; all others are the same.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.errors import QueryError
from akwarden.model.address_row import AddressRow, AddressType
from akwarden.model.network import NetworkKind
from akwarden.model.source_ip_row import SourceIpType, SourceTrust
from akwarden.query.parse import parse
from akwarden.query.tree import All, AnyOf, Network, Not, Op, Query, Test
from akwarden.store import address_rows, allow_entries, notes, watch_policies
from akwarden.store.inventory.belongings import hex_of
from akwarden.store.usage.source_ips import addresses_in
from akwarden.workflows.events.places import WATCH_VOCABULARY

AnyNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
_Place = tuple[int, int, int]
"""Version, length of the prefix, and the network as a number without its host bits."""

_OF_KIND: Final[Mapping[NetworkKind, SourceIpType]] = {
    NetworkKind.LOOPBACK: SourceIpType.LOOPBACK,
    NetworkKind.PRIVATE: SourceIpType.PRIVATE,
    NetworkKind.RESERVED: SourceIpType.RESERVED,
    NetworkKind.TOR: SourceIpType.TOR,
    NetworkKind.CLOUD: SourceIpType.CLOUD,
    NetworkKind.HOSTING: SourceIpType.HOSTING,
    NetworkKind.INTERNET: SourceIpType.INTERNET,
}
_OF_ADDRESS: Final[Mapping[AddressType, SourceIpType]] = {
    AddressType.OWN: SourceIpType.OWN,
    AddressType.OFFICE: SourceIpType.OFFICE,
    AddressType.VPN: SourceIpType.VPN,
    AddressType.PARTNER: SourceIpType.PARTNER,
    AddressType.OTHER: SourceIpType.NAMED,
}
_OURS: Final = frozenset({SourceIpType.OWN, SourceIpType.OFFICE, SourceIpType.VPN, SourceIpType.NAMED})


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of one address."""

    type: SourceIpType
    trust: SourceTrust = SourceTrust.UNKNOWN
    remark: str = ""
    owner: str | None = None
    resource: str | None = None
    region: str | None = None
    label: str | None = None
    """What people call what has it."""
    is_own: bool = False
    """Whether it lies in one of our networks, which tells its type."""


class _Of(msgspec.Struct, kw_only=True):
    """What is said of one network."""

    own: AddressRow | None = None
    remark: str = ""
    owner: str | None = None
    trusted: bool = False
    known: bool = False
    blocked: bool = False


class Sayings:
    """All that is said of addresses at one moment of the state."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        """Read our networks, what is said of networks, the allow-list and the policies."""
        self._connection = connection
        self._said: dict[_Place, _Of] = {}
        for row in address_rows.all_of(connection):
            self._of(ipaddress.ip_network(row.network)).own = row
        for name, note in notes.of_networks(connection).items():
            of = self._of(ipaddress.ip_network(name))
            of.remark, of.owner = note.remark or "", note.owner
        for network, alone in _allowed(connection, now):
            of = self._of(network)
            of.trusted, of.known = of.trusted or alone, True
        for network in _blocked(connection):
            self._of(network).blocked = True
        self._lengths = sorted({place[:2] for place in self._said}, reverse=True)

    def _of(self, network: AnyNetwork) -> _Of:
        return self._said.setdefault(_place(network), _Of())

    def of(self, text: str, kind: str | None) -> Said:
        """Return what is said of an address, of which packaged data says that kind of network."""
        around = list(self._around(ipaddress.ip_address(text)))
        own = next((one.own for one in around if one.own is not None), None)
        type_ = plain_type(kind) if own is None else _OF_ADDRESS[own.type]
        remark = next((one.remark for one in around if one.remark), "")
        owner = next((one.owner for one in around if one.owner), None)
        return Said(
            type=type_,
            trust=_trust(around, type_, is_said=bool(remark or owner or own)),
            remark=remark,
            owner=owner,
            resource=None if own is None else own.resource,
            region=None if own is None else own.region,
            label=None if own is None else own.label or None,
            is_own=own is not None,
        )

    def known(self) -> list[str]:
        """Return the addresses that calls came from of which something is said."""
        return sorted(set(addresses_in(self._connection, self._ranges())))

    def _ranges(self) -> Iterator[tuple[str, str]]:
        networks = [_network(place) for place in self._said]
        four = ipaddress.collapse_addresses(one for one in networks if isinstance(one, ipaddress.IPv4Network))
        six = ipaddress.collapse_addresses(one for one in networks if isinstance(one, ipaddress.IPv6Network))
        for four_ in four:
            yield hex_of(four_.network_address), hex_of(four_.broadcast_address)
        for six_ in six:
            yield hex_of(six_.network_address), hex_of(six_.broadcast_address)

    def _around(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[_Of]:
        """Yield what is said of the networks that have an address, the narrowest first."""
        number, bits = int(address), address.max_prefixlen
        for version, length in self._lengths:
            if version == address.version:
                found = self._said.get((version, length, number >> (bits - length) << (bits - length)))
                if found is not None:
                    yield found


def plain_type(kind: str | None) -> SourceIpType:
    """Return what an address is of which nobody says anything."""
    return _OF_KIND[NetworkKind(kind)] if kind else SourceIpType.INTERNET


def kinds_of(wanted: SourceIpType) -> list[NetworkKind]:
    """Return the kinds of network whose addresses are such unless something is said of them."""
    return [kind for kind, type_ in _OF_KIND.items() if type_ is wanted]


def _trust(around: list[_Of], type_: SourceIpType, *, is_said: bool) -> SourceTrust:
    if any(one.blocked for one in around):
        return SourceTrust.BLOCKED
    if type_ in _OURS or any(one.trusted for one in around):
        return SourceTrust.TRUSTED
    if is_said or any(one.known for one in around):
        return SourceTrust.KNOWN
    return SourceTrust.UNKNOWN


def _allowed(connection: Connection, now: datetime) -> Iterator[tuple[AnyNetwork, bool]]:
    """Yield the networks of the allow-list, with whether an entry lets every call from there through."""
    for entry in allow_entries.in_force(connection, now):
        try:
            query = parse(entry.query, CALL_VOCABULARY)
        except QueryError:
            continue  # one that can't be read any more does not count
        alone = isinstance(query, Test) and entry.rule is None
        for network in named_networks(query):
            yield network, alone


def _blocked(connection: Connection) -> Iterator[AnyNetwork]:
    """Yield the networks from which every call raises an alarm."""
    for policy in watch_policies.listed(connection):
        if not policy.enabled or policy.keys or policy.except_ips:
            continue
        try:
            query = parse(policy.query, WATCH_VOCABULARY)
        except QueryError:
            continue
        if isinstance(query, Test) and not policy.ips:
            yield from named_networks(query)
        elif query == All(()):
            yield from map(ipaddress.ip_network, policy.ips)


def named_networks(query: Query) -> Iterator[AnyNetwork]:
    """Yield the networks in which each call that fits a query came from; none where it may be any."""
    match query:
        case Test(field="ip", op=Op.EQ, values=values) if all(isinstance(one, Network) for one in values):
            for value in values:
                if isinstance(value, Network):
                    yield from _prefixes(value)
        case All(parts=parts):
            yield from next(filter(None, (list(named_networks(part)) for part in parts)), [])
        case Not() | AnyOf() | _:
            return


def _prefixes(network: Network) -> Iterable[AnyNetwork]:
    kind = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address  # noqa: PLR2004  a version of IP
    return ipaddress.summarize_address_range(kind(network.low), kind(network.high))


def _place(network: AnyNetwork) -> _Place:
    return network.version, network.prefixlen, int(network.network_address)


def _network(place: _Place) -> AnyNetwork:
    version, length, number = place
    kind = ipaddress.IPv4Network if version == 4 else ipaddress.IPv6Network  # noqa: PLR2004  a version of IP
    return kind((number, length))
