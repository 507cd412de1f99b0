"""The ways in which records differ from what their documents promise, and how often each one occurs."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from akwarden.emulator.traffic.calls import Cloud
from akwarden.emulator.traffic.dice import Dice


class Variant(StrEnum):
    """One way."""

    TIME_TEXT = "time-text"
    """eventTime as `2026-03-02 16:23:24`, in UTC+8 and without saying so (sample of 2019)."""
    SESSION_OBJECT = "session-object"
    """sessionContext as an object (sample of 2019); otherwise it is JSON in a string (2021, 2023)."""
    BROKEN_REQUEST = "broken-request"
    """requestParameters whose inner quotes are not escaped, so the record is no JSON, in the shape of the
    API 2.0: text for a time, numbers for accounts, another form of requestID (sample of 2019)."""
    SHAPE_2021 = "shape-2021"
    """`@timestamp`, updateEsTime, flags as numbers, key id and token in the request (sample of 2021)."""
    NUMBERS = "numbers"
    """Accounts, codes and sensitiveAction as numbers, where others have text."""
    OTHER_CASING = "other-casing"
    """The action in another casing: LookupEvents and LookUpEvents are both in samples."""
    NO_AGENT = "no-agent"
    """An empty userAgent, as in old records."""
    INNER_ADDRESS = "inner-address"
    """A console call that shows an address inside the cloud; the person's own is in the session."""
    SERVICE_ADDRESS = "service-address"
    """The name of a service in the place of an address."""
    IPV6 = "ipv6"
    MAPPED_ADDRESS = "mapped-address"
    """An IPv4 address written as IPv6: `::ffff:192.0.2.1`."""
    SECRET_INSIDE = "secret-inside"  # noqa: S105  the name of a variant
    """A secret in the request: somebody pasted one where it does not belong."""
    WRONG_CLOCK = "wrong-clock"
    """An event of the year 2038."""
    OLD_VERSION = "old-version"
    """CloudTrail's version 1.05, without readOnly, eventCategory and tlsDetails."""
    DUPLICATE = "duplicate"
    """The same record once more, some minutes later."""
    LATE = "late"
    """Delivered up to six hours after the call; others come after one to five minutes, so not in order."""


RATES: Mapping[Variant, float] = MappingProxyType(
    {
        Variant.TIME_TEXT: 0.01,
        Variant.SESSION_OBJECT: 0.02,
        Variant.BROKEN_REQUEST: 0.005,
        Variant.SHAPE_2021: 0.04,
        Variant.NUMBERS: 0.02,
        Variant.OTHER_CASING: 0.003,
        Variant.NO_AGENT: 0.005,
        Variant.INNER_ADDRESS: 0.5,
        Variant.SERVICE_ADDRESS: 0.004,
        Variant.IPV6: 0.006,
        Variant.MAPPED_ADDRESS: 0.002,
        Variant.SECRET_INSIDE: 0.0005,
        Variant.WRONG_CLOCK: 0.00002,
        Variant.OLD_VERSION: 0.02,
        Variant.DUPLICATE: 0.002,
        Variant.LATE: 0.003,
    }
)
"""Shares of the records that can be so; of INNER_ADDRESS, of those at Tencent Cloud's console.

How often they are in a real account was not measured: the rates are chosen so that each one occurs and most
records are clean.
"""
_AWS = Cloud.AWS
_COMMON = (
    *(
        Variant.SERVICE_ADDRESS,
        Variant.IPV6,
        Variant.MAPPED_ADDRESS,
        Variant.SECRET_INSIDE,
        Variant.WRONG_CLOCK,
    ),
)
_OF_CLOUD = {
    Cloud.TENCENT: (
        *(
            Variant.TIME_TEXT,
            Variant.SESSION_OBJECT,
            Variant.BROKEN_REQUEST,
            Variant.SHAPE_2021,
            Variant.NUMBERS,
        ),
        *(Variant.OTHER_CASING, Variant.NO_AGENT, *_COMMON),
    ),
    Cloud.AWS: (Variant.OLD_VERSION, *_COMMON),
}


class Variants:
    """Draws variants at given rates."""

    def __init__(self, rates: Mapping[Variant, float]) -> None:
        """Take the rates; a variant that is missing there does not occur."""
        self._aws = _bounds(rates, _OF_CLOUD[Cloud.AWS])
        self._tencent = _bounds(rates, _OF_CLOUD[Cloud.TENCENT])
        self.inner = rates.get(Variant.INNER_ADDRESS, 0.0)
        self.duplicate = rates.get(Variant.DUPLICATE, 0.0)
        self.late = rates.get(Variant.LATE, 0.0)

    def draw(self, cloud: Cloud, dice: Dice) -> Variant | None:
        """Return what is odd with the shape of a record; None for most."""
        share, bounds = dice.share(), self._aws if cloud is _AWS else self._tencent
        if not bounds or share >= bounds[-1][0]:
            return None
        return next(variant for bound, variant in bounds if share < bound)


def _bounds(rates: Mapping[Variant, float], ways: tuple[Variant, ...]) -> list[tuple[float, Variant]]:
    bounds: list[tuple[float, Variant]] = []
    total = 0.0
    for variant in ways:
        total += rates.get(variant, 0.0)
        bounds.append((total, variant))
    return bounds
