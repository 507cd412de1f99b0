"""What the next commit would add, and nothing else."""

from pathlib import Path

import pytest
from tests.sources.git.history_of import opened
from tests.sources.reading import paths, places, read
from tests.sources.repositories import Repo, run_git

from akwarden.sources.exclude import excludes
from akwarden.sources.git.repository import find_repository
from akwarden.sources.git.staged import NoPlainFileError, StagedSource, staged_file
from akwarden.sources.protocol import Place


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with one commit."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"old.txt": "committed OLD", "a.txt": "one\ntwo\n"})
    return repo


def staged(repo: Repo, *exclude: str) -> StagedSource:
    """Give what is staged."""
    return StagedSource(opened(repo), "repo", excluded=excludes(exclude))


def test_only_what_is_staged_is_read(repo: Repo) -> None:
    repo.write({"new.txt": "staged MARK", "untracked.txt": "not staged"})
    repo.git("add", "new.txt")

    source = staged(repo)
    seen = read(source)

    assert list(seen.artifacts.values()) == [b"staged MARK"]
    assert places(source, "MARK", seen) == [Place("new.txt")]


def test_a_partial_add_is_read_as_it_was_added(repo: Repo) -> None:
    repo.write({"a.txt": "one MARK\ntwo\n"})
    repo.git("add", "a.txt")
    repo.write({"a.txt": "one\ntwo and a LATER change\n"})

    assert list(read(staged(repo)).artifacts.values()) == [b"one MARK\ntwo\n"]


def test_nothing_staged_gives_nothing(repo: Repo) -> None:
    assert read(staged(repo)).artifacts == {}


def test_before_the_first_commit_everything_staged_is_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "new")
    repo.write({"a.txt": "MARK", "b.txt": "not staged"})
    repo.git("add", "a.txt")

    assert paths(staged(repo), "MARK") == ["a.txt"]


def test_before_the_first_commit_of_a_sha256_repository_too(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "new", "--object-format=sha256")
    repo.write({"a.txt": "MARK"})
    repo.git("add", "a.txt")

    assert paths(staged(repo), "MARK") == ["a.txt"]


def test_a_rename_is_read_at_its_new_path(repo: Repo) -> None:
    repo.git("config", "diff.renames", "true")
    repo.git("mv", "old.txt", "renamed.txt")

    assert paths(staged(repo), "committed OLD") == ["renamed.txt"]


def test_a_deletion_and_a_change_of_mode_alone_are_as_git_says(repo: Repo) -> None:
    repo.git("rm", "--quiet", "old.txt")
    (repo.path / "a.txt").chmod(0o755)
    repo.git("add", "a.txt")

    assert paths(staged(repo), "one") == ["a.txt"]
    assert paths(staged(repo), "OLD") == []


def test_one_content_at_several_paths_is_read_once_and_has_all_of_them(repo: Repo) -> None:
    repo.write({"x/one.txt": "MARK", "y/two.txt": "MARK"})
    repo.git("add", "--all")

    assert paths(staged(repo), "MARK") == ["x/one.txt", "y/two.txt"]


def test_a_link_is_read_as_where_it_points(repo: Repo) -> None:
    (repo.path / "link").symlink_to("MARK")
    repo.git("add", "link")

    assert paths(staged(repo), "MARK") == ["link"]


