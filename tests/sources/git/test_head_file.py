from pathlib import Path

import pytest
from tests.sources.repositories import Repo, run_git

from akwarden.sources.git.command import Repository
from akwarden.sources.git.head_file import head_file
from akwarden.sources.git.staged import NoPlainFileError


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with nothing in it."""
    return Repo(tmp_path / "repo")


def read(repo: Repo, path: str, most: int = 100) -> bytes | None:
    """Read a file at HEAD of a clone without files."""
    bare = repo.path.with_name("bare.git")
    run_git("clone", "--quiet", "--mirror", str(repo.path), str(bare))
    return head_file(Repository(bare, None), path, most=most)


def test_a_file_is_read_as_head_has_it(repo: Repo) -> None:
    repo.commit({"a.txt": "first"})
    repo.commit({"a.txt": "second"})

    assert read(repo, "a.txt", most=4) == b"seco"


@pytest.mark.parametrize("path", ["b.txt", "a", "*.txt"])
def test_a_file_that_is_not_there_is_none(repo: Repo, path: str) -> None:
    repo.commit({"a.txt": "first"})

    assert read(repo, path) is None


def test_where_nothing_was_committed_there_is_no_file(repo: Repo) -> None:
    assert read(repo, "a.txt") is None


def test_a_link_and_a_folder_are_no_files(repo: Repo) -> None:
    (repo.path / "link").symlink_to("/etc/passwd")
    repo.commit({"folder/a.txt": "first"})

    for path in ("link", "folder"):
        with pytest.raises(NoPlainFileError):
            head_file(Repository(repo.git_dir, None), path, most=100)
