"""Reads a whole source the way a worker does, and keeps what came."""

import sys
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO

from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.sources.protocol import Place, Source

BUFFER = 64 << 10
"""The smallest buffer that the settings allow, so that little is needed to fill it."""


@dataclass
class Seen:
    """What came out of a source."""

    artifacts: dict[str, bytes] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    units: int = 0
    streams: int = 0

    def holders(self, text: str | bytes) -> list[str]:
        """Give the names of the artifacts that a text is in."""
        wanted = text.encode() if isinstance(text, str) else text
        return [name for name, content in self.artifacts.items() if wanted in content]

    def reason(self, vpath: str) -> str:
        """Give the one reason why this was skipped."""
        (reason,) = (skipped.reason for skipped in self.skipped if skipped.vpath == vpath)
        return reason


def read(source: Source, buffer_bytes: int = BUFFER) -> Seen:
    """Read all there is; an artifact that comes twice fails the test."""
    return read_units(source.units(), buffer_bytes)


def read_units(units: Iterable[Unit | Skipped], buffer_bytes: int = BUFFER) -> Seen:
    """Read these units."""
    seen = Seen()
    buffer = bytearray(buffer_bytes)
    for unit in units:
        if isinstance(unit, Skipped):
            seen.skipped.append(unit)
            continue
        seen.units += 1
        with closing(unit.read(buffer)) as pieces:  # type: ignore[type-var]  # units read with generators
            for piece in pieces:
                _take(seen, piece)
    return seen


def _take(seen: Seen, piece: Piece) -> None:
    match piece:
        case Skipped():
            seen.skipped.append(piece)
        case Batch():
            for name, start, end in zip(piece.names, piece.starts, piece.ends, strict=True):
                _keep(seen, name, bytes(piece.data[start:end]))
        case Stream():
            seen.streams += 1
            with piece.open() as file:
                _keep(seen, piece.name, _content(file, piece.size))


def _content(file: BinaryIO, size: int) -> bytes:
    """Read up to `size` bytes, or all of them where that is not known: a stream may come in small pieces."""
    blocks: list[bytes] = []
    left = size or sys.maxsize
    while left > 0:
        # Raw files give None when nothing came yet.
        block: bytes | None = file.read(min(left, 1 << 20))
        if block == b"":
            break
        blocks.append(block or b"")
        left -= len(blocks[-1])
    return b"".join(blocks)


def _keep(seen: Seen, name: str, content: bytes) -> None:
    assert name not in seen.artifacts, f"{name} came twice"
    seen.artifacts[name] = content


def places(source: Source, text: str | bytes, seen: Seen | None = None) -> list[Place]:
    """Give the places of the artifacts that a text is in."""
    names = (seen or read(source)).holders(text)
    found = source.places(names) if names else {}
    return [place for name in names for place in found.get(name, ())]


def paths(source: Source, text: str | bytes) -> list[str]:
    """Give the vpaths of these places, sorted."""
    return sorted(place.vpath for place in places(source, text))
