"""Files packed into one buffer, whatever their sizes are and whatever happens to them meanwhile."""

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.sources.reading import BUFFER, Seen, read_units

from akwarden.model.artifact import Batch, Piece, Skipped, Stream, Unit
from akwarden.sources.reading import read_files


def seen_of(paths: list[tuple[str, str]], buffer_bytes: int = BUFFER) -> Seen:
    """Read these files."""
    return read_units([Unit(len(paths), 0, lambda buffer: read_files(paths, buffer))], buffer_bytes)


def files(folder: Path, contents: dict[str, bytes]) -> list[tuple[str, str]]:
    """Write files, and give them as they are asked for."""
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [(str(folder / name), name) for name in contents]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=40)
@given(sizes=st.lists(st.one_of(st.integers(0, 300), st.integers(BUFFER // 2 - 3, BUFFER + 3)), max_size=12))
def test_every_size_comes_back_as_it_was_written(tmp_path: Path, sizes: list[int]) -> None:
    contents = {f"{n}": (f"{n}|".encode() * BUFFER)[:size] for n, size in enumerate(sizes)}

    seen = seen_of(files(tmp_path, contents))

    assert seen.artifacts == contents
    assert not seen.skipped


def test_between_two_files_lies_a_byte_that_is_part_of_neither(tmp_path: Path) -> None:
    paths = files(tmp_path, {"a": b"AK", "b": b"ID", "c": b""})

    (batch,) = read_files(paths, bytearray(b"x" * BUFFER))

    assert isinstance(batch, Batch)
    assert bytes(batch.data[: batch.ends[-1]]) == b"AK\0ID\0"
    assert list(batch.starts) == [0, 3, 6]


def test_a_large_file_is_a_stream_that_may_be_opened_again(tmp_path: Path) -> None:
    content = os.urandom(BUFFER)
    paths = files(tmp_path, {"large": content})

    with closing(read_files(paths, bytearray(BUFFER))) as pieces:  # type: ignore[type-var]  # a generator
        stream = next(pieces)
        assert isinstance(stream, Stream)
        for _ in range(2):
            with stream.open() as file:
                assert file.read() == content
                assert file.seekable()


def test_a_large_file_replaced_by_a_link_is_read_as_it_was(tmp_path: Path) -> None:
    paths = files(tmp_path, {"large": b"x" * BUFFER})
    pieces = read_files(paths, bytearray(BUFFER))
    stream = next(pieces)
    (tmp_path / "large").unlink()
    (tmp_path / "large").symlink_to("/etc/passwd")

    assert isinstance(stream, Stream)
    with stream.open() as file:
        assert file.read() == b"x" * BUFFER
    assert list(pieces) == []


def test_a_file_that_grows_while_it_is_read_says_so(tmp_path: Path) -> None:
    paths = files(tmp_path, {"large": b"x" * BUFFER, "small": b"small"})

    def grown() -> Iterator[Piece]:
        for piece in read_files(paths, bytearray(BUFFER)):
            if isinstance(piece, Stream):
                with (tmp_path / "large").open("ab") as file:
                    file.write(b"more")
            yield piece

    seen = read_units([Unit(2, 0, lambda _: grown())])

    assert seen.artifacts == {"large": b"x" * BUFFER, "small": b"small"}
    assert seen.skipped == [
        Skipped("large", f"grew while it was read: only its first {BUFFER:,} bytes were scanned")
    ]


def test_a_file_of_the_system_that_says_it_is_empty_is_read(tmp_path: Path) -> None:
    if not Path("/proc/self/environ").exists():
        pytest.skip("this system shows no files of its own state")
    empty = files(tmp_path, {"empty": b""})

    seen = seen_of([("/proc/self/environ", "environ"), ("/proc/self/maps", "maps"), *empty])

    assert b"PATH=" in seen.artifacts["environ"]
    assert b"[stack]" in seen.artifacts["maps"]
    assert seen.artifacts["empty"] == b""
    assert not seen.skipped


def test_a_file_that_says_it_is_empty_and_is_large_is_a_stream() -> None:
    if not Path("/proc/kallsyms").exists():
        pytest.skip("this system has no large file of that kind")

    seen = seen_of([("/proc/kallsyms", "kallsyms")])

    assert len(seen.artifacts["kallsyms"]) > BUFFER
    assert seen.streams == 1


def test_what_is_no_regular_file_is_skipped_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("plain")
    paths = files(tmp_path, {"plain": b"plain"})
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        names = ("fifo", "folder", "link", "s", "gone")
        seen = seen_of([*((str(tmp_path / name), name) for name in names), *paths])

    assert seen.artifacts == {"plain": b"plain"}
    assert {s.vpath: s.reason for s in seen.skipped} == {
        "fifo": "not a regular file",
        "folder": "not a regular file",
        "link": "became a symbolic link while scanning",
        "s": "unreadable: No such device or address",
        "gone": "vanished while scanning",
    }
