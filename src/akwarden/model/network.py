"""What packaged data says of an address: its country, its network, and what kind of network that is.

Sources disagree about places, so a country is only told with its source, and no alarm rests on it alone.
"""

from enum import StrEnum

import msgspec


class NetworkKind(StrEnum):
    """What kind of network an address is in; the first that fits is told."""

    LOOPBACK = "loopback"
    PRIVATE = "private"
    """It stays inside a network (RFC 1918, RFC 6598, RFC 4193)."""
    RESERVED = "reserved"
    """No machine on the internet has it."""
    TOR = "tor"
    """An exit of Tor, by the list that the user keeps."""
    CLOUD = "cloud"
    """Of a public cloud."""
    HOSTING = "hosting"
    """Of a company that rents out machines."""
    INTERNET = "internet"
    """Anything else on the internet: homes, offices, mobile networks."""


class NetworkFacts(msgspec.Struct, frozen=True, gc=False):
    """What is known of one address without asking anybody."""

    family: int
    """4 or 6; an IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is of family 4."""
    text: str
    """The address in its canonical form (RFC 5952)."""
    high: int
    """For IPv6 the upper 64 bits less 2**63, so that it fits a signed number and keeps the order; else 0."""
    low: int
    """For IPv6 the lower 64 bits less 2**63; for IPv4 the address as a number."""
    kind: NetworkKind
    country: str | None
    """ISO 3166-1 alpha-2, as the source says."""
    asn: int | None
    org: str | None
    """Who runs the network, as the source says."""
