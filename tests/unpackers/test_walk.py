import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from tests.unpackers.archives import gzip_of, opened, tar_of, zip_of

from akwarden.errors import UnpackError
from akwarden.model.artifact import Skipped
from akwarden.unpackers import registry
from akwarden.unpackers.budget import Budget, Limits
from akwarden.unpackers.protocol import Member, Unpacker
from akwarden.unpackers.walk import Leaf, walk

SAMPLES = Path(__file__).parent.parent / "samples" / "archives"
TEXT = b"some lines of text\n" * 40


def test_what_is_no_container_gives_nothing() -> None:
    for data in (b"", b"text", b"x" * 1000):
        assert opened(data) == opened(b"")


def test_place_of_a_nested_member_names_every_container() -> None:
    inner = zip_of({"x.txt": TEXT})

    contents = opened(zip_of({"dir/a.txt": TEXT, "inner.zip": inner}), "app.zip")

    assert contents.files == {"app.zip!/dir/a.txt": TEXT, "app.zip!/inner.zip!/x.txt": TEXT}


def test_stream_around_an_archive_is_one_container() -> None:
    tarball = gzip_of(tar_of({"x.txt": TEXT}))

    assert opened(tarball, "a.tar.gz").files == {"a.tar.gz!/x.txt": TEXT}
    assert opened(zip_of({"inner.tgz": tarball}), "app.zip").files == {"app.zip!/inner.tgz!/x.txt": TEXT}
    assert opened(gzip_of(tarball), "a.tar.gz.gz").files == {"a.tar.gz.gz!/a.tar.gz!/x.txt": TEXT}


def test_stream_around_an_archive_is_one_level() -> None:
    data = TEXT
    for level in range(5):
        data = gzip_of(tar_of({f"{level}.tgz": data}))

    contents = opened(data, "t.tgz", Limits(max_depth=5))

    assert contents.files == {"t.tgz!/4.tgz!/3.tgz!/2.tgz!/1.tgz!/0.tgz": TEXT}
    assert contents.skipped == []


def test_stream_around_an_archive_pays_once() -> None:
    data = gzip_of(tar_of({"a": TEXT * 100, "b": TEXT * 100}))
    whole = len(tar_of({"a": TEXT * 100, "b": TEXT * 100}))

    assert opened(data, limits=Limits(max_bytes=whole)).skipped == []
    assert opened(data, limits=Limits(max_bytes=whole - 1)).skipped != []


def test_container_nested_too_deep_is_reported_and_its_raw_bytes_are_a_leaf() -> None:
    deepest = zip_of({"x.txt": TEXT})
    data = zip_of({"b.zip": zip_of({"c.zip": deepest}), "after.txt": TEXT})

    contents = opened(data, "a.zip", Limits(max_depth=2))

    assert contents.files == {"a.zip!/b.zip!/c.zip": deepest, "a.zip!/after.txt": TEXT}
    assert contents.reasons == {
        "a.zip!/b.zip!/c.zip": "not opened: nested more than 2 deep; raise scan.unpack_max_depth to read more"
    }


def test_five_levels_of_mixed_formats_are_opened_as_a_default() -> None:
    data = TEXT
    for pack in (zip_of, tar_of, zip_of, tar_of, zip_of):
        data = pack({"n": data})

    assert opened(data).files == {"box!/n!/n!/n!/n!/n": TEXT}


def test_nested_container_that_gives_nothing_is_a_leaf() -> None:
    broken = b"PK\x03\x04 but nothing else that a zip archive has"

    contents = opened(tar_of({"a.zip": broken, "b.txt": TEXT}), "a.tar")

    assert contents.files == {"a.tar!/a.zip": broken, "a.tar!/b.txt": TEXT}
    assert list(contents.reasons) == ["a.tar!/a.zip"]


def test_budget_ends_the_outermost_container_with_one_record() -> None:
    inner = zip_of({f"{n}.txt": TEXT for n in range(10)})
    data = zip_of({f"{n}.zip": inner for n in range(10)})

    contents = opened(data, "a.zip", Limits(max_members=15))

    assert len(contents.leaves) == 13
    assert contents.skipped == [
        Skipped("a.zip", "stopped: it has more than 15 members; raise scan.unpack_max_members to read more")
    ]


def test_what_was_read_before_the_budget_ended_is_a_leaf() -> None:
    data = zip_of({"a.txt": TEXT, "b.txt": bytes(range(256)) * 4000})

    contents = opened(data, limits=Limits(max_bytes=600_000))

    assert [name for name, _ in contents.leaves] == ["box!/a.txt", "box!/b.txt"]
    assert 300_000 < contents.size <= 600_000
    assert list(contents.reasons) == ["box"]


def test_many_small_containers_add_up() -> None:
    inner = zip_of({"a.bin": bytes(100_000)})
    data = zip_of({f"{n}.zip": inner for n in range(100)}, zipfile.ZIP_STORED)

    contents = opened(data, limits=Limits(max_bytes=2_000_000))

    assert contents.size <= 2_000_000
    assert "scan.unpack_max_bytes" in contents.reasons["box"]


def test_time_ends_the_container() -> None:
    now = iter(range(10_000))

    contents = opened(
        zip_of({f"{n}.txt": TEXT for n in range(100)}),
        clock=lambda: float(next(now)),
        limits=Limits(max_seconds=20),
    )

    assert 0 < len(contents.leaves) < 20
    assert "scan.unpack_max_seconds" in contents.reasons["box"]


class Broken:
    """An unpacker that breaks its promise, as one from elsewhere may."""

    name = "broken"
    stream = False

    def __init__(self, error: Exception) -> None:
        self._error = error

    def detect(self, head: bytes) -> bool:
        return head.startswith(b"broken")

    def open(self, file: BinaryIO, _: Budget) -> Iterator[Member | Skipped]:
        yield Member("first", file, 6)
        raise self._error


@pytest.mark.parametrize(
    "error",
    [KeyError("x"), RecursionError(), MemoryError(), OverflowError("too large"), UnpackError("can't go on")],
)
def test_no_error_of_an_unpacker_ends_the_scan(error: Exception) -> None:
    def find(head: bytes) -> Unpacker | None:
        unpacker = Broken(error)
        return unpacker if unpacker.detect(head) else registry.detect(head)

    data = zip_of({"a.bin": b"broken!", "b.txt": TEXT})

    found = list(walk(io.BytesIO(data), "a.zip", Limits(), lambda: 0.0, find=find))

    records = [item for item in found if isinstance(item, Skipped)]
    assert [item.vpath for item in found if isinstance(item, Leaf)][-1] == "a.zip!/b.txt"
    assert [record.vpath for record in records][-1:] == ["a.zip!/a.bin"]
    assert type(error).__name__ in records[-1].reason or "can't go on" in records[-1].reason


def test_file_that_can_not_be_read_at_all_is_a_record() -> None:
    class Gone(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    assert list(walk(Gone(b"x"), "a.zip", Limits(), lambda: 0.0)) == [
        Skipped("a.zip", "it can't be read any further, OSError: Input/output error")
    ]


@pytest.mark.parametrize("name", ["kfArchiveTest.zip", "kfArchiveTest.tar.gz"])
def test_archives_made_by_others_are_read(name: str) -> None:
    contents = opened((SAMPLES / name).read_bytes(), name)

    assert contents.files == {
        f"{name}!/firstdir/mydata.txt": b"Just a normal file.\n\nNothing here.",
        f"{name}!/firstdir/seconddir/passwords/pw.txt": b"correcthorsebatterystaple",
    }
    assert contents.skipped == []
