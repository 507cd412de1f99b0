"""What a query says of an address (its remark, whether it is ours) into ranges of addresses.

The rules that this module keeps:

- The remark of an address is that of the narrowest network around it that has one.
- Ours are the addresses of our accounts, and the offices, VPNs and other networks that people named; those of
  partners are foreign.
- A call without an address, as services of the cloud make them, is neither `remark:none` nor `trust:foreign`.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.model.address_row import AddressType
from akwarden.query.evaluate import matches
from akwarden.query.tree import All, AnyOf, Anything, Network, Not, Op, Query, Test, Text, Unset, Value
from akwarden.query.vocabulary import Field, FieldKind, Vocabulary
from akwarden.store import address_rows, notes

_OWN, _FOREIGN = "own", "foreign"
_ADDED: Final = (
    Field("remark", FieldKind.TEXT, "what people say of the address that it came from", searched=False),
    Field("trust", FieldKind.ENUM, "whether that address is one of ours", values=(_OWN, _FOREIGN)),
)
WATCH_VOCABULARY: Final = Vocabulary((*CALL_VOCABULARY.fields, *_ADDED))
"""The fields of policies and of lists of addresses: those of calls, and two that tell of the address."""
_REMARKS: Final = Vocabulary(_ADDED[:1])
_ANY_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Remarks have none."""
_FOREIGN_TYPES: Final = frozenset({AddressType.PARTNER})
_HAS_ADDRESS: Final = Test("ip", Op.EQ, (Anything(),))
_HAS_NONE: Final = Test("ip", Op.EQ, (Unset(),))
AnyNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class Remarked(msgspec.Struct, frozen=True):
    """Addresses that have one remark."""

    network: Network
    remark: str


class Places(msgspec.Struct, frozen=True):
    """What is said of addresses at one moment."""

    remarked: tuple[Remarked, ...] = ()
    """In order; no address is in two of them."""
    own: tuple[Network, ...] = ()
    """In order; no address is in two of them."""


def places_of(connection: Connection) -> Places:
    """Return what the state says of addresses."""
    said = {name: note.remark for name, note in notes.of_networks(connection).items() if note.remark}
    own = (row.network for row in address_rows.all_of(connection) if row.type not in _FOREIGN_TYPES)
    return Places(remarked=remarked(said), own=ranges(own))


def remarked(said: Mapping[str, str]) -> tuple[Remarked, ...]:
    """Return the addresses with their remarks, from networks in CIDR notation; the narrowest one counts."""
    found = [(_network(ipaddress.ip_network(name)), remark) for name, remark in said.items()]
    return tuple(
        Remarked(network, remark)
        for version in (4, 6)
        for network, remark in _flat([one for one in found if one[0].version == version])
    )


def ranges(networks: Iterable[str]) -> tuple[Network, ...]:
    """Return the addresses of networks in CIDR notation, those that touch as one."""
    parsed = [ipaddress.ip_network(name) for name in networks]
    four = ipaddress.collapse_addresses(one for one in parsed if isinstance(one, ipaddress.IPv4Network))
    six = ipaddress.collapse_addresses(one for one in parsed if isinstance(one, ipaddress.IPv6Network))
    return _joined([_network(one) for found in (four, six) for one in found])


def from_networks(networks: Sequence[Network]) -> Query:
    """Return the query for calls from these addresses: whole prefixes, which engines look up quickly."""
    prefixes = tuple(prefix for one in networks for prefix in _prefixes(one))
    return Test("ip", Op.EQ, prefixes) if prefixes else AnyOf(())


def _prefixes(network: Network) -> Iterator[Network]:
    kind = ipaddress.IPv4Address if network.version == 4 else ipaddress.IPv6Address  # noqa: PLR2004  a version of IP
    for one in ipaddress.summarize_address_range(kind(network.low), kind(network.high)):
        yield _network(one)


def placed(query: Query, places: Places) -> Query:
    """Return the query with nothing in it but fields of calls."""
    match query:
        case Test(field="remark", values=values):
            return AnyOf(tuple(_of_remark(value, places) for value in values))
        case Test(field="trust", values=values):
            return AnyOf(tuple(_of_trust(value, places) for value in values))
        case All(parts=parts):
            return All(tuple(placed(part, places) for part in parts))
        case AnyOf(parts=parts):
            return AnyOf(tuple(placed(part, places) for part in parts))
        case Not(part=part):
            return Not(placed(part, places))
        case _:
            return query


def _of_remark(value: Value, places: Places) -> Query:
    every_one = [one.network for one in places.remarked]
    match value:
        case Unset():
            return All((_HAS_ADDRESS, Not(from_networks(_joined(every_one)))))
        case Anything():
            return from_networks(_joined(every_one))
        case _:
            test = Test("remark", Op.EQ, (value,))
            fitting = (
                one for one in places.remarked if matches(test, {"remark": one.remark}, _REMARKS, _ANY_TIME)
            )
            return from_networks(_joined(one.network for one in fitting))


def _of_trust(value: Value, places: Places) -> Query:
    match value:
        case Text(text=text) if text == _OWN:
            return from_networks(places.own)
        case Text():
            return All((_HAS_ADDRESS, Not(from_networks(places.own))))
        case Unset():
            return _HAS_NONE
        case _:
            return _HAS_ADDRESS


def _network(network: AnyNetwork) -> Network:
    return Network(int(network.network_address), int(network.broadcast_address), network.version)


def _flat(networks: Sequence[tuple[Network, str]]) -> Iterator[tuple[Network, str]]:
    """Yield the parts of networks of one version in which each is the narrowest, in order.

    Of two networks one lies in the other, or they have nothing in common.
    """
    around: list[tuple[Network, str]] = []
    at = 0
    for network, remark in sorted(networks, key=lambda one: (one[0].low, -one[0].high)):
        while around and around[-1][0].high < network.low:
            done, words = around.pop()
            yield from _part(at, done.high, done.version, words)
            at = max(at, done.high + 1)
        if around:
            yield from _part(at, network.low - 1, network.version, around[-1][1])
        around.append((network, remark))
        at = network.low
    while around:
        done, words = around.pop()
        yield from _part(at, done.high, done.version, words)
        at = max(at, done.high + 1)


def _part(low: int, high: int, version: int, remark: str) -> Iterator[tuple[Network, str]]:
    if low <= high:
        yield Network(low, high, version), remark


def _joined(networks: Iterable[Network]) -> tuple[Network, ...]:
    """Return ranges that are in order, those that touch as one."""
    found: list[Network] = []
    for one in networks:
        last = found[-1] if found else None
        if last is not None and last.version == one.version and last.high + 1 >= one.low:
            found[-1] = Network(last.low, max(last.high, one.high), one.version)
        else:
            found.append(one)
    return tuple(found)
