"""An address that calls came from, as the console lists it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from akwarden.model.address_row import AddressRow
from akwarden.model.allow_entry import AllowEntry


class SourceIpType(StrEnum):
    """What an address is: what people and accounts say counts before what packaged data says."""

    OWN = "own"
    """Of a machine in one of our accounts."""
    OFFICE = "office"
    VPN = "vpn"
    PARTNER = "partner"
    NAMED = "named"
    """In a network that people named, without saying more."""
    PRIVATE = "private"
    """It stays inside a network, and says nothing about whose that is."""
    LOOPBACK = "loopback"
    """The machine itself."""
    RESERVED = "reserved"
    """No machine on the internet has it."""
    TOR = "tor"
    """An exit of Tor, by the list that the user keeps."""
    CLOUD = "cloud"
    """Of a public cloud, and not known as ours."""
    HOSTING = "hosting"
    """Of a company that rents out machines."""
    INTERNET = "internet"
    """Anything else on the internet."""


class SourceTrust(StrEnum):
    """How far calls from an address are expected."""

    TRUSTED = "trusted"
    """Ours, or on the allow-list by itself."""
    KNOWN = "known"
    """Somebody said what it is, or it is on the allow-list for some calls only."""
    UNKNOWN = "unknown"
    """Nobody said anything."""
    BLOCKED = "blocked"
    """Every call from there raises an alarm, by a policy that people made."""


class SourceIpRow(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.source-ip/2"):
    """One address that calls came from."""

    source_ip: str
    """In its canonical form (RFC 5952)."""
    remark: str
    """What it is for, in the words of people: at the address, else at the narrowest of our networks."""
    suggested_remark: str | None
    """What the remark could be, from the label of what has it; null where there is a remark or no label."""
    owner: str | None
    """The person or team that answers for it."""
    trust: SourceTrust
    """How far calls from there are expected."""
    type: SourceIpType
    """What it is."""
    resource: str | None
    """For an address of ours, the id of what has it: an instance, a gateway, or what people call it."""
    region: str | None
    """Where that is."""
    ip_kind: str | None
    """What kind of network it is in, as packaged data says."""
    ip_country: str | None
    """Where its block is registered, as packaged data says; sources disagree."""
    ip_asn: int | None
    """The number of its network."""
    ip_org: str | None
    """Who runs its network."""
    keys: int
    """How many keys were used from there."""
    calls: int
    """How many calls came from there."""
    failed: int
    """How many of them failed."""
    denied: int
    """How many of them were denied."""
    alarms: int | None
    """How many alarms that name it are open; null where calls were never judged."""
    first_at: datetime | None
    """When the first call was."""
    last_at: datetime | None
    """When the last call was."""
    spark: tuple[int, ...] | None
    """Calls of each of the last 24 hours of the clock, the oldest first; the last one is not over. Null where
    only the calls of one key were asked for."""


class KeyAtSource(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was used from an address, in an account."""

    key_id: str | None
    """The key; null for calls without one."""
    provider: str
    """The cloud."""
    account: str
    """The number of the account that was called."""
    calls: int
    """How many calls."""
    failed: int
    """How many of them failed."""
    first_at: datetime | None
    """When the first was."""
    last_at: datetime | None
    """When the last was."""


class RegionAtSource(msgspec.Struct, frozen=True):
    """A region that was called from an address."""

    region: str
    """The region."""
    calls: int
    """How many calls."""


class SourceIpPage(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one address."""

    address: str
    """In its canonical form."""
    row: SourceIpRow | None
    """As the list has it; null where no call came from there."""
    own: tuple[AddressRow, ...]
    """Our addresses and networks that it lies in, the narrowest first."""
    keys: tuple[KeyAtSource, ...]
    """The keys that were used there, the latest first, at most 100."""
    regions: tuple[RegionAtSource, ...]
    """The regions that were called, the most first."""
    allowed: tuple[AllowEntry, ...]
    """The entries of the allow-list that name it."""
    place_source: str
    """Who says where it is, and as of when."""


class CountryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The addresses of one country, as a point of a map."""

    country: str
    """ISO 3166-1 alpha-2."""
    latitude: float
    """Of a point in the middle; it says nothing about where an address is."""
    longitude: float
    """The same, in degrees east."""
    addresses: int
    """How many addresses."""
    calls: int
    """How many calls came from there."""
    denied: int
    """How many of them were denied."""
    alarms: int
    """How often an open alarm names one of them."""


class SourceMap(msgspec.Struct, frozen=True, kw_only=True):
    """Where calls came from, by country."""

    points: tuple[CountryPoint, ...]
    """The countries, the one with the most calls first."""
    no_place: int
    """How many addresses have no place that is known."""
    no_place_calls: int
    """How many calls came from these."""
    place_source: str
    """Who says where addresses are, and as of when."""
