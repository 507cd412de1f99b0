"""What every unpacker promises, asked of each line in the registry."""

import inspect
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unpackers.archives import gzip_of, tar_of, zip_of, zstd_of

from akwarden.errors import UnpackError
from akwarden.model.artifact import Skipped
from akwarden.unpackers import registry
from akwarden.unpackers.budget import Budget, BudgetError, Limits
from akwarden.unpackers.protocol import Member, Unpacker
from akwarden.unpackers.walk import HEAD_BYTES, walk

TEXT = b"one line of a log that is long enough to be worth compressing\n" * 100
TWO_FILES = {"a.txt": TEXT, "folder/b.txt": TEXT[::-1]}

SAMPLES: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zip_of(TWO_FILES),
    "gzip": lambda: gzip_of(TEXT),
    "zstd": lambda: zstd_of(TEXT),
    "tar": lambda: tar_of(TWO_FILES),
}
"""One whole container of each kind; a new unpacker adds its own here."""


@pytest.fixture(params=registry.ENTRIES, ids=lambda entry: str(entry.name))
def entry(request: pytest.FixtureRequest) -> registry.Entry:
    """Give each line of the registry in turn."""
    found: registry.Entry = request.param
    return found


@pytest.fixture
def unpacker(entry: registry.Entry) -> Unpacker:
    """Give the unpacker of the line."""
    return registry.load(entry)


@pytest.fixture
def sample(entry: registry.Entry) -> bytes:
    """Give a container of that kind."""
    return SAMPLES[entry.name]()


def budget(data: bytes, limits: Limits | None = None, clock: Callable[[], float] = lambda: 0.0) -> Budget:
    """Give the budget of an outermost container."""
    return Budget(limits or Limits(), clock, container_bytes=len(data))


@contextmanager
def stopped_by(setting: str) -> Iterator[None]:
    """Expect the budget to end the work, and to name the setting that raises its limit."""
    with pytest.raises(BudgetError) as stop:
        yield
    assert setting in (stop.value.mend or "")


def sizes(found: Iterator[Member | Skipped]) -> Iterator[int]:
    """Give the size of each member, read to its end."""
    for item in found:
        if isinstance(item, Member):
            yield len(item.file.read())


def test_line_names_its_unpacker(entry: registry.Entry, unpacker: Unpacker) -> None:
    assert unpacker.name == entry.name
    assert isinstance(unpacker.stream, bool)


def test_unpacker_is_documented_and_fits_the_protocol(unpacker: Unpacker) -> None:
    for public in (type(unpacker), type(unpacker).detect, type(unpacker).open):
        assert inspect.getdoc(public)
    for method in ("detect", "open"):
        ours, promised = (inspect.signature(getattr(kind, method)) for kind in (type(unpacker), Unpacker))
        assert ours == promised


def test_sample_is_detected_by_its_first_bytes(
    entry: registry.Entry, unpacker: Unpacker, sample: bytes
) -> None:
    assert unpacker.detect(sample[:HEAD_BYTES])
    assert registry.detect(sample[:HEAD_BYTES]) is unpacker
    assert registry.maybe_container(sample, 0, len(sample)), entry.begins


def test_text_is_not_detected(unpacker: Unpacker) -> None:
    assert not unpacker.detect(b"")
    assert not unpacker.detect(TEXT[:HEAD_BYTES])


def test_members_are_files_at_their_start(unpacker: Unpacker, sample: bytes) -> None:
    names = []

    for member in unpacker.open(io.BytesIO(sample), budget(sample)):
        assert isinstance(member, Member)
        names.append(member.name)
        assert (member.file.tell(), member.file.seekable()) == (0, True)
        read = member.file.read()
        assert len(read) == member.size
        assert member.file.seek(0) == 0
        assert member.file.read(10) == read[:10]

    assert names == ([""] if unpacker.stream else list(TWO_FILES))


