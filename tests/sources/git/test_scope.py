"""A part of the history: a range, or what came since."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of, opened
from tests.sources.reading import paths, places, read
from tests.sources.repositories import Repo, run_git

from akwarden.errors import TargetError
from akwarden.sources.git.repository import find_repository
from akwarden.sources.git.scope import Scope, commit_range, since
from akwarden.sources.git.source import HistorySource
from akwarden.sources.protocol import Place

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
NOTHING = "0" * 40


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with two commits, the first one tagged."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"old.txt": "OLD"}, "OLD-M")
    repo.git("tag", "v1")
    repo.commit({"new.txt": "NEW"}, "NEW-M")
    return repo


def of_range(repo: Repo, text: str) -> HistorySource:
    """Give a range as a source."""
    return history_of(repo, commit_range(opened(repo), text))


def of_since(repo: Repo, text: str, now: datetime = NOW) -> HistorySource:
    """Give what came since as a source."""
    return history_of(repo, since(opened(repo), text, now))


class TestRange:
    @pytest.mark.parametrize("text", ["v1..HEAD", "v1..", "v1...main", "refs/tags/v1..main", "HEAD~1..HEAD"])
    def test_it_holds_what_the_second_has_and_the_first_has_not(self, repo: Repo, text: str) -> None:
        source = of_range(repo, text)
        seen = read(source)

        assert [p.vpath for p in places(source, "NEW", seen)] == [
            f"commits/{repo.id('HEAD')}#message",
            "new.txt",
        ]
        assert not seen.holders("OLD")

    def test_an_empty_first_end_is_head(self, repo: Repo) -> None:
        repo.git("switch", "--quiet", "-c", "topic")
        repo.commit({"topic.txt": "TOPIC"})
        repo.git("switch", "--quiet", "main")

        assert paths(of_range(repo, "..topic"), "TOPIC") == ["topic.txt"]

    def test_nothing_between_two_equal_ends_is_no_error(self, repo: Repo) -> None:
        assert read(of_range(repo, "HEAD..HEAD")).artifacts == {}

    def test_an_unchanged_file_is_left_out_and_a_moved_one_is_new(self, repo: Repo) -> None:
        repo.git("mv", "old.txt", "moved.txt")
        repo.commit()

        assert paths(of_range(repo, "HEAD~1..HEAD"), "OLD") == ["moved.txt"]

    def test_what_came_and_went_within_it_is_found(self, repo: Repo) -> None:
        repo.commit({"leak.txt": "LEAK"})
        repo.git("rm", "--quiet", "leak.txt")
        repo.commit()

        (place,) = places(of_range(repo, "v1..HEAD"), "LEAK")

        assert (place.vpath, place.in_head) == ("leak.txt", False)

    def test_a_merge_within_it_counts_with_what_it_brings_itself(self, repo: Repo) -> None:
        repo.git("switch", "--quiet", "-c", "side", "v1")
        repo.commit({"side.txt": "SIDE"})
        repo.git("switch", "--quiet", "main")
        merge = repo.merge("side", files={"evil.txt": "EVIL"})

        source = of_range(repo, "main~1..main")
        seen = read(source)

        assert [p.commit for p in places(source, "EVIL", seen)] == [merge]
        assert seen.holders("SIDE")
        assert not seen.holders("NEW\n")

    def test_a_deleted_branch_brings_nothing(self, repo: Repo) -> None:
        for zeros in (NOTHING, "0" * 64):
            seen = read(of_range(repo, f"{repo.id('HEAD')}..{zeros}"))
            assert seen.artifacts == {}
            assert not seen.skipped

    def test_a_new_branch_brings_what_no_branch_without_it_has(self, repo: Repo) -> None:
        repo.git("switch", "--quiet", "-c", "topic")
        repo.commit({"topic.txt": "TOPIC"})
        # As in a pipeline after a push: the remote's branch has it already.
        repo.git("update-ref", "refs/remotes/origin/topic", "HEAD")

        source = of_range(repo, f"{NOTHING}..{repo.id('topic')}")
        seen = read(source)

        assert [p.vpath for p in places(source, "TOPIC", seen)] == ["topic.txt"]
        assert not seen.holders("NEW")

    def test_the_first_branch_of_all_brings_everything(self, repo: Repo) -> None:
        repo.git("tag", "--delete", "v1")
        seen = read(of_range(repo, f"{NOTHING}..{repo.id('HEAD')}"))

        assert seen.holders("OLD")
        assert seen.holders("NEW")

    def test_a_pushed_tag_brings_its_message(self, repo: Repo) -> None:
        repo.git("tag", "-a", "v2", "-m", "TAG-1")
        repo.git("tag", "-a", "v2-signed", "v2", "-m", "TAG-2")
        tag = repo.id("v2-signed")

        source = of_range(repo, f"{NOTHING}..{tag}")
        seen = read(source)
        assert places(source, "TAG-2", seen) == [Place("refs/tags/v2-signed#message")]
        assert places(source, "TAG-1", seen) == [Place("refs/tags/v2#message")]

        repo.git("tag", "--delete", "v2", "v2-signed")
        assert places(of_range(repo, f"v1..{tag}"), "TAG-2") == [Place(f"objects/{tag}")]

    def test_a_pushed_blob_or_tree_is_read(self, repo: Repo) -> None:
        blob = repo.git("hash-object", "-w", "--stdin", given=b"DIRECT").strip()
        tree = repo.git("mktree", given=f"100644 blob {blob}\tx\n".encode()).strip()

        for end in (blob, tree):
            assert paths(of_range(repo, f"{NOTHING}..{end}"), "DIRECT") == [f"objects/{blob}"]

    def test_a_tag_on_a_commit_of_the_range_belongs_to_it(self, repo: Repo) -> None:
        repo.git("tag", "-a", "v2", "-m", "TAG")
        repo.git("tag", "-a", "v0", "v1", "-m", "ELSEWHERE")

        source = of_range(repo, "v1..HEAD")
        seen = read(source)

        assert places(source, "TAG", seen) == [Place("refs/tags/v2#message")]
        assert not seen.holders("ELSEWHERE")

    def test_branch_names_are_no_part_of_it(self, repo: Repo) -> None:
        repo.git("branch", "feature/MARK")

        assert not read(of_range(repo, "v1..HEAD")).holders("MARK")

    def test_submodule_entries_are_left_out(self, repo: Repo) -> None:
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{'ab' * 20},sub")
        repo.git("commit", "--quiet", "-m", "a submodule")

        assert not read(of_range(repo, "HEAD~1..HEAD")).skipped

    def test_excluded_paths_are_not_even_read(self, repo: Repo) -> None:
        source = history_of(repo, commit_range(opened(repo), "v1..HEAD"), exclude=("*.txt",))

        assert not read(source).holders("NEW\n")

    @pytest.mark.parametrize(
        "text",
        [
            "main",
            "nowhere..main",
            "main..nowhere",
            "-x..main",
            "main..--all",
            "..",
            "a b..c",
            f"{'ab' * 20}..main",
        ],
    )
    def test_what_is_no_range_is_refused_with_the_mend(self, tmp_path: Path, text: str) -> None:
        repo = Repo(tmp_path / "other")
        if text != "..":
            repo.commit({"a.txt": "text"})

        with pytest.raises(TargetError) as refused:
            commit_range(opened(repo), text)

        assert refused.value.what == f"--range {text}: not a range of this repository's commits"
        assert refused.value.mend is not None

    def test_an_option_in_its_place_is_not_obeyed(self, repo: Repo, tmp_path: Path) -> None:
        target = tmp_path / "written"

        with pytest.raises(TargetError):
            commit_range(opened(repo), f"--output={target}..HEAD")
        with pytest.raises(TargetError):
            commit_range(opened(repo), f"HEAD..--output={target}")

        assert not target.exists()


class TestHook:
    def test_objects_in_quarantine_are_read_and_known_ones_are_not(self, repo: Repo, tmp_path: Path) -> None:
        server = tmp_path / "server.git"
        run_git("clone", "--quiet", "--bare", str(repo.path), str(server))
        commit = repo.commit({"pushed.txt": "PUSHED"})
        quarantine = server / "objects/tmp_objdir-incoming-x"
        (quarantine / "pack").mkdir(parents=True)
        packed = run_git("rev-list", "--objects", "HEAD~1..HEAD", folder=repo.path)
        ids = "".join(f"{line.split()[0]}\n" for line in packed.splitlines())
        run_git(
            "pack-objects", "--quiet", str(quarantine / "pack/pack"), folder=repo.path, given=ids.encode()
        )
        hook = {
            "GIT_DIR": str(server),
            "GIT_OBJECT_DIRECTORY": str(quarantine),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(server / "objects"),
            "GIT_QUARANTINE_PATH": str(quarantine),
        }

        found = find_repository(server, hook)
        assert found is not None
        source = HistorySource(found, "server", commit_range(found, f"{NOTHING}..{commit}"))
        seen = read(source)

        assert [p.vpath for p in places(source, "PUSHED", seen)] == ["pushed.txt"]
        assert not seen.holders("NEW")
        with pytest.raises(TargetError):
            commit_range(opened(server), f"HEAD..{commit}")


class TestSince:
    def test_a_revision_means_what_it_does_not_have(self, repo: Repo) -> None:
        source = of_since(repo, "v1")
        seen = read(source)

        assert seen.holders("NEW")
        assert not seen.holders("OLD")
        assert sorted(p.vpath for p in places(source, "NEW", seen)) == [
            f"commits/{repo.id('HEAD')}#message",
            "new.txt",
        ]

    def test_all_branches_stashes_and_reflogs_count(self, repo: Repo) -> None:
        repo.git("switch", "--quiet", "-c", "side")
        repo.commit({"side.txt": "SIDE"})
        repo.git("switch", "--quiet", "main")
        repo.commit({"lost.txt": "LOST"})
        repo.git("reset", "--quiet", "--hard", "HEAD~1")
        repo.write({"new.txt": "STASHED"})
        repo.git("stash", "push", "--quiet")

        seen = read(of_since(repo, "v1"))

        assert all(seen.holders(mark) for mark in ("SIDE", "LOST", "STASHED"))

    @pytest.mark.parametrize(
        "text", ["2026-01-30", "2026-01-30T00:00:00+02:00", "2d", "48h", "1w", "20260130"]
    )
    def test_a_date_or_a_span_leaves_out_what_is_older_files_and_all(self, tmp_path: Path, text: str) -> None:
        repo = Repo(tmp_path / "repo")
        repo.clock = int((NOW - timedelta(days=30)).timestamp())
        repo.commit({"old.txt": "OLD"})
        repo.git("tag", "-a", "v1", "-m", "TAG-OLD")
        repo.clock = int((NOW - timedelta(days=1)).timestamp())
        repo.commit({"new.txt": "NEW"})
        repo.git("tag", "-a", "late", "HEAD~1", "-m", "TAG-NEW")

        source = of_since(repo, text)
        seen = read(source)

        assert [p.vpath for p in places(source, "NEW", seen)] == ["new.txt", "refs/tags/late#message"]
        assert not seen.holders("OLD")

    def test_nothing_since_is_no_error(self, repo: Repo) -> None:
        assert read(of_since(repo, "1h")).artifacts == {}

    def test_a_repository_without_commits_is_no_error(self, tmp_path: Path) -> None:
        assert read(of_since(Repo(tmp_path / "empty"), "30d")).artifacts == {}

    @pytest.mark.parametrize(
        "text",
        ["yesterday", "2026-13-01", "-x", "--all", "99999y", "12345678901d", "v1..HEAD", "nowhere", "30"],
    )
    def test_anything_else_is_refused_with_the_mend(self, repo: Repo, text: str) -> None:
        with pytest.raises(TargetError) as refused:
            since(opened(repo), text, NOW)

        assert refused.value.what == f"--since {text}: neither a revision of this repository nor a date"
        assert "30d" in str(refused.value.mend)

    def test_a_time_before_all_times_is_the_beginning(self, repo: Repo) -> None:
        assert since(opened(repo), "1960-01-01", NOW).moment == 0
        assert read(of_since(repo, "0001-01-01")).holders("OLD")


def test_the_whole_history_is_the_default() -> None:
    assert Scope() == Scope(("--all", "--reflog"), everything=True)
