"""What is known of how clouds record calls, from the data files in `rules/audit`: what they never record."""

from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec

from akwarden.model.rule import Reference


class GapKind(StrEnum):
    """What kind of calls are not recorded."""

    DATA = "data"
    """Calls to what lies in a resource; recorded where somebody switched it on."""
    SERVICE = "service"
    """Services that the cloud's recorder does not know."""
    NOBODY = "nobody"
    """What no log has."""


class Gap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Calls that are not recorded by themselves."""

    id: str
    kind: GapKind
    what: str
    """Which calls, in words that go on "not recorded: ..."."""
    selector: str = ""
    """What a trail must take so that they are recorded, such as `AWS::S3::Object`."""
    logged: bool = False
    """Whether the access logs of buckets have them."""
    references: tuple[Reference, ...]


class Mends(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do so that more is recorded, for each part of coverage."""

    trail: str
    deliver: str
    sign: str
    reads: str
    writes: str
    narrowed: str
    regions: str
    services: str
    data: str
    buckets: str


class Recorder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one cloud records calls."""

    recorder: str
    """What the cloud calls the service."""
    trail: str
    """What the cloud calls a trail."""
    keeps: str
    """What is kept where nobody made a trail."""
    regions: str
    """What is said of a trail that takes the calls of all regions."""
    mends: Mends
    references: tuple[Reference, ...]
    gaps: tuple[Gap, ...]

    def of_kind(self, kind: GapKind) -> tuple[Gap, ...]:
        """Return the gaps of a kind."""
        return tuple(gap for gap in self.gaps if gap.kind is kind)


@cache
def recorder_of(provider: str) -> Recorder:
    """Return how a cloud records calls; raises FileNotFoundError for a cloud that nothing is known of."""
    # Slow to import, and needed only where somebody asks how accounts are covered.
    import yaml  # noqa: PLC0415

    content = (files("akwarden.rules") / "audit" / f"{provider}.yml").read_bytes()
    return msgspec.convert(yaml.load(content, Loader=yaml.CSafeLoader), Recorder)
