"""The buckets of an account and what lies in them; a scenario adds with `add_bucket` and `Bucket.put`."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from akwarden.emulator.tencent.state import Account, Cloud

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
"""Of a bucket without the appid ("Bucket Overview", naming conventions)."""


@dataclass(frozen=True, slots=True)
class Object:
    """One object."""

    content: bytes
    modified: float

    @property
    def etag(self) -> str:
        """Return the MD5 of the content, as the header has it."""
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'


@dataclass(slots=True)
class Bucket:
    """One bucket."""

    name: str
    """With the appid."""
    region: str
    created: float
    objects: dict[str, Object] = field(default_factory=dict)
    log_target: tuple[str, str] | None = None
    """The bucket with the appid that access logs go to, and what their keys begin with."""
    feeds: dict[int, Callable[[float], None]] = field(default_factory=dict)
    """Who delivers into it, by number: asked for what has come due whenever somebody reads."""

    def fill(self, now: float) -> None:
        """Take what has been delivered by now."""
        for feed in [*self.feeds.values()]:
            feed(now)

    def put(self, key: str, content: bytes, modified: float) -> None:
        """Put an object, in the place of one that is there."""
        self.objects[key] = Object(content, modified)


@dataclass(slots=True)
class CosState:
    """What COS keeps for an account."""

    buckets: dict[str, Bucket] = field(default_factory=dict)
    """By their names with the appid."""


def add_bucket(cloud: Cloud, account: Account, name: str, region: str) -> Bucket:
    """Make a bucket; `name` is without the appid. The rules for names are the caller's to keep."""
    bucket = Bucket(f"{name}-{account.appid}", region, cloud.clock.now())
    account.state(CosState).buckets[bucket.name] = bucket
    return bucket
