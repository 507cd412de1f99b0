"""Condition values as what they mean: numbers, moments, addresses, truths, bytes; None where unreadable.

- Moments: ISO 8601 in one of the W3C profiles, for IAM also seconds since 1970 (AWS, "IAM JSON policy
  elements: Condition operators"; Tencent Cloud, "Condition Keys and Condition Operators": ISO 8601, UTC). No
  zone means UTC.
- Addresses: "if you specify an IP address without the associated routing prefix, IAM uses the default
  prefix"; the samples of CAM have host bits set behind a prefix, `10.217.182.3/24`, and mean the whole range.
"""

import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_EPOCH = re.compile(r"-?\d{5,15}(?:\.\d{1,9})?", re.ASCII)
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d{1,9}))?)?"
    r"(?:Z|(?P<sign>[+-])(?P<off_hour>\d\d):?(?P<off_minute>\d\d))?)?)?)?",
    re.ASCII,
)
_DAY = 86_400
_START = date(1970, 1, 1).toordinal()
_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Range:
    """Addresses from `first` to `last`, as numbers."""

    version: int
    first: int
    last: int

    def holds(self, other: "Range") -> bool:
        """Say whether the other range lies in this one."""
        return self.version == other.version and self.first <= other.first and other.last <= self.last

    def meets(self, other: "Range") -> bool:
        """Say whether the two ranges have an address in common."""
        return self.version == other.version and self.first <= other.last and other.first <= self.last


@lru_cache(maxsize=_CACHED)
def number(text: str) -> Decimal | None:
    """Return a number exactly as it was written."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=_CACHED)
def moment(text: str, *, epoch: bool) -> Decimal | None:
    """Return a moment as seconds since 1970; `epoch` says whether a plain number may be one.

    Four digits are a year.
    """
    if epoch and _EPOCH.fullmatch(text):
        return Decimal(text)
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    parts = {name: int(value) for name, value in found.groupdict("0").items() if value not in "+-"}
    hour, minute, second = parts["hour"], parts["minute"], parts["second"]
    try:
        day = date(parts["year"], parts["month"] or 1, parts["day"] or 1).toordinal()
    except ValueError:
        return None
    hours, minutes = max(hour, parts["off_hour"]), max(minute, second, parts["off_minute"])
    if "00" in (found["month"], found["day"]) or hours > 23 or minutes > 59:  # noqa: PLR2004  a clock
        return None
    offset = (parts["off_hour"] * 60 + parts["off_minute"]) * 60 * (-1 if found["sign"] == "-" else 1)
    whole = (day - _START) * _DAY + hour * 3600 + minute * 60 + second - offset
    return whole + Decimal(f"0.{found['fraction'] or 0}")


@lru_cache(maxsize=_CACHED)
def addresses(text: str) -> Range | None:
    """Return the range of an address or of a CIDR block, whose host bits may be set."""
    plain, slash, prefix = text.partition("/")
    if (slash and not (prefix.isascii() and prefix.isdigit())) or "%" in plain:
        return None
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return Range(network.version, int(network.network_address), int(network.broadcast_address))


@lru_cache(maxsize=_CACHED)
def address(text: str) -> Range | None:
    """Return one address, the one that a request came from."""
    return None if "/" in text else addresses(text)


def truth(text: str) -> bool | None:
    """Return true or false, in any case."""
    return {"true": True, "false": False}.get(text.lower())


def octets(text: str) -> bytes | None:
    """Return the bytes that base64 stands for."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