def test_a_submodule_entry_is_left_out(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner")
    inner.commit({"i.txt": "inner"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "sub")

    seen = read(staged(repo))

    assert not seen.skipped
    assert [content.split(b"\n")[0] for content in seen.artifacts.values()] == [b'[submodule "sub"]']


def test_odd_names_come_as_they_are(repo: Repo) -> None:
    names = ["new\nline", 'quo"te', "sp ace", b"\xff\xe9".decode("utf-8", "surrogateescape")]
    for name in names:
        (repo.path / name).write_text("MARK")
    repo.git("add", "--all")

    assert paths(staged(repo), "MARK") == sorted(names)


def test_a_file_that_is_only_announced_is_no_error(repo: Repo) -> None:
    repo.write({"announced.txt": "MARK"})
    repo.git("add", "--intent-to-add", "announced.txt")

    assert read(staged(repo)).artifacts == {}


def test_a_conflict_is_no_error(repo: Repo) -> None:
    repo.git("switch", "--quiet", "-c", "side")
    repo.commit({"a.txt": "side"})
    repo.git("switch", "--quiet", "main")
    repo.commit({"a.txt": "main"})
    run_git("merge", "side", folder=repo.path, ok=(1,))
    repo.write({"b.txt": "MARK"})
    repo.git("add", "b.txt")

    assert paths(staged(repo), "MARK") == ["b.txt"]


def test_an_excluded_path_is_left_out(repo: Repo) -> None:
    repo.write({"tests/a.txt": "MARK", "b.txt": "MARK 2"})
    repo.git("add", "--all")

    assert paths(staged(repo, "tests/*"), "MARK") == ["b.txt"]


def test_the_index_of_a_hook_is_the_one_that_counts(repo: Repo, tmp_path: Path) -> None:
    other = {"GIT_INDEX_FILE": str(tmp_path / "other-index")}
    repo.git("read-tree", "HEAD", env=other)
    repo.write({"hooked.txt": "MARK"})
    repo.git("add", "hooked.txt", env=other)
    hook = {**other, "GIT_DIR": str(repo.git_dir)}

    found = find_repository(repo.path, hook)
    assert found is not None

    assert paths(StagedSource(found, "repo"), "MARK") == ["hooked.txt"]
    assert paths(staged(repo), "MARK") == []


def test_the_index_of_a_hook_of_another_repository_does_not_count(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    repo.write({"a.txt": "MARK"})
    repo.git("add", "a.txt")
    hook = {"GIT_DIR": str(other.git_dir), "GIT_INDEX_FILE": ".git/index"}

    found = find_repository(repo.path, hook)
    assert found is not None

    assert paths(StagedSource(found, "repo"), "MARK") == ["a.txt"]


def test_a_staged_object_that_is_missing_is_said(repo: Repo) -> None:
    repo.write({"a.txt": "MARK", "b.txt": "MARK 2"})
    repo.git("add", "--all")
    lost = repo.id(":a.txt")
    repo.object_file(lost).unlink()

    seen = read(staged(repo))

    assert seen.holders("MARK 2")
    assert seen.reason(f"objects/{lost}").startswith("missing or damaged git object")


class TestOneFile:
    def test_it_is_the_version_in_the_index(self, repo: Repo) -> None:
        repo.write({".ignore": "staged", "deep/.ignore": "deep"})
        repo.git("add", ".ignore", "deep/.ignore")
        repo.write({".ignore": "later"})

        assert staged_file(opened(repo), ".ignore", most=100) == b"staged"
        assert staged_file(opened(repo), "deep/.ignore", most=100) == b"deep"

    def test_one_that_is_committed_and_not_changed_is_in_the_index_too(self, repo: Repo) -> None:
        assert staged_file(opened(repo), "old.txt", most=100) == b"committed OLD"

    def test_one_that_is_not_in_the_index_is_none_and_one_that_is_only_meant_to_be_is_empty(
        self, repo: Repo
    ) -> None:
        repo.write({".ignore": "untracked", ".meant": "untracked"})
        repo.git("add", "--intent-to-add", ".meant")

        assert staged_file(opened(repo), ".ignore", most=100) is None
        assert staged_file(opened(repo), ".meant", most=100) == b""

    def test_no_more_is_read_than_is_wanted(self, repo: Repo) -> None:
        assert staged_file(opened(repo), "old.txt", most=4) == b"comm"

    def test_a_link_is_refused(self, repo: Repo) -> None:
        (repo.path / ".ignore").symlink_to("a.txt")
        repo.git("add", ".ignore")

        with pytest.raises(NoPlainFileError):
            staged_file(opened(repo), ".ignore", most=100)
