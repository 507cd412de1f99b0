"""Where a call came from: an address, or a service of the cloud that called for somebody."""

import re
from functools import lru_cache
from ipaddress import ip_address
from typing import Final, NamedTuple

_SERVICE: Final = re.compile(
    r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)"
)
_INTERNAL: Final = "AWS Internal"


class Place(NamedTuple):
    """One of the two, or neither."""

    address: str | None
    service: str | None


@lru_cache(maxsize=1 << 16)
def place_of(text: str) -> Place:
    """Return the place that `sourceIPAddress` tells."""
    try:
        ip_address(text)
    except ValueError:
        is_service = text == _INTERNAL or _SERVICE.fullmatch(text) is not None
        return Place(None, text if is_service else None)
    return Place(text, None)
