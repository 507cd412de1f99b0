"""Judges how far the calls of one account are recorded, in seven parts, from facts alone.

The rules that this module keeps:

- What trails that work take together is recorded; one that can't deliver records nothing.
- A part is called complete only by what was seen. Where a right is missing, what was not seen is not known,
  and the right is named.
- A choice of a trail that is not understood makes it take less, never more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

import msgspec

from akwarden.model.blind_spot import BlindSpot
from akwarden.model.bucket import Bucket
from akwarden.model.facts import TrailState
from akwarden.model.trail import Trail, TrailScope
from akwarden.reports.wording import counted, duration
from akwarden.workflows.events.recorders import Gap, GapKind, Recorder

_NAMED = 5
"""Buckets that are named in words; the JSON form has all."""


class Part(StrEnum):
    """What is asked about an account."""

    TRAIL = "trail"
    READ_WRITE = "read_write"
    REGIONS = "regions"
    SERVICES = "services"
    DATA = "data"
    BUCKETS = "buckets"
    DELAY = "delay"


class Answer(StrEnum):
    """How much of it is recorded."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    UNKNOWN = "unknown"


class CoveragePart(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to one question about one account."""

    part: Part
    answer: Answer
    says: str
    """The answer in words."""
    mend: str = ""
    """What to do so that more is recorded or known; empty for nothing."""
    missing_rights: tuple[str, ...] = ()
    """Without which rights it is not known."""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What is stored of an account."""

    events: int
    reads: int
    writes: int
    first: datetime | None
    """The time of the first event whose time can be relied on."""
    last: datetime | None
    regions: tuple[str, ...]
    services: tuple[str, ...]
    access_log_lines: int
    """Events that came out of access logs of buckets."""
    prompt: int
    """Events that came within two days of their time, which the delays are of."""
    delay_median: int | None
    """Seconds after which half of them had come."""
    delay_p99: int | None
    """Seconds after which 99 of a hundred had come."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an account."""

    name: str
    is_read: bool
    """Whether it was ever read to its end."""
    trails: tuple[Trail, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    spots: tuple[BlindSpot, ...] = ()
    arrived: Arrived | None = None
    """None where nothing is stored of it."""
    recorder: Recorder


_TRAIL_RIGHTS = frozenset(
    {
        "cloudaudit:DescribeAuditTracks",
        "cloudtrail:DescribeTrails",
        "cloudtrail:GetEventSelectors",
        "cloudtrail:GetTrailStatus",
        "trails",
    }
)
_BUCKET_RIGHTS = frozenset({"cos:GetService", "s3:ListAllMyBuckets", "buckets"})
_LOG_RIGHTS = frozenset({"cos:GetBucketLogging", "s3:GetBucketLogging"})
"""What blind spots are called that hide trails, buckets, and their access logs."""
_READ_PARTS = (Part.TRAIL, Part.READ_WRITE, Part.REGIONS, Part.SERVICES, Part.DATA, Part.BUCKETS)
LABELS: Mapping[Part, str] = MappingProxyType(
    {
        Part.TRAIL: "recorded",
        Part.READ_WRITE: "reads and writes",
        Part.REGIONS: "regions",
        Part.SERVICES: "services",
        Part.DATA: "data in resources",
        Part.BUCKETS: "access logs of buckets",
        Part.DELAY: "delay",
    }
)


def judged(seen: Seen) -> tuple[CoveragePart, ...]:
    """Return the answers to all parts, in their order."""
    if not seen.is_read:
        mend = f"akwarden sync {seen.name}"
        says = "not known: the account was never read to its end"
        unread = (
            CoveragePart(part=part, answer=Answer.UNKNOWN, says=says, mend=mend) for part in _READ_PARTS
        )
        return (*unread, _delay(seen))
    scopes = [trail.scope for trail in seen.trails if trail.scope is not None and not trail.scope.fault]
    managing = [scope for scope in scopes if scope.reads or scope.writes]
    by_trails = (
        _trail(seen),
        _read_write(seen, managing),
        _regions(seen, managing),
        _services(seen, managing),
        _data(seen, scopes),
    )
    return (*(_doubted(seen, part, _TRAIL_RIGHTS) for part in by_trails), _buckets(seen), _delay(seen))


def _doubted(seen: Seen, part: CoveragePart, rights: frozenset[str]) -> CoveragePart:
    """Return that a part is not known, where it is not complete and a trail may be there that is not seen."""
    spots = [spot for spot in seen.spots if spot.right in rights]
    if part.answer in {Answer.YES, Answer.UNKNOWN} or not spots:
        return part
    return _unknown(part.part, spots)


def _unknown(part: Part, spots: Sequence[BlindSpot]) -> CoveragePart:
    return CoveragePart(
        part=part,
        answer=Answer.UNKNOWN,
        says=f"not known: {'; '.join(spot.reason for spot in spots)}",
        mend=" and ".join(dict.fromkeys(spot.mend for spot in spots)),
        missing_rights=tuple(dict.fromkeys(spot.right for spot in spots if ":" in spot.right)),
    )


def _trail(seen: Seen) -> CoveragePart:
    mends, noun = seen.recorder.mends, seen.recorder.trail
    on = [trail for trail in seen.trails if trail.scope is not None]
    working = [trail for trail in on if trail.scope and not trail.scope.fault]
    faults = [
        f"{_short(one)} can't deliver: {one.scope.fault}" for one in on if one.scope and one.scope.fault
    ]
    if not working:
        off = [f"{_short(one)} is switched off" for one in seen.trails if one.state is TrailState.OFF]
        says = "; ".join((f"no {noun} records calls", *faults, *off, seen.recorder.keeps))
        mend = mends.deliver if faults else mends.trail
        return CoveragePart(part=Part.TRAIL, answer=Answer.NO, says=says, mend=mend)
    unsigned = all(one.scope and one.scope.is_signed is False for one in working)
    told = [", ".join(map(_with_target, working)), *faults]
    if unsigned:
        told.append("a change of what was delivered would not be noticed")
    mend = mends.deliver if faults else mends.sign if unsigned else ""
    return CoveragePart(part=Part.TRAIL, answer=Answer.YES, says="; ".join(told), mend=mend)


def _short(trail: Trail) -> str:
    """Return the name of a trail without the ARN around it."""
    return trail.name.rpartition("/")[2]


def _with_target(trail: Trail) -> str:
    target = trail.scope.target if trail.scope else ""
    return f"{_short(trail)} to {target}" if target else _short(trail)


def _read_write(seen: Seen, managing: Sequence[TrailScope]) -> CoveragePart:
    mends, noun = seen.recorder.mends, seen.recorder.trail
    whole = _whole(managing)
    reads, writes = any(one.reads for one in whole), any(one.writes for one in whole)
    if reads and writes:
        return CoveragePart(part=Part.READ_WRITE, answer=Answer.YES, says="both")
    if not managing:
        says, mend = f"no {noun} records either", mends.trail
        return CoveragePart(part=Part.READ_WRITE, answer=Answer.NO, says=says, mend=mend)
    if not whole:
        says, mend = f"no {noun} records all of them", mends.narrowed
    else:
        says = f"no {noun} records {'writes' if reads else 'reads'}"
        mend = mends.writes if reads else mends.reads
    return CoveragePart(part=Part.READ_WRITE, answer=Answer.PARTLY, says=says, mend=mend)


def _whole(managing: Sequence[TrailScope]) -> list[TrailScope]:
    return [one for one in managing if not one.is_narrowed and not one.services]


def _regions(seen: Seen, managing: Sequence[TrailScope]) -> CoveragePart:
    recorder = seen.recorder
    if any(not one.regions for one in managing):
        return CoveragePart(part=Part.REGIONS, answer=Answer.YES, says=recorder.regions)
    if not managing:
        says = f"no {recorder.trail} records any"
        return CoveragePart(part=Part.REGIONS, answer=Answer.NO, says=says, mend=recorder.mends.trail)
    names = sorted({region for one in managing for region in one.regions})
    says = f"only {', '.join(names)}"
    return CoveragePart(part=Part.REGIONS, answer=Answer.PARTLY, says=says, mend=recorder.mends.regions)


def _services(seen: Seen, managing: Sequence[TrailScope]) -> CoveragePart:
    recorder = seen.recorder
    never = "; ".join(f"never recorded: {gap.what}" for gap in recorder.of_kind(GapKind.SERVICE))
    if not managing:
        says = f"no {recorder.trail} records any"
        return CoveragePart(part=Part.SERVICES, answer=Answer.NO, says=says, mend=recorder.mends.trail)
    whole = _whole(managing)
    if whole:
        left = sorted(set.intersection(*(set(one.left_out) for one in whole)))
        if not left:
            says = f"all that {recorder.recorder} knows; {never}"
            return CoveragePart(part=Part.SERVICES, answer=Answer.YES, says=says)
        says = f"not recorded: {', '.join(left)}; {never}"
    else:
        names = sorted({service for one in managing for service in one.services})
        says = f"only {', '.join(names) or 'some calls'}; {never}"
    return CoveragePart(part=Part.SERVICES, answer=Answer.PARTLY, says=says, mend=recorder.mends.services)


def _data(seen: Seen, scopes: Sequence[TrailScope]) -> CoveragePart:
    gaps = seen.recorder.of_kind(GapKind.DATA)
    answers = {gap: _recorded(gap, seen, scopes) for gap in gaps}
    hidden = [spot for spot in seen.spots if spot.right in _BUCKET_RIGHTS | _LOG_RIGHTS]
    if hidden and Answer.UNKNOWN in answers.values():
        return _unknown(Part.DATA, hidden)
    missing = [gap.what for gap, answer in answers.items() if answer is Answer.NO]
    some = [gap.what for gap, answer in answers.items() if answer is Answer.PARTLY]
    told = [f"not recorded: {', '.join(missing)}"] if missing else []
    told += [f"only in part: {', '.join(some)}"] if some else []
    nobody = [f"recorded by nobody: {gap.what}" for gap in seen.recorder.of_kind(GapKind.NOBODY)]
    if not told:
        says = "; ".join((f"all kinds that are looked at ({len(gaps)})", *nobody))
        return CoveragePart(part=Part.DATA, answer=Answer.YES, says=says)
    answer = Answer.NO if len(missing) == len(gaps) else Answer.PARTLY
    says = "; ".join((*told, *nobody))
    return CoveragePart(part=Part.DATA, answer=answer, says=says, mend=seen.recorder.mends.data)


def _recorded(gap: Gap, seen: Seen, scopes: Sequence[TrailScope]) -> Answer:
    """Return how much of what a gap is about is recorded by trails or access logs."""
    if gap.logged:
        return _logged(seen)
    taken = [one for scope in scopes for one in scope.data if one.kind == gap.selector]
    everywhere = any(
        one.whole for scope in scopes if not scope.regions for one in scope.data if one.kind == gap.selector
    )
    return Answer.YES if everywhere else Answer.PARTLY if taken else Answer.NO


def _logged(seen: Seen) -> Answer:
    """Return how many of the buckets have access logs."""
    if any(spot.right in _BUCKET_RIGHTS for spot in seen.spots) or not all(
        bucket.is_log_known for bucket in seen.buckets
    ):
        return Answer.UNKNOWN
    logged = sum(bool(bucket.log_target) for bucket in seen.buckets)
    if logged == len(seen.buckets):
        return Answer.YES
    return Answer.PARTLY if logged else Answer.NO


def _buckets(seen: Seen) -> CoveragePart:
    hidden = [spot for spot in seen.spots if spot.right in _BUCKET_RIGHTS]
    if hidden:
        return _unknown(Part.BUCKETS, hidden)
    if not seen.buckets:
        return CoveragePart(part=Part.BUCKETS, answer=Answer.YES, says="it has no buckets")
    unseen = sum(not bucket.is_log_known for bucket in seen.buckets)
    if unseen == len(seen.buckets):
        return _unknown(Part.BUCKETS, [spot for spot in seen.spots if spot.right in _LOG_RIGHTS])
    without = [bucket.name for bucket in unlogged(seen.buckets)]
    every = f"{len(seen.buckets):,}"
    told = [f"{len(without):,} of {every} have none: {_some(without)}"] if without else []
    spots = [spot for spot in seen.spots if spot.right in _LOG_RIGHTS] if unseen else []
    told += [f"of {unseen:,} it is not known: {spot.reason}" for spot in spots[:1]]
    if not told:
        return CoveragePart(part=Part.BUCKETS, answer=Answer.YES, says=f"all of {every} have them")
    answer = Answer.NO if len(without) == len(seen.buckets) else Answer.PARTLY
    mends = (seen.recorder.mends.buckets if without else "", *(spot.mend for spot in spots[:1]))
    return CoveragePart(
        part=Part.BUCKETS,
        answer=answer,
        says="; ".join(told),
        mend=" and ".join(filter(None, mends)),
        missing_rights=tuple(spot.right for spot in spots),
    )


def unlogged(buckets: Sequence[Bucket]) -> list[Bucket]:
    """Return the buckets that are known to have no access logs."""
    return [bucket for bucket in buckets if bucket.is_log_known and not bucket.log_target]


def _some(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _delay(seen: Seen) -> CoveragePart:
    arrived = seen.arrived
    if arrived is None or arrived.delay_median is None or arrived.delay_p99 is None:
        says = "not known: no event came within two days of its time"
        mend = f"akwarden audit pull {seen.name}"
        return CoveragePart(part=Part.DELAY, answer=Answer.UNKNOWN, says=says, mend=mend)
    half, most = duration(arrived.delay_median), duration(arrived.delay_p99)
    says = f"half of {counted(arrived.prompt, 'event')} came within {half}, 99% within {most}"
    return CoveragePart(part=Part.DELAY, answer=Answer.YES, says=says)
