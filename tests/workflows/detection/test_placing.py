import stat
from pathlib import Path

import pytest

from akwarden.errors import UsageError
from akwarden.workflows.detection.placing import check_free, write_new


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
