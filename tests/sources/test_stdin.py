"""Standard input: read once, scanned as it comes, and seekable for what is packed."""

import gzip
import io
import os
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO

import pytest
from tests.sources.reading import Seen, read

from akwarden.model.artifact import Stream, Unit
from akwarden.sources.protocol import Place
from akwarden.sources.stdin import StdinSource


@contextmanager
def pipe() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Give both ends of a pipe."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as theirs, os.fdopen(writing, "wb", buffering=0) as ours:
        yield theirs, ours


@contextmanager
def opened(file: BinaryIO) -> Iterator[BinaryIO]:
    """Give what the one stream of the source is read from."""
    (unit,) = StdinSource(file).units()
    assert isinstance(unit, Unit)
    with closing(unit.read(bytearray(1024))) as pieces:  # type: ignore[type-var]  # a generator
        stream = next(pieces)
        assert isinstance(stream, Stream)
        with stream.open() as shown:
            yield shown


def seen_of(content: bytes) -> Seen:
    """Read content through a pipe, written by another thread."""
    with pipe() as (theirs, ours):
        threading.Thread(target=lambda: (ours.write(content), ours.close())).start()
        return read(StdinSource(theirs))


@pytest.mark.parametrize("size", [0, 1, 100_000, 9_000_000])
def test_all_of_it_comes(size: int) -> None:
    content = (b"0123456789abcdef" * (size // 16 + 1))[:size]

    assert seen_of(content).artifacts == {"-": content}


def test_it_can_be_read_from_any_place_again() -> None:
    packed = gzip.compress(b"inside" * 100_000)

    with opened(io.BytesIO(packed)) as file:
        assert file.read(10) == packed[:10]
        assert file.seek(0, os.SEEK_END) == len(packed)
        file.seek(0)
        assert gzip.GzipFile(fileobj=file).read() == b"inside" * 100_000
        file.seek(5)
        assert file.tell() == 5
        assert file.read(3) == packed[5:8]
        file.seek(2, os.SEEK_CUR)
        assert file.read(1) == packed[10:11]
        assert file.seek(len(packed) + 10) == len(packed) + 10
        assert file.read() == b""


def test_a_place_that_has_not_come_yet_is_waited_for() -> None:
    with opened(io.BytesIO(b"0123456789")) as file:
        file.seek(8)
        assert file.read(1) == b"8"
        file.seek(0)
        assert file.read() == b"0123456789"


def test_a_reader_is_told_that_nothing_came_yet() -> None:
    with pipe() as (theirs, ours), opened(theirs) as file:
        view = memoryview(bytearray(100))
        ours.write(b"first")
        assert file.readinto(view) == 5  # type: ignore[attr-defined]  # every binary file has it

        began = time.monotonic()
        assert file.readinto(view) is None  # type: ignore[attr-defined]
        assert time.monotonic() - began < 5

        ours.write(b"more")
        assert file.readinto(view) == 4  # type: ignore[attr-defined]
        ours.close()
        assert file.readinto(view) == 0  # type: ignore[attr-defined]


def test_its_place_is_its_own_name() -> None:
    source = StdinSource(io.BytesIO(b""))

    assert source.name == "stdin"
    assert source.places(["-"]) == {"-": (Place("-"),)}
    source.close()
    source.close()
