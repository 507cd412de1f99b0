import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.detectors.secrets.scanning import TENCENT, credentials, key, rules, secret_of

from akwarden.errors import SourceError
from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.sources.directory import DirectorySource
from akwarden.unpackers.budget import Limits
from akwarden.unpackers.walk import joined
from akwarden.workflows.worker import Stopped, Worker

SMALLEST = 64 << 10


def worker(*, unpack: bool = True, buffer_bytes: int = SMALLEST, stop_after: int = 1 << 40) -> Worker:
    asked = iter(range(1 << 30))
    limits = Limits() if unpack else None
    return Worker(
        rules(), buffer_bytes=buffer_bytes, unpack=limits, stopped=lambda: next(asked) >= stop_after
    )


def text_with(number: int, length: int = 0) -> bytes:
    key_id, secret = key(TENCENT, number)
    return f"{'.' * length}\nsecret_id={key_id}\nsecret_key={secret}\n".encode()


def scanned(root: Path, files: Mapping[str, bytes], one: Worker) -> Worker:
    """Let a worker scan a folder with these files, whose order the file system chooses."""
    for name, content in files.items():
        (root / name).write_bytes(content)
    for unit in DirectorySource(root, "root").units():
        assert isinstance(unit, Unit)
        one.run(0, unit)
    return one


def unit_of(*pieces: Piece | Exception) -> Unit:
    """Return a unit that gives pieces of its own, and raises where one is an error."""

    def read(_buffer: bytearray) -> Iterator[Piece]:
        for piece in pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    return Unit(items=len(pieces), size=0, read=read)


def batch_of(*contents: bytes) -> Batch:
    data, starts, ends = bytearray(), [], []
    for content in contents:
        starts.append(len(data))
        data += content
        ends.append(len(data))
    return Batch(data, starts, ends, [f"small{number}" for number in range(len(contents))])


def stream_of(content: bytes, name: str = "large") -> Stream:
    return Stream(name, len(content), lambda: io.BytesIO(content))


def places(one: Worker) -> list[str]:
    return sorted(hit.name + hit.inside for hit in one.tally.hits)


@pytest.mark.parametrize("large", [SMALLEST // 2, SMALLEST, 5 * SMALLEST])
def test_small_file_is_not_lost_when_a_large_one_follows_in_its_unit(tmp_path: Path, large: int) -> None:
    """The small files wait in the buffer while the large one is read: it needs another buffer."""
    files = {f"small{number}": text_with(number) for number in range(9)}
    files |= {f"large{number}": text_with(100 + number, large) for number in range(4)}

    one = scanned(tmp_path, files, worker())

    assert places(one) == sorted(files)
    assert sorted(credentials(h.match for h in one.tally.hits), key=str) == sorted(
        (key(TENCENT, n) for n in [*range(9), *range(100, 104)]), key=str
    )


def test_buffer_that_a_batch_lies_in_is_not_written_by_a_stream_in_between() -> None:
    waiting: list[bytes] = []

    def read(buffer: bytearray) -> Iterator[Piece]:
        content = text_with(1)
        buffer[: len(content)] = content
        yield stream_of(text_with(2, 3 * SMALLEST))
        waiting.append(bytes(buffer[: len(content)]))
        yield Batch(buffer, [0], [len(content)], ["waiting"])

    one = worker()
    one.run(0, Unit(2, 0, read))

    assert waiting == [text_with(1)]
    assert places(one) == ["large", "waiting"]


@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.sampled_from([0, 10, 3000, 30_000, 40_000, 70_000])), max_size=8
    )
)
def test_every_artifact_of_a_unit_is_scanned_whatever_its_size(sizes: list[tuple[int, int]]) -> None:
    pieces: list[Piece] = [
        stream_of(text_with(n, length), f"x{at}")
        if length > 32_000
        else Batch(bytearray(text_with(n, length)), [0], [len(text_with(n, length))], [f"x{at}"])
        for at, (n, length) in enumerate(sizes)
    ]

    one = worker()
    one.run(0, unit_of(*pieces))

    assert [(h.name, h.match.key_id) for h in one.tally.hits] == [
        (f"x{at}", key(TENCENT, n)[0]) for at, (n, _) in enumerate(sizes)
    ]
    assert one.tally.items == len(sizes)
    assert one.tally.bytes == sum(len(text_with(n, length)) for n, length in sizes)


def test_skipped_record_of_a_source_is_handed_on() -> None:
    one = worker()
    one.run(0, unit_of(Skipped("a", "unreadable"), batch_of(text_with(1))))

    assert one.tally.skipped == [Skipped("a", "unreadable")]
    assert places(one) == ["small0"]


