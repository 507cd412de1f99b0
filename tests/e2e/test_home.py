"""A scan needs no home, and a baseline needs no common one."""

import json
from pathlib import Path

import pytest
from tests.e2e.scans import key_id, key_pair, scan
from tests.frontends.cli.program import akwarden
from tests.sources.repositories import Repo


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    """Give a folder with a tree that holds a key."""
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/app.ini").write_text(key_pair())
    return tmp_path


def test_a_baseline_written_in_one_home_holds_in_another(leak: Path) -> None:
    first, second = ({"AKWARDEN_HOME": str(leak / name)} for name in ("one", "two"))
    assert scan("tree", "--write-baseline", "known.json", folder=leak, env=first).code == 1
    (leak / "tree/app.ini").write_text("# moved down\n\n" + key_pair())

    known = scan("tree", "--baseline", "known.json", folder=leak, env=second)
    (leak / "tree/new.ini").write_text(key_pair(2))
    (leak / "tree/app.ini").write_text(key_pair(3))
    more = scan("tree", "--baseline", "known.json", folder=leak, env=second)

    assert (known.code, known.findings, known.coverage["baselined"]) == (0, [], 1)
    assert more.keys == {key_id(2), key_id(3)}
    assert key_pair().split()[-1] not in (leak / "known.json").read_text()


def test_a_baseline_covers_the_history_by_path_whatever_the_commits(leak: Path) -> None:
    env = {"AKWARDEN_HOME": str(leak / "one")}
    repo = Repo(leak / "repo")
    repo.commit({"app.ini": key_pair()})
    assert scan("repo", "--write-baseline", "known.json", folder=leak, env=env).code == 1
    repo.commit({"app.ini": key_pair()}, "rewritten", "--amend")

    assert scan("repo", "--baseline", "known.json", folder=leak).code == 0


def test_fingerprints_hold_within_a_home_and_differ_between_two(leak: Path) -> None:
    homes = [{"AKWARDEN_HOME": str(leak / name)} for name in ("one", "one", "two")]

    same, again, other = (scan("tree", folder=leak, env=env).findings[0] for env in homes)

    assert same["secret"] == again["secret"]
    assert same["secret"]["fingerprint"] != other["secret"]["fingerprint"]
    assert same["id"] == other["id"]


def test_without_a_home_that_can_be_used_the_scan_goes_on(leak: Path) -> None:
    (leak / "file").write_text("no folder")

    for home in (leak / "file", leak / "file/below", Path("/proc/nowhere")):
        said = scan("tree", folder=leak, env={"AKWARDEN_HOME": str(home)})

        assert said.keys == {key_id()}
        assert "fingerprints hold for this run only" in said.stderr


def test_without_any_home_folder_in_the_environment_the_scan_goes_on(leak: Path) -> None:
    done = akwarden(
        "scan",
        "tree",
        "--format",
        "jsonl",
        folder=leak,
        env={"AKWARDEN_HOME": "", "HOME": "/nonexistent", "XDG_DATA_HOME": "/proc/nowhere"},
    )

    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout.splitlines()[0])["key_id"] == key_id()


def test_without_a_temporary_folder_a_history_is_read_all_the_same(leak: Path) -> None:
    repo = Repo(leak / "repo")
    repo.commit({"app.ini": key_pair()})
    repo.commit({"app.ini": "clean"})

    assert scan("repo", folder=leak, env={"TMPDIR": "/proc/nowhere"}).keys == {key_id()}
