from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.cachefile import read_cached, write_cached


@given(st.binary(max_size=300))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("cache") / "new" / "file"

    write_cached(path, content)

    assert read_cached(path) == content
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_newer_content_takes_the_place_of_the_older(tmp_path: Path) -> None:
    write_cached(tmp_path / "file", b"older")
    write_cached(tmp_path / "file", b"newer")

    assert read_cached(tmp_path / "file") == b"newer"


def test_what_is_absent_is_none(tmp_path: Path) -> None:
    assert read_cached(tmp_path / "file") is None
    assert read_cached(tmp_path) is None


@given(st.binary(max_size=100))
def test_foreign_bytes_are_none(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("cache") / "file"
    path.write_bytes(content)
    path.chmod(0o600)

    assert read_cached(path) is None


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_file_that_others_may_write_is_not_trusted(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "file"
    write_cached(path, b"content")
    path.chmod(mode)

    assert read_cached(path) is None
