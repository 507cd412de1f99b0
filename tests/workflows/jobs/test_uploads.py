import os
from collections import deque
from pathlib import Path

import pytest

from akwarden.errors import StateError, UsageError
from akwarden.model.task import ImportTask, ScanTask, SyncTask
from akwarden.workflows.jobs.uploads import HOURS, LEFT_FREE, Receiving, find, sweep, taken_by

NOW = 2_000_000_000.0


def received(folder: Path, name: str = "a.json", content: bytes = b"content") -> str:
    receiving = Receiving(folder, name, "ann", most=100)
    receiving.take(content)
    return receiving.end().id


def test_an_upload_is_found_by_its_made_up_name_and_knows_its_own(tmp_path: Path) -> None:
    upload = find(tmp_path, received(tmp_path))

    assert upload is not None
    assert (upload.name, upload.login, upload.path.read_bytes()) == ("a.json", "ann", b"content")
    assert upload.path.parent == tmp_path
    upload.remove()
    upload.remove()
    assert find(tmp_path, upload.id) is None
    assert list(tmp_path.iterdir()) == []


NO_NAMES = ["", "..", "../a", "a" * 32 + "\n", "A" * 32, "0" * 31, "0" * 33, "\x00" * 32]


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_made_up_name_finds_nothing(tmp_path: Path, name: str) -> None:
    received(tmp_path)

    assert find(tmp_path, name) is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "../../etc/passwd"),
        ("a\nb\x1b[2J\u202e.zip", "ab[2J.zip"),
        ("", "upload"),
        ("\n", "upload"),
        ("log " * 100, ("log " * 100)[-200:].strip()),
        ("日志.zip", "日志.zip"),
    ],
)
def test_the_name_that_a_file_came_with_is_words_only(tmp_path: Path, given: str, kept: str) -> None:
    upload = find(tmp_path, received(tmp_path, given))

    assert upload is not None
    assert upload.name == kept
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}


def test_nothing_is_taken_where_the_server_itself_needs_the_room(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="can't be kept"):
        Receiving(tmp_path, "a", "ann", most=10, free=lambda _: LEFT_FREE - 1)

    assert list(tmp_path.iterdir()) == []


def test_what_comes_is_refused_once_the_server_itself_needs_the_room(tmp_path: Path) -> None:
    piece, room = bytes(1 << 20), LEFT_FREE + (40 << 20)

    def free(folder: Path) -> int:
        return room - sum(path.stat().st_size for path in folder.iterdir())

    receiving = Receiving(tmp_path, "a", "ann", most=1 << 30, free=free)
    with pytest.raises(StateError, match="can't be kept"):
        deque(map(receiving.take, [piece] * 100), maxlen=0)
    taken = receiving.size
    receiving.give_up()

    assert (40 << 20) <= taken < (64 << 20)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_whole_is_no_upload(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path, "a", "ann", most=10)
    receiving.take(b"12345")
    (part,) = tmp_path.iterdir()
    assert find(tmp_path, part.name.partition(".")[0]) is None
    with pytest.raises(UsageError, match="larger"):
        receiving.take(b"678901")
    receiving.give_up()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_can_t_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StateError, match="can't be kept"):
        Receiving(tmp_path / "file" / "uploads", "a", "ann", most=10)


def test_what_nobody_has_taken_for_hours_is_deleted_unless_a_job_needs_it(tmp_path: Path) -> None:
    old, needed, new = (received(tmp_path, name) for name in "abc")
    for name in (old, needed):
        for path in tmp_path.glob(f"{name}*"):
            os.utime(path, (NOW - HOURS * 3_600 - 1,) * 2)
    for path in tmp_path.glob(f"{new}*"):
        os.utime(path, (NOW, NOW))

    assert sweep(tmp_path, kept=frozenset({needed}), now=NOW) == 2
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {needed, new}
    assert sweep(tmp_path / "none", kept=frozenset()) == 0


def test_what_a_job_took_that_is_over_is_deleted_at_once_unless_another_needs_it(tmp_path: Path) -> None:
    over, needed, new = (received(tmp_path, name) for name in "abc")

    assert sweep(tmp_path, kept=frozenset({needed}), over=frozenset({over, needed})) == 2
    assert {path.name.partition(".")[0] for path in tmp_path.iterdir()} == {needed, new}


def test_what_is_handed_in_is_for_its_user_alone_from_the_first_byte(tmp_path: Path) -> None:
    receiving = Receiving(tmp_path / "uploads", "a", "ann", most=10)
    coming = [path.stat().st_mode & 0o777 for path in (tmp_path / "uploads").iterdir()]

    receiving.end()

    kept = {path.stat().st_mode & 0o777 for path in (tmp_path / "uploads").iterdir()}
    assert (coming, kept) == ([0o600], {0o600})
    assert (tmp_path / "uploads").stat().st_mode & 0o777 == 0o700


def test_jobs_tell_which_uploads_they_take() -> None:
    assert taken_by(ImportTask(uploads=("0" * 32, "1" * 32))) == ("0" * 32, "1" * 32)
    assert taken_by(ScanTask(upload="0" * 32)) == ("0" * 32,)
    assert taken_by(ScanTask(path="/x")) == taken_by(SyncTask()) == ()
