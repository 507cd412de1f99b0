import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.model.artifact import Skipped
from akwarden.unpackers.budget import Budget, Limits
from akwarden.unpackers.protocol import Member
from akwarden.unpackers.window import Stretch, Window, windowed

DATA = bytes(range(256)) * 4


@given(
    st.lists(st.tuples(st.integers(-10, 120), st.sampled_from([0, 1, 2]), st.integers(0, 50)), max_size=20)
)
def test_window_reads_as_a_file_of_its_own(steps: list[tuple[int, int, int]]) -> None:
    ours = io.BufferedReader(Window(io.BytesIO(DATA), 300, 100))
    theirs = io.BytesIO(DATA[300:400])

    for offset, whence, size in steps:
        # BytesIO goes to 0 where a file refuses to go before its start.
        target = offset + (0, theirs.tell(), 100)[whence]
        if target >= 0:
            assert ours.seek(offset, whence) == theirs.seek(target)
        assert ours.read(size) == theirs.read(size)
        assert ours.tell() == theirs.tell()


def test_position_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Window(io.BytesIO(DATA), 300, 100).seek(-1, os.SEEK_CUR)


def test_two_windows_on_one_file_do_not_disturb_each_other() -> None:
    file = io.BytesIO(DATA)
    one, other = (io.BufferedReader(Window(file, start, 20), 4) for start in (0, 100))

    read = [(one.read(5), other.read(5)) for _ in range(4)]

    assert b"".join(first for first, _ in read) == DATA[:20]
    assert b"".join(second for _, second in read) == DATA[100:120]


def test_closing_a_window_leaves_the_file_open() -> None:
    file = io.BytesIO(DATA)

    io.BufferedReader(Window(file, 0, 10)).close()

    assert file.read(1) == DATA[:1]


def test_disk_that_fails_while_a_member_is_read_is_the_unpackers_trouble_and_not_the_readers() -> None:
    class FailingDisk(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() >= 50_000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    budget = Budget(Limits(), lambda: 0.0, container_bytes=100_000)
    found = windowed("a.txt", FailingDisk(bytes(100_000)), Stretch(0, 100_000, 100_000, crc=0), budget)

    member = next(found)
    assert isinstance(member, Member)
    read = b"".join(iter(lambda: member.file.read(10_000), b""))

    assert 50_000 <= len(read) < 100_000
    assert list(found) == [Skipped("a.txt", "it can't be read any further, OSError: Input/output error")]
