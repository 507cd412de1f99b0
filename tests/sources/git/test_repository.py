"""Which repository a folder is the top of."""

from pathlib import Path

import pytest
from tests.sources.git.history_of import opened
from tests.sources.repositories import Repo, run_git

from akwarden.errors import TargetError
from akwarden.sources.git.command import Repository
from akwarden.sources.git.repository import (
    check_repository,
    clone_filters,
    enclosing_repository,
    find_repository,
    has_head,
)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with one commit."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"sub/a.txt": "text"})
    return repo


def test_only_its_top_is_the_repository(repo: Repo, tmp_path: Path) -> None:
    assert find_repository(repo.path, {}) == Repository(repo.path / ".git", repo.path)
    assert find_repository(repo.path / "sub", {}) is None
    assert find_repository(repo.path / "sub/a.txt", {}) is None
    assert find_repository(tmp_path, {}) is None
    assert find_repository(tmp_path / "absent", {}) is None


def test_a_folder_below_the_top_lies_in_it(repo: Repo, tmp_path: Path) -> None:
    assert enclosing_repository(repo.path / "sub") == Repository(repo.path / ".git", repo.path)
    assert enclosing_repository(tmp_path) is None


def test_a_bare_one_has_no_work_tree(tmp_path: Path) -> None:
    bare = Repo(tmp_path / "bare.git", "--bare")

    assert find_repository(bare.path, {}) == Repository(bare.path, None)


def test_a_file_leads_to_where_it_is_kept(repo: Repo, tmp_path: Path) -> None:
    run_git("worktree", "add", "--quiet", str(tmp_path / "linked"), folder=repo.path)

    found = find_repository(tmp_path / "linked", {})

    assert found == Repository(repo.path / ".git/worktrees/linked", tmp_path / "linked")
    check_repository(found, "linked")


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"gitdir", b"\xff" * 100])
def test_a_file_of_that_name_that_leads_nowhere_is_a_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").write_bytes(content)

    assert find_repository(tmp_path, {}) is None


def test_one_that_git_can_t_open_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: elsewhere\n")
    found = find_repository(tmp_path, {})
    assert found is not None

    with pytest.raises(TargetError) as refused:
        check_repository(found, "here")

    assert refused.value.why == f"not a git repository: '{tmp_path}/elsewhere'"


def test_head_is_there_once_something_was_committed(repo: Repo, tmp_path: Path) -> None:
    assert has_head(opened(repo))
    assert not has_head(opened(Repo(tmp_path / "empty")))


@pytest.mark.parametrize(
    ("settings", "filters"),
    [
        ({}, []),
        ({"remote.origin.promisor": "true", "remote.origin.partialclonefilter": "blob:none"}, ["blob:none"]),
        ({"remote.origin.promisor": "true"}, ["filter unknown"]),
        ({"remote.origin.promisor": "false"}, []),
    ],
)
def test_a_partial_clone_tells_its_filter(repo: Repo, settings: dict[str, str], filters: list[str]) -> None:
    for name, value in settings.items():
        repo.git("config", name, value)

    assert clone_filters(opened(repo)) == filters


class TestHook:
    def test_its_index_and_objects_count_for_its_own_repository(self, repo: Repo, tmp_path: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(repo.path)
            env = {
                "GIT_INDEX_FILE": ".git/index.lock",
                "GIT_OBJECT_DIRECTORY": ".git/objects/incoming",
                "GIT_QUARANTINE_PATH": "/q",
            }
            found = find_repository(Path(), env)
            other = find_repository(Repo(tmp_path / "other").path, env)

        assert found is not None
        assert dict(found.variables) == {
            "GIT_INDEX_FILE": str(repo.path / ".git/index.lock"),
            "GIT_OBJECT_DIRECTORY": str(repo.path / ".git/objects/incoming"),
            "GIT_QUARANTINE_PATH": "/q",
        }
        assert other is not None
        assert other.variables == ()

    def test_the_folder_that_it_names_tells_whose_they_are(self, repo: Repo, tmp_path: Path) -> None:
        other = Repo(tmp_path / "other")
        env = {"GIT_INDEX_FILE": "/tmp/index"}

        mine = find_repository(repo.path, {**env, "GIT_DIR": str(repo.git_dir)})
        not_mine = find_repository(repo.path, {**env, "GIT_DIR": str(other.git_dir)})
        gone = find_repository(repo.path, {**env, "GIT_DIR": "/nowhere"})

        assert mine is not None
        assert mine.variables == (("GIT_INDEX_FILE", "/tmp/index"),)
        assert [found and found.variables for found in (not_mine, gone)] == [(), ()]

    def test_a_work_tree_without_a_sign_of_it_is_known_by_the_hook(self, tmp_path: Path) -> None:
        bare = Repo(tmp_path / "dotfiles", "--bare")
        (tmp_path / "home").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(tmp_path / "home")
            found = find_repository(Path(), {"GIT_DIR": str(bare.path), "GIT_WORK_TREE": "."})
            elsewhere = find_repository(tmp_path, {"GIT_DIR": str(bare.path)})

        assert found == Repository(bare.path, tmp_path / "home")
        assert elsewhere is None
