import stat
from pathlib import Path

import pytest

from akwarden.errors import KekError
from akwarden.vault.private_file import read_private, write_new


def test_what_was_written_is_read_by_its_owner(tmp_path: Path) -> None:
    write_new(tmp_path / "deep" / "file", b"content")

    assert read_private(tmp_path / "deep" / "file", 7) == b"content"
    assert stat.S_IMODE((tmp_path / "deep").stat().st_mode) == 0o700


def test_a_longer_file_gives_one_byte_more_than_was_asked_for(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"0123456789" * 100_000)

    assert read_private(tmp_path / "file", 4) == b"01234"


def test_a_file_that_is_there_stays_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"old")

    with pytest.raises(KekError, match="already"):
        write_new(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_no_error_tells_the_content(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"canary")
    (tmp_path / "file").chmod(0o644)

    with pytest.raises(KekError) as refused:
        read_private(tmp_path / "file", 100)

    assert "canary" not in f"{refused.value!r} {refused.value.why} {refused.value.mend}"
