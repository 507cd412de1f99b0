"""Networks that calls come from, as `places.yml` lists them with a reason for each."""

from enum import StrEnum
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any

import msgspec
import yaml

from akwarden.emulator.traffic.dice import Dice

_IPV6_SHARE = 0.35
"""Of the calls from a network that has both families."""


class PlaceKind(StrEnum):
    """What is in a network."""

    OFFICE = "office"
    VPN = "vpn"
    HOME = "home"
    MOBILE = "mobile"
    HOST = "host"
    """Machines for rent."""
    CLOUD = "cloud"


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One network, or some of one operator."""

    name: str
    kind: PlaceKind
    country: str
    """ISO 3166-1 alpha-2, as the packaged data says."""
    asns: tuple[int, ...]
    """Numbers of the networks, as the packaged data says; large operators have one for each province."""
    ranges: tuple[str, ...]
    why: str
    """Whose it is, and what stands for it here."""

    def networks(self) -> list[IPv4Network | IPv6Network]:
        """Return the ranges as networks."""
        return [ip_network(text) for text in self.ranges]


class Addresses:
    """Draws addresses of a place."""

    def __init__(self, place: Place) -> None:
        """Take the place."""
        networks = place.networks()
        self._four = [(int(one.network_address), one.num_addresses) for one in networks if one.version == 4]  # noqa: PLR2004
        self._six = [int(one.network_address) for one in networks if one.version == 6]  # noqa: PLR2004
        self.place = place

    def draw(self, dice: Dice) -> str:
        """Return an address."""
        if self._six and dice.share() < _IPV6_SHARE:
            return self.draw_six(dice) or ""
        base, size = dice.pick(self._four)
        number = base + dice.below(size)
        return f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"

    def draw_six(self, dice: Dice) -> str | None:
        """Return an IPv6 address, None where the place has none: of one of 256 lines, and a device there."""
        if not self._six:
            return None
        line = dice.below(256)
        return str(IPv6Address(dice.pick(self._six) | line << 64 | dice.bits(64)))


@cache
def places() -> dict[str, Place]:
    """Return all places by their names."""
    return {place.name: place for place in msgspec.convert(read_data("places.yml"), list[Place])}


@cache
def read_data(name: str) -> Any:
    """Return the content of one of the data files of this package; whoever gets it changes nothing in it."""
    content = (files("akwarden.emulator.traffic") / name).read_bytes()
    return yaml.load(content, Loader=yaml.CSafeLoader)
