"""One address that calls came from, with the keys that were used there; and all of them as a map."""

import ipaddress
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.analytics.calls import CALL_VOCABULARY
from akwarden.errors import EditError, QueryError
from akwarden.model.address_row import AddressRow
from akwarden.model.allow_entry import AllowEntry
from akwarden.model.source_ip_row import (
    CountryPoint,
    KeyAtSource,
    RegionAtSource,
    SourceIpPage,
    SourceMap,
)
from akwarden.query.parse import parse
from akwarden.store import address_rows, allow_entries
from akwarden.store.lake.months import from_micros
from akwarden.store.moment import rounded
from akwarden.store.usage import source_ips
from akwarden.store.usage.source_ips import KeyThere, SourceQuestion
from akwarden.workflows.access.scope import Scope
from akwarden.workflows.detection.allow_within import is_within
from akwarden.workflows.keys.listing import Asked
from akwarden.workflows.usage.country_points import country_points
from akwarden.workflows.usage.said import Sayings, named_networks
from akwarden.workflows.usage.source_ips import held, place_source, question_of, source_row

_KEYS: Final = 100

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def source_ip_page(connection: Connection, text: str, now: datetime, scope: Scope) -> SourceIpPage | None:
    """Return all that is known of an address; None for one of which nothing is that may be seen.

    Raises EditError for what is no address.
    """
    address = _address(text)
    sayings = Sayings(connection, rounded(now))
    question = SourceQuestion(now=rounded(now), within=held(scope))
    counted = source_ips.one(connection, question, str(address))
    row = None if counted is None else source_row(connection, sayings, question, counted)
    own = _own(connection, address, scope)
    if row is None and not own:
        return None
    return SourceIpPage(
        address=str(address),
        row=row,
        own=own,
        keys=tuple(_key(one) for one in source_ips.keys_at(connection, str(address), question.within, _KEYS)),
        regions=tuple(
            RegionAtSource(*one) for one in source_ips.regions_at(connection, str(address), question.within)
        ),
        allowed=_allowed(connection, address, rounded(now), scope),
        place_source=place_source(),
    )


def source_map(connection: Connection, asked: Asked) -> SourceMap:
    """Return where calls came from, by country; raises QueryError."""
    question = question_of(Sayings(connection, rounded(asked.now)), asked)
    points, known = [], country_points()
    no_place = no_place_calls = 0
    for sums in source_ips.by_country(connection, question):
        place = known.get(sums.country)
        if place is None:
            no_place, no_place_calls = no_place + sums.addresses, no_place_calls + sums.calls
            continue
        points.append(CountryPoint(latitude=place[0], longitude=place[1], **msgspec.structs.asdict(sums)))
    return SourceMap(
        points=tuple(sorted(points, key=lambda one: (-one.calls, one.country))),
        no_place=no_place,
        no_place_calls=no_place_calls,
        place_source=place_source(),
    )


def _address(text: str) -> _Address:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise EditError(
            f"{text[:60]!r} is no address", mend="write one such as 203.0.113.9 or 2001:db8::1"
        ) from None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _own(connection: Connection, address: _Address, scope: Scope) -> tuple[AddressRow, ...]:
    """Return our networks that have an address; those of files are for who sees everything."""
    found = address_rows.containing(connection, ipaddress.ip_network(str(address).partition("%")[0]))
    numbers = {number for _, number in scope.accounts}
    return tuple(row for row in found if scope.everywhere or row.account in numbers)


def _key(one: KeyThere) -> KeyAtSource:
    return KeyAtSource(
        key_id=one.key_id or None,
        provider=one.provider,
        account=one.account,
        calls=one.calls,
        failed=one.failed,
        first_at=None if one.first is None else from_micros(one.first),
        last_at=None if one.last is None else from_micros(one.last),
    )


def _allowed(
    connection: Connection, address: _Address, now: datetime, scope: Scope
) -> tuple[AllowEntry, ...]:
    """Return the entries of the allow-list that name an address."""
    entries = (one for one in allow_entries.in_force(connection, now) if is_within(one.query, scope))
    return tuple(entry for entry in entries if _names(entry, address))


def _names(entry: AllowEntry, address: _Address) -> bool:
    try:
        query = parse(entry.query, CALL_VOCABULARY)
    except QueryError:
        return False
    return any(address in network for network in named_networks(query))
