"""Where a request goes: `<bucket>-<appid>.cos.<region>.myqcloud.com`, or the bucket first in a path.

What goes to no bucket is about all of an account: `service.cos.myqcloud.com`, or `/` with a signature of COS.
"""

import re
from dataclasses import dataclass

from akwarden.emulator.tencent.envelope import Raw

_BUCKET = r"[a-z0-9][a-z0-9-]{0,49}-[0-9]{5,12}"
_HOST = re.compile(rf"({_BUCKET})\.cos\.([a-z0-9-]{{2,30}})\.(?:myqcloud|tencentcos)\.com(?::\d{{1,5}})?")
_SERVICE = "service.cos.myqcloud.com"
_SIGNED = "q-sign-algorithm="
_PATH = re.compile(rf"/({_BUCKET})(?:/(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """A bucket, or an object in it."""

    bucket: str
    """With the appid; empty for the service."""
    key: str
    """Empty for the bucket itself."""
    region: str | None
    """None where the host does not say it."""

    @property
    def appid(self) -> str:
        """Return the appid in the bucket's name."""
        return self.bucket.rpartition("-")[2]

    @property
    def name(self) -> str:
        """Return the bucket's name without the appid."""
        return self.bucket.rpartition("-")[0]


def place_of(raw: Raw) -> Place | None:
    """Return where a request goes; None for one that is none to COS."""
    host = _HOST.fullmatch(raw.header("host"))
    if host:
        return Place(host[1], raw.path[1:], host[2])
    if raw.path == "/" and (
        raw.header("host") == _SERVICE or raw.header("authorization").startswith(_SIGNED)
    ):
        return Place("", "", None)
    path = _PATH.fullmatch(raw.path)
    return Place(path[1], path[2] or "", None) if path else None
