from functools import cache
from ipaddress import ip_address

import pytest

from akwarden.emulator.traffic.dice import Dice
from akwarden.emulator.traffic.places import Addresses, Place, PlaceKind, places
from akwarden.model.network import NetworkKind
from akwarden.networks.lookup import Networks

_KINDS = {
    NetworkKind.CLOUD: {PlaceKind.CLOUD, PlaceKind.VPN},
    NetworkKind.HOSTING: {PlaceKind.HOST},
    NetworkKind.INTERNET: {PlaceKind.OFFICE, PlaceKind.HOME, PlaceKind.MOBILE},
}


@cache
def networks() -> Networks:
    """Give the packaged data on networks."""
    return Networks()


every_place = pytest.mark.parametrize("place", places().values(), ids=lambda place: place.name)


@every_place
def test_packaged_data_says_the_same_of_a_place(place: Place) -> None:
    dice, addresses = Dice(place.name), Addresses(place)

    found = [networks().facts(addresses.draw(dice)) for _ in range(20)]

    assert {one.country for one in found if one} == {place.country}
    assert {one.asn for one in found if one} <= {*place.asns}
    assert all(one and place.kind in _KINDS[one.kind] for one in found)


@every_place
def test_addresses_are_inside_of_the_ranges(place: Place) -> None:
    dice, addresses = Dice(place.name), Addresses(place)
    drawn = [addresses.draw(dice) for _ in range(30)]

    assert all(any(ip_address(one) in network for network in place.networks()) for one in drawn)


def test_place_says_whose_it_is() -> None:
    assert all(place.why for place in places().values())
