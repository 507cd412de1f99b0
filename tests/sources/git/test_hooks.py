"""Where a repository has its hooks."""

from pathlib import Path

import pytest
from tests.sources.git.history_of import opened
from tests.sources.repositories import Repo

from akwarden.errors import TargetError
from akwarden.model.hook import HookKind
from akwarden.sources.git.hooks import HooksFolder, common_dir, head, hooks_folder, takes_push_options

COMMIT, RECEIVE = HookKind.PRE_COMMIT, HookKind.PRE_RECEIVE


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.commit({"deep/a.txt": "text"})
    return repo


@pytest.fixture
def bare(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "bare.git", "--bare")


def test_they_lie_in_the_repository(repo: Repo, bare: Repo) -> None:
    assert hooks_folder(repo.path / "deep", COMMIT) == HooksFolder(repo.git_dir / "hooks")
    assert hooks_folder(bare.path, RECEIVE) == HooksFolder(bare.path / "hooks")


def test_linked_work_trees_share_them(repo: Repo, tmp_path: Path) -> None:
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))

    assert hooks_folder(tmp_path / "linked", COMMIT) == HooksFolder(repo.git_dir / "hooks")
    assert common_dir(opened(tmp_path / "linked")) == repo.git_dir


def test_a_hooks_path_outside_is_shared(repo: Repo, tmp_path: Path) -> None:
    repo.git("config", "core.hooksPath", str(tmp_path / "all"))

    assert hooks_folder(repo.path, COMMIT) == HooksFolder(tmp_path / "all", is_shared=True)


def test_a_relative_hooks_path_begins_where_git_runs_the_hook(repo: Repo) -> None:
    repo.git("config", "core.hooksPath", "own")

    assert hooks_folder(repo.path / "deep", COMMIT).path == repo.path / "own"
    assert hooks_folder(repo.path, RECEIVE).path == repo.git_dir / "own"


def test_nobody_commits_in_a_bare_repository(bare: Repo, repo: Repo) -> None:
    for folder in (bare.path, repo.git_dir):
        with pytest.raises(TargetError) as refused:
            hooks_folder(folder, COMMIT)
        assert "--kind pre-receive" in str(refused.value.mend)


def test_what_is_no_repository_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(TargetError):
            hooks_folder(folder, COMMIT)


def test_push_options_arrive_only_where_they_are_wanted(bare: Repo) -> None:
    assert not takes_push_options(opened(bare))
    bare.git("config", "receive.advertisePushOptions", "on")
    assert takes_push_options(opened(bare))


def test_head_is_told_before_and_after_the_first_commit_and_without_a_branch(
    repo: Repo, tmp_path: Path
) -> None:
    fresh = Repo(tmp_path / "fresh")
    assert head(opened(fresh)) == ("refs/heads/main", None)
    assert head(opened(repo)) == ("refs/heads/main", repo.id("HEAD"))
    repo.git("switch", "--quiet", "--detach")
    assert head(opened(repo)) == ("HEAD", repo.id("HEAD"))
