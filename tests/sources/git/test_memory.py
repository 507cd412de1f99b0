"""A second scan of a history: what was found clean is passed over, all else is read as at first."""

import os
from collections.abc import Collection
from pathlib import Path

import pytest
from tests.sources.git.history_of import opened
from tests.sources.reading import read
from tests.sources.repositories import Repo

from akwarden.model.artifact import Skipped
from akwarden.sources.git.memory import Memory
from akwarden.sources.git.scope import Scope
from akwarden.sources.git.source import HistorySource


class Scans:
    """Scans of one repository, one after the other, that remember."""

    def __init__(self, repo: Repo | Path, folder: Path) -> None:
        self.repo = repo
        self.folder = folder
        self.source: HistorySource

    def read(self, *, kind: str = "rules", scope: Scope | None = None) -> dict[str, bytes]:
        """Give the objects that were read, without the names of refs."""
        memory = Memory(self.folder, kind)
        self.source = HistorySource(opened(self.repo), "repo", scope or Scope(), memory=memory)
        seen = read(self.source)
        self.skipped: list[Skipped] = list(seen.skipped)
        return {name: content for name, content in seen.artifacts.items() if name != "refs#names"}

    def keep(self, untidy: Collection[str] = ()) -> None:
        """End the scan."""
        self.source.keep(untidy)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with two commits."""
    made = Repo(tmp_path / "repo")
    made.commit({"a.txt": "first"})
    made.commit({"b.txt": "second"})
    return made


@pytest.fixture
def scans(repo: Repo, tmp_path: Path) -> Scans:
    return Scans(repo, tmp_path / "cache")


def test_nothing_is_read_again_where_nothing_changed(scans: Scans) -> None:
    first = scans.read()
    scans.keep()

    assert len(first) == 4
    assert scans.read() == {}
    assert scans.source.unchanged == 4


def test_only_what_is_new_is_read(scans: Scans, repo: Repo) -> None:
    scans.read()
    scans.keep()
    repo.commit({"c.txt": "third"})

    again = scans.read()

    assert min(again.values(), key=len) == b"third"
    assert len(again) == 2
    assert scans.source.unchanged == 4
    scans.keep()
    assert scans.read() == {}
    assert scans.source.unchanged == 6


def test_object_that_nothing_refers_to_is_new_as_well(scans: Scans, repo: Repo) -> None:
    scans.read()
    scans.keep()
    repo.git("hash-object", "-w", "--stdin", given=b"lost")

    assert list(scans.read().values()) == [b"lost"]


def test_what_something_was_found_in_is_read_each_time(scans: Scans) -> None:
    hit = next(name for name, content in scans.read().items() if content == b"first")
    scans.keep({hit, f"{hit}!/inside", "HEAD"})

    for _ in range(3):
        assert scans.read() == {hit: b"first"}
        scans.keep({hit})


def test_what_is_no_longer_found_there_is_read_until_the_repository_changes(scans: Scans, repo: Repo) -> None:
    hit = next(name for name, content in scans.read().items() if content == b"first")
    scans.keep({hit})
    repo.commit({"c.txt": "third"})

    assert hit in scans.read()
    scans.keep()
    assert scans.read() == {}


def test_a_scan_of_another_kind_reads_everything(scans: Scans) -> None:
    scans.read()
    scans.keep()

    assert len(scans.read(kind="other rules")) == 4


def test_scan_that_does_not_end_leaves_nothing_behind(scans: Scans) -> None:
    scans.read()

    assert len(scans.read()) == 4


def test_part_of_a_history_is_neither_remembered_nor_passed_over(scans: Scans) -> None:
    part = Scope(everything=False)
    scans.read(scope=part)
    scans.keep()
    assert len(scans.read()) == 4
    scans.keep()

    assert len(scans.read(scope=part)) == 4


def test_another_repository_at_another_place_is_read(scans: Scans, repo: Repo, tmp_path: Path) -> None:
    scans.read()
    scans.keep()
    repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "other"))

    assert len(Scans(tmp_path / "other", scans.folder).read()) == 4


def test_what_the_repository_lacks_is_said_again(scans: Scans, repo: Repo) -> None:
    (repo.git_dir / "refs" / "heads" / "broken").write_text("no id\n")
    scans.read()
    said = scans.skipped
    scans.keep()

    assert said
    scans.read()
    assert scans.skipped == said


def test_gap_that_was_mended_is_not_said_any_more(scans: Scans, repo: Repo) -> None:
    broken = repo.git_dir / "refs" / "heads" / "broken"
    broken.write_text("no id\n")
    scans.read()
    scans.keep()
    broken.unlink()
    repo.commit({"c.txt": "third"})
    scans.read()
    scans.keep()

    scans.read()

    assert scans.skipped == []


@pytest.mark.parametrize("damage", ["truncated", "changed", "writable by others", "empty", "gone"])
def test_memory_that_can_not_be_trusted_is_not(scans: Scans, damage: str) -> None:
    scans.read()
    scans.keep()
    (file,) = scans.folder.iterdir()
    content = file.read_bytes()
    match damage:
        case "truncated":
            file.write_bytes(content[:-1])
        case "changed":
            file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        case "writable by others":
            file.chmod(0o666)
        case "empty":
            file.write_bytes(b"")
        case _:
            file.unlink()

    assert len(scans.read()) == 4


def test_memory_is_private(scans: Scans) -> None:
    scans.read()
    scans.keep()

    (file,) = scans.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_folder_that_can_not_be_made_only_costs_time(repo: Repo) -> None:
    scans = Scans(repo, Path(os.devnull) / "cache")
    scans.read()
    scans.keep()

    assert len(scans.read()) == 4


def test_objects_borrowed_from_elsewhere_are_listed_each_time(
    scans: Scans, repo: Repo, tmp_path: Path
) -> None:
    """What is elsewhere may change without a trace in the repository itself."""
    other = Repo(tmp_path / "lender")
    other.commit({"x.txt": "lent"})
    (repo.git_dir / "objects" / "info" / "alternates").write_text(f"{other.git_dir / 'objects'}\n")
    scans.read()
    scans.keep()

    other.commit({"y.txt": "lent later"})

    assert b"lent later" in scans.read().values()


def test_repack_changes_nothing_about_what_is_known(scans: Scans, repo: Repo) -> None:
    scans.read()
    scans.keep()
    repo.git("repack", "-adq")

    assert scans.read() == {}
    assert scans.source.unchanged == 4