def test_error_of_a_source_ends_its_unit_and_is_recorded_with_its_mend() -> None:
    one = worker()
    error = SourceError("the disk is gone", why="it was unplugged", mend="plug it in")
    one.run(0, unit_of(batch_of(text_with(1)), error, batch_of(text_with(2))))

    assert one.tally.skipped == [Skipped("", "the disk is gone; it was unplugged; plug it in")]
    assert len(one.tally.hits) == 1


def test_error_of_the_system_ends_its_unit_and_is_recorded() -> None:
    one = worker()
    one.run(0, unit_of(batch_of(text_with(1)), OSError(5, "Input/output error")))

    assert one.tally.skipped == [Skipped("", "a share can't be read: Input/output error")]
    assert len(one.tally.hits) == 1


def test_large_file_that_can_not_be_opened_is_skipped_and_the_next_is_read() -> None:
    def gone() -> AbstractContextManager[BinaryIO]:
        raise FileNotFoundError(2, "No such file or directory")

    one = worker()
    one.run(0, unit_of(Stream("gone", 9, gone), stream_of(text_with(1))))

    assert one.tally.skipped == [Skipped("gone", "unreadable: No such file or directory")]
    assert places(one) == ["large"]


def test_artifact_with_too_many_values_is_named_and_its_first_ones_count() -> None:
    many = (key(TENCENT)[0] + "\n").encode() * 20_001
    one = worker(buffer_bytes=1 << 20)
    one.run(0, unit_of(batch_of(many, text_with(1)), stream_of(many), stream_of(text_with(2), "next")))

    assert [s.vpath for s in one.tally.skipped] == ["small0", "large"]
    assert {s.reason for s in one.tally.skipped} == {
        "more than 20,000 key-like values in one artifact: not looked at further"
    }
    assert set(places(one)) == {"small0", "large", "next", "small1"}


def zip_of(members: Mapping[str, bytes], method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("padding", [0, 3 * SMALLEST])
def test_key_in_an_archive_is_found_once_and_in_its_member(method: int, padding: int) -> None:
    inner = zip_of({"c/d.txt": text_with(2, padding)}, method)
    archive = zip_of({"a.txt": text_with(1, padding), "b.zip": inner}, method)
    one = worker()

    one.run(0, unit_of(batch_of(archive), stream_of(archive)))

    assert places(one) == [
        "large!/a.txt",
        "large!/b.zip!/c/d.txt",
        "small0!/a.txt",
        "small0!/b.zip!/c/d.txt",
    ]


def test_compressed_file_is_opened() -> None:
    one = worker()

    one.run(0, unit_of(stream_of(gzip.compress(text_with(1, 3 * SMALLEST)), "log.txt.gz")))

    assert [secret_of(h.match) for h in one.tally.hits] == [key(TENCENT, 1)[1]]


def test_content_of_a_compressed_file_is_named_after_it() -> None:
    one = worker()

    one.run(0, unit_of(stream_of(gzip.compress(text_with(1)), "log.txt.gz")))

    (hit,) = one.tally.hits
    assert joined(hit.name, hit.inside) == "log.txt.gz!/log.txt"


def test_nothing_is_opened_when_that_is_not_wanted() -> None:
    one = worker(unpack=False)

    one.run(0, unit_of(batch_of(gzip.compress(text_with(1))), stream_of(gzip.compress(text_with(2)))))

    assert places(one) == []
    assert one.tally.skipped == []


def test_damaged_archive_is_recorded_and_its_bytes_are_scanned() -> None:
    archive = zip_of({"a.txt": text_with(1)}, zipfile.ZIP_STORED)[:-30]
    one = worker()

    one.run(0, unit_of(batch_of(archive)))

    assert places(one) in (["small0"], ["small0!/a.txt"])
    assert [s.vpath.split("!")[0] for s in one.tally.skipped] == ["small0"]


def test_worker_that_is_stopped_keeps_what_it_has() -> None:
    one = worker(stop_after=3)

    with pytest.raises(Stopped):
        one.run(0, unit_of(*(batch_of(text_with(n)) for n in range(9))))

    assert len(one.tally.hits) == 3


def test_worker_that_is_stopped_in_a_large_file_keeps_what_was_found_up_to_there() -> None:
    one = worker(stop_after=4)

    with pytest.raises(Stopped):
        one.run(0, unit_of(stream_of(text_with(1) + b"." * 40 * SMALLEST + text_with(2))))

    assert credentials(h.match for h in one.tally.hits) == [key(TENCENT, 1)]
    assert one.tally.bytes < 20 * SMALLEST
