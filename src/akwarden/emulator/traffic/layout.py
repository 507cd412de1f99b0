"""In which files records lie: lines of one file, as clouds deliver to buckets, or answers of their APIs.

The layout of CloudTrail's files is that of CloudTrail, "CloudTrail log file examples". How CloudAudit names
the files of a track was not found in documents; these are lines of JSON in gzip, by account and day. COS
access logs are named after "COS, Logging Overview".
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from io import BytesIO
from itertools import count
from typing import NamedTuple

from akwarden.emulator.traffic.dice import ALNUM, HEX, Dice
from akwarden.emulator.traffic.envelope import PAGE, audit_answer, audit_entry, trail_answer
from akwarden.emulator.traffic.moment import iso
from akwarden.emulator.traffic.record import Record
from akwarden.emulator.traffic.variant import Variant
from akwarden.model.event import EventFormat

_WINDOW = 300
"""Seconds between two deliveries of one bucket."""
_MOST = 5_000
"""Records of one file."""
_LEVEL = 1
"""Of compression: what is written is read soon."""


class Layout(StrEnum):
    """In which files records lie."""

    JSONL = "jsonl"
    """One file with a record in each line, and one of COS access logs."""
    BUCKETS = "buckets"
    """As the clouds deliver to buckets, every five minutes."""
    ANSWERS = "answers"
    """As answers of DescribeEvents and LookupEvents, 50 records each."""
    TAR = "tar"
    """The same files as in buckets, in one tar.gz."""


class File(NamedTuple):
    """One file, or the next piece of one that grows."""

    path: str
    content: bytes


def files_of(records: Iterable[Record], layout: Layout, dice: Dice) -> Iterator[File]:
    """Yield the files of a layout as they are full; a path that comes again goes on."""
    match layout:
        case Layout.JSONL:
            return _lines(records)
        case Layout.BUCKETS | Layout.TAR:
            return _grouped(records, _Buckets(dice).files, most=_MOST)
        case Layout.ANSWERS:
            return _grouped(records, _Answers().files, most=PAGE)


def _lines(records: Iterable[Record]) -> Iterator[File]:
    for record in records:
        is_log = record.format is EventFormat.COS_LOG
        yield File("cos-access.log" if is_log else "events.jsonl", line_of(record) + b"\n")


def line_of(record: Record) -> bytes:
    """Return a record as a line; one that is no JSON as the entry of an answer, where such were seen."""
    return audit_entry(record) if Variant.BROKEN_REQUEST in record.variants else record.content


class _Group(NamedTuple):
    """What lies in one file together."""

    format: EventFormat
    account: str
    region: str


def _grouped(
    records: Iterable[Record], files: Callable[[_Group, list[Record]], Iterator[File]], *, most: int
) -> Iterator[File]:
    """Yield the files of what arrives together; those of an API wait until they are full."""
    waiting: dict[_Group, list[Record]] = {}
    window = -1
    for record in records:
        if most == _MOST and record.delivered // _WINDOW != window:
            window = record.delivered // _WINDOW
            for group, held in waiting.items():
                yield from files(group, held)
            waiting.clear()
        region = "" if record.format is EventFormat.CLOUDAUDIT else record.region
        group = _Group(record.format, record.account, region)
        held = waiting.setdefault(group, [])
        held.append(record)
        if len(held) == most:
            yield from files(group, waiting.pop(group))
    for group, held in waiting.items():
        yield from files(group, held)


class _Buckets:
    """Names and fills the objects of buckets."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._count = count()

    def files(self, group: _Group, records: list[Record]) -> Iterator[File]:
        """Yield one object."""
        stamp = iso(records[-1].delivered // _WINDOW * _WINDOW)
        day, minute = stamp[:10].replace("-", "/"), stamp[11:16].replace(":", "")
        lines = b"\n".join([line_of(record) for record in records]) + b"\n"
        match group.format:
            case EventFormat.CLOUDTRAIL:
                name = f"{group.account}_CloudTrail_{group.region}_{stamp[:10].replace('-', '')}T{minute}Z"
                folder = f"AWSLogs/{group.account}/CloudTrail/{group.region}/{day}"
                content = b'{"Records":[' + b",".join([record.content for record in records]) + b"]}"
                yield File(f"{folder}/{name}_{self._dice.text(ALNUM, 16)}.json.gz", packed(content))
            case EventFormat.CLOUDAUDIT:
                path = f"cloudaudit/{group.account}/{day}/{minute}_{next(self._count):08d}.gz"
                yield File(path, packed(lines))
            case EventFormat.COS_LOG:
                name = f"{day.replace('/', '')}{minute}00_{self._dice.text(HEX, 16)}_{next(self._count):08d}"
                yield File(f"cos-access-log/{group.account}/{day}/{name}", lines)


class _Answers:
    """Names and fills files that each hold one answer of an API."""

    def __init__(self) -> None:
        self._pages: dict[_Group, int] = {}

    def files(self, group: _Group, records: list[Record]) -> Iterator[File]:
        """Yield one answer; lines of access logs, which no API answers with, are left as they are."""
        page = self._pages[group] = self._pages.get(group, 0) + 1
        is_last = len(records) < PAGE
        match group.format:
            case EventFormat.CLOUDTRAIL:
                content = trail_answer(records, page, is_last=is_last)
                yield File(f"lookup-events/{group.account}/{group.region}/{page:06d}.json", content)
            case EventFormat.CLOUDAUDIT:
                content = audit_answer(records, page, is_last=is_last)
                yield File(f"describe-events/{group.account}/{page:06d}.json", content)
            case EventFormat.COS_LOG:
                lines = b"\n".join([record.content for record in records]) + b"\n"
                yield File("cos-access.log", lines)


def packed(content: bytes) -> bytes:
    """Return bytes in gzip, without a name and a time."""
    held = BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as file:
        file.write(content)
    return held.getvalue()
