import stat
from pathlib import Path

import pytest

from akwarden.errors import UsageError
from akwarden.workflows.detection.placing import check_free, clear, holds, write_new


def test_a_new_file_is_for_its_user_alone_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "credentials"

    check_free(path)
    write_new(path, "[default]\n")

    assert path.read_text(encoding="utf-8") == "[default]\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError, match="is there already"):
        check_free(path)
    with pytest.raises(UsageError, match="can't be written"):
        write_new(path, "new")

    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "credentials"
    link.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError, match="is there already"):
        check_free(link)
    with pytest.raises(UsageError):
        write_new(link, "new")

    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_is_not_there_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as told:
        check_free(tmp_path / "none" / "credentials")

    assert told.value.why == f"there is no folder {tmp_path / 'none'}"


def test_a_file_holds_a_text_that_is_in_it(tmp_path: Path) -> None:
    path, link = tmp_path / "credentials", tmp_path / "link"
    path.write_text("[default]\nid = one\n", encoding="utf-8")
    link.symlink_to(path)

    assert holds(path, "one")
    assert not holds(path, "two")
    assert not holds(link, "one")
    assert not holds(tmp_path, "one")
    assert not holds(tmp_path / "nothing", "one")


def test_what_a_killed_run_left_beside_a_file_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    kept = {"credentials", ".credentials.old.part", ".other.12.part"}
    for name in (*kept, ".credentials.12.part", ".credentials.7.part"):
        (tmp_path / name).write_text("x", encoding="utf-8")

    clear(tmp_path / "credentials")

    assert {path.name for path in tmp_path.iterdir()} == kept
