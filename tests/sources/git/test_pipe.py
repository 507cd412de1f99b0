"""Bytes through a pipe, however they were written into it."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from akwarden.sources.git.pipe import Pipe


@contextmanager
def filled(blocks: Sequence[bytes]) -> Iterator[Pipe]:
    """Give a pipe that another thread writes these into."""
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb", buffering=0) as file:
            for block in blocks:
                file.write(block)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield Pipe(reading)
    finally:
        os.close(reading)
        thread.join()


@pytest.mark.parametrize("blocks", [[], [b"one"], [b"a" * 4096] * 1000, [b"x", b"y" * 3_000_000, b"z"]])
def test_everything_comes_in_order(blocks: list[bytes]) -> None:
    with filled(blocks) as pipe:
        assert b"".join(pipe.blocks(100_000)) == b"".join(blocks)


def test_a_view_is_filled_to_its_end_and_the_rest_waits() -> None:
    with filled([b"0123456789"]) as pipe:
        view = memoryview(bytearray(4))

        assert [(pipe.fill(view), bytes(view)) for _ in range(2)] == [(4, b"0123"), (4, b"4567")]
        assert (pipe.fill(view), bytes(view[:2])) == (2, b"89")
        assert pipe.fill(view) == 0
        assert pipe.fill(view[:0]) == 0
