"""A trail or track: what makes a cloud record the calls of an account and deliver the records."""

import msgspec

from akwarden.model.facts import TrailState


class Trail(msgspec.Struct, frozen=True, kw_only=True):
    """One trail of AWS CloudTrail, or one track of Tencent Cloud's CloudAudit."""

    name: str
    """What tells it from the others of its account."""
    state: TrailState
    """How much it records by itself."""
    detail: str = ""
    """What it leaves out or why it is off, in words."""
