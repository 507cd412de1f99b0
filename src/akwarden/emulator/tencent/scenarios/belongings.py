"""What services keep for an account: functions, secrets, buckets and disks."""

from typing import Annotated

import msgspec
from msgspec import Meta

from akwarden.emulator.tencent.cos.state import NAME
from akwarden.emulator.tencent.scenarios.parts import Part, Text
from akwarden.emulator.tencent.services.regional import DEFAULT_REGION

_Title = Annotated[str, Meta(min_length=1, max_length=60)]


class WantedSecret(Part, frozen=True, kw_only=True):
    """A secret in SSM."""

    name: Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,127}\Z")]
    value: Annotated[str, Meta(max_length=32_768)]
    region: str = DEFAULT_REGION
    description: Text = ""


class WantedSnapshot(Part, frozen=True, kw_only=True):
    """A snapshot of a disk."""

    name: _Title
    shared_with: tuple[str, ...] = ()
    """Names of accounts in the file, or uins of others."""


class WantedDisk(Part, frozen=True, kw_only=True):
    """A cloud disk."""

    name: _Title
    region: str = DEFAULT_REGION
    size: Annotated[int, Meta(ge=10, le=32_000)] = 20
    """In GB."""
    snapshots: tuple[WantedSnapshot, ...] = ()


class WantedBucket(Part, frozen=True, kw_only=True):
    """A bucket in COS, its name without the appid."""

    name: Annotated[str, Meta(pattern=rf"\A{NAME.pattern}\Z")]
    region: str = DEFAULT_REGION
    objects: dict[str, Annotated[str, Meta(max_length=100_000)]] = msgspec.field(default_factory=dict)
    """Texts by their keys."""


class WantedFunction(Part, frozen=True, kw_only=True):
    """A cloud function."""

    name: Annotated[str, Meta(pattern=r"\A[A-Za-z][A-Za-z0-9_-]{0,59}\Z")]
    region: str = DEFAULT_REGION
    namespace: Annotated[str, Meta(pattern=r"\A[A-Za-z][A-Za-z0-9_-]{0,59}\Z")] = "default"
    description: Text = ""
    environment: dict[str, str] = msgspec.field(default_factory=dict)
    files: dict[str, Annotated[str, Meta(max_length=100_000)]] = msgspec.field(default_factory=dict)
    """Its code; a function that returns what it is given where left out."""
