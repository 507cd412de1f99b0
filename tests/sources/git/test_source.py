"""A repository's history as a source, whatever kind of repository it is."""

import os
from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of
from tests.sources.reading import BUFFER, paths, places, read
from tests.sources.repositories import Repo, run_git

from akwarden.sources.protocol import IncompletePlacesError


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give an empty repository."""
    return Repo(tmp_path / "repo")


def test_a_repository_without_commits_gives_nothing_and_no_error(tmp_path: Path) -> None:
    for options in ((), ("--bare",)):
        repo = Repo(tmp_path / f"empty{len(options)}", *options)
        seen = read(history_of(repo))

        assert seen.artifacts == {"refs#names": b""}
        assert not seen.skipped


def test_a_bare_repository_is_read(repo: Repo, tmp_path: Path) -> None:
    commit = repo.commit({"a.txt": "MARK"})
    run_git("clone", "--quiet", "--bare", str(repo.path), str(tmp_path / "bare.git"))

    (place,) = places(history_of(tmp_path / "bare.git"), "MARK")

    assert (place.vpath, place.commit, place.in_head) == ("a.txt", commit, True)


def test_a_sha256_repository_is_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo", "--object-format=sha256")
    first = repo.commit({"a.txt": "MARK"})
    repo.commit({"a.txt": "later"})

    (place,) = places(history_of(repo), "MARK")

    assert len(first) == 64
    assert (place.vpath, place.commit, place.in_head) == ("a.txt", first, False)


def test_a_linked_work_tree_has_the_whole_history_and_a_head_of_its_own(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "MARK"})
    repo.git("worktree", "add", "--quiet", "-b", "other", str(tmp_path / "linked"))
    repo.git("rm", "--quiet", "a.txt")
    repo.commit()

    assert (tmp_path / "linked" / ".git").is_file()
    assert [p.in_head for p in places(history_of(tmp_path / "linked"), "MARK")] == [True]
    assert [p.in_head for p in places(history_of(repo), "MARK")] == [False]


def test_what_only_another_work_tree_has_checked_out_is_reachable(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "base"})
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "--quiet", "--detach", str(linked))
    (linked / "b.txt").write_text("MARK")
    run_git("add", "b.txt", folder=linked)
    run_git("commit", "--quiet", "-m", "detached", folder=linked)

    assert paths(history_of(repo), "MARK") == ["b.txt"]


def test_a_submodule_is_a_repository_of_its_own(repo: Repo, tmp_path: Path) -> None:
    inner = Repo(tmp_path / "inner")
    inner.commit({"i.txt": "inner MARK"})
    allow = ("-c", "protocol.file.allow=always")
    repo.git(*allow, "submodule", "--quiet", "add", str(inner.path), "sub")
    repo.commit()

    assert read(history_of(repo)).holders("inner MARK") == []
    assert paths(history_of(repo.path / "sub"), "inner MARK") == ["i.txt"]
    assert paths(history_of(repo.path / ".git/modules/sub"), "inner MARK") == ["i.txt"]


def test_objects_of_an_alternate_are_read(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "MARK"})
    run_git("clone", "--quiet", "--shared", str(repo.path), str(tmp_path / "borrower"))

    assert not list((tmp_path / "borrower/.git/objects").glob("??"))
    assert paths(history_of(tmp_path / "borrower"), "MARK") == ["a.txt"]


def test_a_shallow_clone_says_what_it_lacks(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "old MARK"})
    repo.commit({"a.txt": "new MARK"})
    run_git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(tmp_path / "shallow"))

    source = history_of(tmp_path / "shallow")
    seen = read(source)

    assert not seen.holders("old MARK")
    assert [p.vpath for p in places(source, "new MARK", seen)] == ["a.txt"]
    assert seen.reason(".git/shallow") == (
        "shallow clone: older history is absent; run `git fetch --unshallow`"
    )


def test_a_partial_clone_says_so_and_fetches_nothing(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"a.txt": "old MARK"})
    repo.commit({"a.txt": "new MARK"})
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    run_git("clone", "--quiet", "--filter=blob:none", f"file://{repo.path}", str(partial))
    before = sorted(str(path) for path in (partial / ".git/objects").rglob("*"))

    source = history_of(partial)
    seen = read(source)

    assert not seen.holders("old MARK")
    assert [p.vpath for p in places(source, "new MARK", seen)] == ["a.txt"]
    assert seen.reason(".git") == (
        "partial clone (blob:none): what was not fetched is absent; clone without --filter"
    )
    assert sorted(str(path) for path in (partial / ".git/objects").rglob("*")) == before


def test_a_clone_without_folders_still_gives_its_files_and_hides_nothing(repo: Repo, tmp_path: Path) -> None:
    for number in range(60):
        repo.commit({"a.txt": f"MARK {number}"})
    repo.git("config", "uploadpack.allowFilter", "true")
    partial = tmp_path / "partial"
    run_git("clone", "--quiet", "--filter=tree:0", "--no-checkout", f"file://{repo.path}", str(partial))
    run_git("checkout", "--quiet", "HEAD", "--", "a.txt", folder=partial)

    source = history_of(partial)
    seen = read(source)
    with pytest.raises(IncompletePlacesError) as incomplete:
        source.places(seen.holders("MARK 59"))

    assert seen.reason(".git").startswith("partial clone (tree:0): ")
    assert len(incomplete.value.known) == 1


def test_names_of_refs_may_be_more_than_a_buffer_holds(repo: Repo) -> None:
    commit = repo.commit({"a.txt": "text"})
    names = [f"refs/heads/{'x' * 200}/{number}" for number in range(600)]
    repo.git("update-ref", "--stdin", given="".join(f"create {name} {commit}\n" for name in names).encode())

    seen = read(history_of(repo))

    assert seen.artifacts["refs#names"].decode().split() == sorted([*names, "refs/heads/main"])
    assert len(seen.artifacts["refs#names"]) > BUFFER
    assert not seen.skipped


def test_a_repository_whose_path_is_no_text_is_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / os.fsdecode(b"\xff\xe9 \n'\"$(touch x)"))
    repo.commit({"a.txt": "MARK"})
    repo.git("repack", "-a", "-d", "--quiet")

    source = history_of(repo)
    seen = read(source)

    assert [p.vpath for p in places(source, "MARK", seen)] == ["a.txt"]
    assert not seen.skipped


def test_replacements_and_grafts_hide_nothing(repo: Repo) -> None:
    first = repo.commit({"a.txt": "MARK"})
    second = repo.commit({"a.txt": "clean"})
    harmless = repo.git("hash-object", "-w", "--stdin", given=b"harmless").strip()
    repo.git("replace", repo.id(f"{first}:a.txt"), harmless)
    (repo.git_dir / "info").mkdir(exist_ok=True)
    (repo.git_dir / "info/grafts").write_text(f"{second}\n")
    repo.git("replace", "--graft", second)

    (place,) = places(history_of(repo), "MARK")

    assert (place.vpath, place.commit) == ("a.txt", first)


def test_a_repository_without_head_is_read(repo: Repo) -> None:
    repo.commit({"a.txt": "MARK"})
    repo.git("symbolic-ref", "HEAD", "refs/heads/unborn")

    (place,) = places(history_of(repo), "MARK")

    assert place.in_head is None
