"""Bytes with a place, on their way from a source to a detector, and what was left out on that way."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

import msgspec


class Skipped(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that was not scanned, or only in part."""

    vpath: str
    reason: str
    """What happened and, where there is one, the mend."""
    source: str = ""
    """The target it belongs to, as it was given; a source itself leaves it to the scan."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Many small artifacts lying in one buffer.

    The buffer belongs to the reader and is filled again when the next batch is asked for.
    Bytes outside the spans are not part of any artifact.
    """

    data: bytearray
    starts: Sequence[int]
    """Where each artifact begins in `data`, ascending."""
    ends: Sequence[int]
    """Where each ends; the next one never begins before."""
    names: Sequence[str]
    """What each is called inside its source: a path, or a git object id."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One artifact that is too large for a buffer."""

    name: str
    size: int
    """Bytes, as known before reading."""
    open: Callable[[], AbstractContextManager[BinaryIO]]
    """Opens it for reading from its start; seekable. May be called more than once."""


Piece = Batch | Stream | Skipped
"""What a unit of work yields."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A share of a source that one worker reads by itself."""

    items: int
    """How many artifacts it is expected to hold."""
    size: int
    """How many bytes, or 0 where that is not known before reading."""
    read: Callable[[bytearray], Iterator[Piece]]
    """Reads the share, using the worker's own buffer."""


class Coverage(msgspec.Struct, frozen=True):
    """What a scan looked at."""

    items: int
    bytes: int
    skipped: tuple[Skipped, ...]
    allowed: int = 0
    """Findings set aside by an inline `akwarden:allow` or `gitleaks:allow`."""
    baselined: int = 0
    """Findings set aside by the baseline file."""
    ignored: int = 0
    """Findings set aside by an entry of an ignore file."""
    allowed_for_gitleaks: int = 0
    """Findings set aside by `.gitleaksignore` or an allowlist of a gitleaks configuration."""
    allowed_shown: bool = False
    """True when what was set aside by any of these is among the findings, each with its reason."""
    examples: int = 0
    """Documented example keys and placeholders, shown only on request."""
    excluded: tuple[str, ...] = ()
    """The patterns of what was left out because the user asked for it."""
    unreachable: int = 0
    """Findings in git objects that no branch, tag, stash, note or reflog reaches, shown only on request."""
    unchanged: int = 0
    """Artifacts that were not read, since an earlier scan with the same rules found nothing in them."""
    interrupted: bool = False
    """True when the scan was stopped before its end."""