def test_members_work_with_reads_into_a_buffer(unpacker: Unpacker, sample: bytes) -> None:
    buffer = bytearray(len(TEXT) + 1)

    for member in unpacker.open(io.BytesIO(sample), budget(sample)):
        assert isinstance(member, Member)
        filled: int = member.file.readinto(buffer)  # type: ignore[attr-defined]
        assert filled == member.size
        assert bytes(buffer[:filled]) in (TEXT, TEXT[::-1])


def test_no_more_is_handed_on_than_paid_for(unpacker: Unpacker, sample: bytes) -> None:
    allowed = Limits(max_bytes=len(TEXT) + 100)
    handed_on: list[int] = []

    def read_all() -> None:
        handed_on.extend(sizes(unpacker.open(io.BytesIO(sample), budget(sample, allowed))))

    if unpacker.stream:
        read_all()
    else:
        with stopped_by("scan.unpack_max_bytes"):
            read_all()
    assert sum(handed_on) <= allowed.max_bytes
    assert handed_on


def test_each_member_of_an_archive_is_counted(unpacker: Unpacker, sample: bytes) -> None:
    def read_all(limits: Limits) -> list[int]:
        return list(sizes(unpacker.open(io.BytesIO(sample), budget(sample, limits))))

    if unpacker.stream:
        assert len(read_all(Limits(max_members=0))) == 1
    else:
        with stopped_by("scan.unpack_max_members"):
            read_all(Limits(max_members=len(TWO_FILES) - 1))


def test_time_is_watched(unpacker: Unpacker, sample: bytes) -> None:
    now = iter(range(0, 10_000, 100))

    with stopped_by("scan.unpack_max_seconds"):
        list(sizes(unpacker.open(io.BytesIO(sample), budget(sample, clock=lambda: float(next(now))))))


def test_every_cut_raises_only_our_errors(unpacker: Unpacker, sample: bytes) -> None:
    for size in range(0, len(sample), 7):
        cut = sample[:size]
        try:
            list(sizes(unpacker.open(io.BytesIO(cut), budget(cut))))
        except UnpackError:
            continue


@pytest.mark.parametrize("name", SAMPLES)
@given(changes=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=12))
def test_changed_bytes_raise_only_our_errors(name: str, changes: list[tuple[int, int]]) -> None:
    data = bytearray(SAMPLES[name]())
    for position, value in changes:
        data[position % len(data)] = value
    entry = next(entry for entry in registry.ENTRIES if entry.name == name)

    try:
        list(sizes(registry.load(entry).open(io.BytesIO(data), budget(bytes(data)))))
    except UnpackError as error:
        assert error.what  # noqa: PT017 - it need not be raised


class FailingDisk(io.BytesIO):
    """A file that can't be read any more after some reads."""

    def __init__(self, data: bytes, reads: int) -> None:
        super().__init__(data)
        self._left = reads

    def read(self, size: int | None = -1) -> bytes:
        if not self._left:
            raise OSError(5, "Input/output error")
        self._left -= 1
        return super().read(size)


def test_failing_disk_becomes_a_record(sample: bytes) -> None:
    enough = 200
    for reads in range(enough):
        file: BinaryIO = FailingDisk(sample, reads)
        found = list(walk(file, "box", Limits(), lambda: 0.0))

        failed = [item for item in found if isinstance(item, Skipped)]
        assert all("Input/output error" in item.reason for item in failed)
        if not failed:
            return
    pytest.fail(f"still failing after {enough} reads")


class ShrunkFile(io.BytesIO):
    """A file that lost its second half after its size was asked for."""

    def read(self, size: int | None = -1) -> bytes:
        left = len(self.getbuffer()) // 2 - self.tell()
        return super().read(max(0, left if size is None or size < 0 else min(size, left)))


def test_file_that_shrinks_meanwhile_becomes_a_record(sample: bytes) -> None:
    found = list(walk(ShrunkFile(sample), "box", Limits(), lambda: 0.0))

    assert any(isinstance(item, Skipped) for item in found)
