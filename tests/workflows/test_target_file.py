import os
from pathlib import Path

import pytest

from akwarden.workflows.target_file import LARGEST, UnreadableError, file_of_target, read_text


def test_a_file_in_the_root_of_a_folder_is_its_own(tmp_path: Path) -> None:
    (tmp_path / ".rc").write_text("x")
    (tmp_path / "app.py").write_text("x")

    assert file_of_target(str(tmp_path), ".rc") == tmp_path / ".rc"
    assert file_of_target(str(tmp_path), ".other") is None


@pytest.mark.parametrize("target", ["-", "https://git.example.com/a.git", "none", "app.py", "a\0b"])
def test_other_targets_have_no_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text("x")

    assert file_of_target(target, ".rc") is None


def test_text_is_read_with_or_without_a_mark_of_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbf\xe9\x92\xa5")

    assert read_text(tmp_path / "a", within=tmp_path) == "钥"


def test_a_link_inside_the_target_is_followed_and_one_that_leads_out_is_not(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (target / "real").write_text("inside")
    (tmp_path / "outside").write_text("outside")
    (target / "in").symlink_to("real")
    (target / "out").symlink_to("../outside")

    assert read_text(target / "in", within=target) == "inside"
    with pytest.raises(UnreadableError, match="leads out"):
        read_text(target / "out", within=target)
    assert read_text(target / "out") == "outside"


def test_what_is_no_small_plain_file_of_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (LARGEST + 1))
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to("nothing")
    said = {"large": "larger", "binary": "UTF-8", "pipe": "plain", "folder": ".", "dangling": "No such file"}

    for name, words in said.items():
        with pytest.raises(UnreadableError, match=words):
            read_text(tmp_path / name, within=tmp_path)
