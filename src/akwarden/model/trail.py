"""A trail or track: what makes a cloud record the calls of an account and deliver the records."""

import msgspec

from akwarden.model.facts import TrailState


class DataCalls(msgspec.Struct, frozen=True, kw_only=True):
    """Calls to what lies in a resource, such as the objects of a bucket, that a trail records."""

    kind: str
    """As the cloud names the kind of resource: `AWS::S3::Object`."""
    whole: bool
    """Whether all of them are recorded, those that read and those that write."""


class TrailScope(msgspec.Struct, frozen=True, kw_only=True):
    """What a trail that is switched on records, and where it delivers."""

    reads: bool = True
    """Whether it takes calls that only read."""
    writes: bool = True
    """Whether it takes calls that change something."""
    regions: tuple[str, ...] = ()
    """The only regions whose calls it takes; none for all."""
    services: tuple[str, ...] = ()
    """The only services whose calls it takes; none for all."""
    left_out: tuple[str, ...] = ()
    """Services whose calls it leaves out."""
    is_narrowed: bool = False
    """Whether it leaves out still more: events by name, by caller, or in a way that is not understood."""
    data: tuple[DataCalls, ...] = ()
    """The calls to what lies in resources that it takes as well, in order."""
    target: str = ""
    """Where it delivers, such as `s3://BUCKET/PREFIX` or `cls://TOPIC`; empty where it is not told."""
    is_signed: bool | None = None
    """Whether what was delivered can be checked for changes; None for a cloud that has no such thing."""
    fault: str = ""
    """Why it can't deliver; empty when it can."""


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """One trail of AWS CloudTrail, or one track of Tencent Cloud's CloudAudit."""

    name: str
    """What tells it from the others of its account."""
    state: TrailState
    """How much it records by itself."""
    detail: str = ""
    """What it leaves out or why it is off, in words."""
    scope: TrailScope | None = None
    """What it records; None for one that is off."""
