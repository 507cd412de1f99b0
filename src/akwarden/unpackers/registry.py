"""Every unpacker, in the order of trial, each loaded when its first bytes are met.

A new unpacker is one file beside this one and one line here. The line's pattern matches whatever begins as
that kind does, and is all that `maybe_container` looks at; the unpacker's own `detect` then decides.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple, cast

from akwarden.unpackers.protocol import Unpacker


class Entry(NamedTuple):
    """One line of the registry."""

    name: str
    """The unpacker's own name."""
    module: str
    kind: str
    """The class in that module."""
    begins: bytes
    """A pattern for the first bytes, under which no real container of the kind is missed."""


ENTRIES: Final = (
    # Empty and split archives begin with other records than a member's header.
    Entry("zip", "akwarden.unpackers.zip_archive", "ZipArchive", rb"PK(?:\x03\x04|\x05\x06|\x07\x08PK|00PK)"),
    Entry("gzip", "akwarden.unpackers.gzip_stream", "GzipStream", rb"\x1f\x8b\x08"),
    # A frame, or one to be passed over, which pzstd writes before the others.
    Entry("zstd", "akwarden.unpackers.zstd_stream", "ZstdStream", rb"\x28\xb5\x2f\xfd|[P-_]\x2a\x4d\x18"),
    # Late, because its magic lies far behind: what comes before it can be anything.
    Entry("tar", "akwarden.unpackers.tar_archive", "TarArchive", rb".{257}ustar"),
)

_ANY: Final = re.compile(b"|".join(entry.begins for entry in ENTRIES), re.DOTALL).match
_EACH: Final = tuple((entry, re.compile(entry.begins, re.DOTALL)) for entry in ENTRIES)


def maybe_container(data: bytearray | bytes, start: int, end: int) -> bool:
    """Says whether the artifact at `data[start:end]` may be a container; cheap enough to ask of every one."""
    return _ANY(data, start, end) is not None


def detect(head: bytes) -> Unpacker | None:
    """Gives the unpacker for something that begins with these (up to 512) bytes."""
    for entry, begins in _EACH:
        if begins.match(head):
            unpacker = load(entry)
            if unpacker.detect(head):
                return unpacker
    return None


def unpackers() -> Iterator[Unpacker]:
    """Yields all of them, loaded."""
    return map(load, ENTRIES)


@cache
def load(entry: Entry) -> Unpacker:
    """Gives the unpacker of a line. Unpackers have no state, so one of each is enough."""
    # Lazy: most scans meet no container, or one kind, and need not import the others.
    return cast(Unpacker, getattr(import_module(entry.module), entry.kind)())
