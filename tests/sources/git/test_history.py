"""Where an object lies: in which commits, at which paths, or beside all of them."""

from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of
from tests.sources.reading import paths, places, read
from tests.sources.repositories import Repo

from akwarden.sources.protocol import Place


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give an empty repository."""
    return Repo(tmp_path / "repo")


class TestPlaces:
    def test_a_renamed_and_a_deleted_file_have_the_places_they_had(self, repo: Repo) -> None:
        first = repo.commit({"old.txt": "MARK"})
        repo.git("mv", "old.txt", "new.txt")
        second = repo.commit()
        repo.git("rm", "--quiet", "new.txt")
        third = repo.commit()

        found = places(history_of(repo), "MARK")

        assert [(place.vpath, place.commit, place.in_head) for place in found] == [
            ("old.txt", first, False),
            ("new.txt", second, False),
        ]
        assert [place.last_seen_at for place in found] == [
            "2023-11-14T22:15:20Z",
            "2023-11-14T22:16:20Z",
        ]
        assert repo.time_of(third) == 1_700_000_180

    def test_a_place_says_who_when_and_whether_head_still_has_it(self, repo: Repo) -> None:
        who = {"GIT_AUTHOR_NAME": "Zoë 张", "GIT_AUTHOR_EMAIL": "zoe@example.com"}
        first = repo.commit({"a.txt": "MARK"}, env=who)
        repo.commit({"b.txt": "later"})

        assert places(history_of(repo), "MARK") == [
            Place(
                "a.txt",
                commit=first,
                author="Zoë 张 <zoe@example.com>",
                committed_at="2023-11-14T22:14:20Z",
                in_head=True,
                last_seen_at="2023-11-14T22:14:20Z",
            )
        ]

    def test_a_file_that_came_back_was_first_seen_the_first_time(self, repo: Repo) -> None:
        first = repo.commit({"a.txt": "MARK"})
        repo.git("rm", "--quiet", "a.txt")
        repo.commit()
        repo.commit({"a.txt": "MARK"})

        (place,) = places(history_of(repo), "MARK")

        assert place.commit == first
        assert place.in_head is True
        assert place.last_seen_at == "2023-11-14T22:16:20Z"

    def test_what_a_merge_alone_brings_is_found_in_the_merge(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.git("switch", "--quiet", "-c", "side")
        repo.commit({"b.txt": "side"})
        repo.git("switch", "--quiet", "main")
        repo.commit({"c.txt": "main"})
        merge = repo.merge("side", files={"evil.txt": "MARK"})

        assert [(place.vpath, place.commit) for place in places(history_of(repo), "MARK")] == [
            ("evil.txt", merge)
        ]

    def test_what_an_octopus_changes_in_a_file_of_its_parents_is_found(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        for name in ("one", "two", "three"):
            repo.git("switch", "--quiet", "-c", name, "main")
            repo.commit({f"{name}.txt": f"from {name}"})
        repo.git("switch", "--quiet", "main")
        merge = repo.merge("one", "two", "three", files={"two.txt": "not from two MARK"})

        (place,) = places(history_of(repo), "MARK")

        assert len(repo.git("rev-list", "--parents", "-n1", merge).split()) == 5
        assert (place.vpath, place.commit, place.in_head) == ("two.txt", merge, True)

    def test_a_file_of_one_parent_belongs_to_the_commit_that_made_it(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.git("switch", "--quiet", "-c", "side")
        side = repo.commit({"b.txt": "MARK"})
        repo.git("switch", "--quiet", "main")
        repo.commit({"c.txt": "main"})
        repo.merge("side")

        (place,) = places(history_of(repo), "MARK")

        assert place.commit == side

    def test_names_that_are_no_text_are_told_apart_from_everything_else(self, repo: Repo) -> None:
        commit = repo.commit({"plain": "first"})
        odd = [b"new\nline", b'quo"te', b"tab\tt", b"\xff\xfe latin \xe9", b":100644 fake", commit.encode()]
        for number, name in enumerate(odd):
            Path(repo.path / "x").with_name(name.decode("utf-8", "surrogateescape")).write_text(
                f"MARK-{number}-"
            )
        repo.commit()

        source = history_of(repo)
        seen = read(source)

        for number, name in enumerate(odd):
            (place,) = places(source, f"MARK-{number}-", seen)
            assert place.vpath.encode("utf-8", "surrogateescape") == name

    def test_names_that_look_like_patterns_are_names(self, repo: Repo) -> None:
        names = [":(top)a", "*", ":", "-x", "[a]", "a"]
        repo.commit({name: f"MARK-{number}-" for number, name in enumerate(names)})

        source = history_of(repo)
        seen = read(source)

        for number, name in enumerate(names):
            (place,) = places(source, f"MARK-{number}-", seen)
            assert (place.vpath, place.in_head) == (name, True)

    def test_a_folder_in_the_place_of_a_file_is_not_the_file(self, repo: Repo) -> None:
        repo.commit({"a": "MARK"})
        repo.git("rm", "--quiet", "a")
        repo.commit({"a/b": "text"})

        assert [(p.vpath, p.in_head) for p in places(history_of(repo), "MARK")] == [("a", False)]

    def test_thousands_of_hits_need_no_longer_command_line(self, repo: Repo) -> None:
        repo.commit({f"{number}.txt": f"MARK {number}" for number in range(450)})

        assert len(paths(history_of(repo), "MARK")) == 450

    def test_excluded_paths_are_no_places(self, repo: Repo) -> None:
        repo.commit({"tests/a.txt": "MARK", "src/a.txt": "MARK"})

        assert paths(history_of(repo, exclude=("tests/*",)), "MARK") == ["src/a.txt"]

    def test_what_is_excluded_everywhere_has_no_place_and_is_not_taken_for_unreachable(
        self, repo: Repo
    ) -> None:
        repo.commit({"tests/a.txt": "MARK"})

        source = history_of(repo, exclude=("tests",))
        names = read(source).holders("MARK")

        assert source.places(names) == {names[0]: []}


class TestBesideBranches:
    def test_stashes_old_ones_and_untracked_files_in_them_are_found(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        for number in (1, 2):
            repo.write({"a.txt": f"stashed MARK-{number}-", f"untracked-{number}.txt": f"MARK-U{number}-"})
            repo.git("stash", "push", "--quiet", "--include-untracked")
        repo.write({"a.txt": "staged in a stash MARK-3-"})
        repo.git("add", "a.txt")
        repo.git("stash", "push", "--quiet")

        source = history_of(repo)
        seen = read(source)

        assert [places(source, f"MARK-{n}-", seen)[0].vpath for n in (1, 2, 3)] == ["a.txt"] * 3
        assert [places(source, f"MARK-U{n}-", seen)[0].vpath for n in (1, 2)] == [
            "untracked-1.txt",
            "untracked-2.txt",
        ]

    def test_a_note_is_found(self, repo: Repo) -> None:
        commit = repo.commit({"a.txt": "base"})
        repo.git("notes", "add", "-m", "noted MARK")

        assert paths(history_of(repo), "MARK") == [commit]

    def test_what_only_the_reflog_knows_has_a_place(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        lost = repo.commit({"lost.txt": "reset MARK-1-"})
        repo.git("reset", "--quiet", "--hard", "HEAD~1")
        amended = repo.commit({"b.txt": "amended MARK-2-"})
        repo.commit({"b.txt": "clean"}, "better", "--amend")

        source = history_of(repo)
        seen = read(source)

        assert [p.commit for p in places(source, "MARK-1-", seen)] == [lost]
        assert [p.commit for p in places(source, "MARK-2-", seen)] == [amended]
        assert [p.in_head for p in places(source, "MARK-2-", seen)] == [False]

    def test_an_object_that_nothing_names_is_read_and_has_no_place(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        dangling = repo.git("hash-object", "-w", "--stdin", given=b"dangling MARK").strip()
        lost = repo.commit({"lost.txt": "expired MARK"})
        repo.git("reset", "--quiet", "--hard", "HEAD~1")
        repo.git("reflog", "expire", "--expire=now", "--all")

        source = history_of(repo)
        names = read(source).holders("MARK")

        assert set(names) == {f"objects/{dangling}", f"objects/{repo.id(f'{lost}:lost.txt')}"}
        assert source.places(names) == {}

    def test_what_is_staged_and_not_committed_has_a_place(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.write({"dir/new.txt": "staged MARK"})
        repo.git("add", "--all")
        repo.write({"dir/new.txt": "clean again"})

        assert places(history_of(repo), "MARK") == [Place("dir/new.txt")]

    def test_messages_names_and_addresses_are_found_with_their_commit(self, repo: Repo) -> None:
        who = {"GIT_AUTHOR_NAME": "MARK-A", "GIT_COMMITTER_EMAIL": "MARK-C@example.com"}
        commit = repo.commit({"a.txt": "base"}, "subject\n\nMARK-M", env=who)

        source = history_of(repo)
        seen = read(source)

        for mark in ("MARK-A", "MARK-C", "MARK-M"):
            (place,) = places(source, mark, seen)
            assert (place.vpath, place.commit, place.in_head) == (f"commits/{commit}#message", commit, True)

    def test_a_commit_message_out_of_head_says_so_and_one_out_of_reach_has_no_place(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.commit(message="MARK-1")
        repo.git("reset", "--quiet", "--hard", "HEAD~1")
        source = history_of(repo)
        seen = read(source)

        assert [p.in_head for p in places(source, "MARK-1", seen)] == [False]
        repo.git("reflog", "expire", "--expire=now", "--all")
        assert places(source, "MARK-1", seen) == []

    def test_tag_messages_are_found_also_in_a_tag_of_a_tag(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.git("tag", "-a", "inner", "-m", "MARK-1")
        repo.git("tag", "-a", "outer", "inner", "-m", "MARK-2")
        repo.git("tag", "--delete", "inner")

        source = history_of(repo)
        seen = read(source)

        assert places(source, "MARK-1", seen) == [Place("refs/tags/outer#message")]
        assert places(source, "MARK-2", seen) == [Place("refs/tags/outer#message")]

    def test_a_tag_that_no_ref_names_has_no_place(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.git("tag", "-a", "gone", "-m", "MARK")
        repo.git("tag", "--delete", "gone")

        source = history_of(repo)
        seen = read(source)

        assert seen.holders("MARK")
        assert places(source, "MARK", seen) == []

    def test_branch_names_are_read(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        repo.git("branch", "feature/MARK")

        assert places(history_of(repo), "feature/MARK") == [Place("refs#names")]

    def test_refs_to_blobs_and_trees_give_places(self, repo: Repo) -> None:
        repo.commit({"a.txt": "base"})
        blob = repo.git("hash-object", "-w", "--stdin", given=b"MARK-1").strip()
        repo.git("update-ref", "refs/keys/one", blob)
        other = repo.git("hash-object", "-w", "--stdin", given=b"MARK-2").strip()
        tree = repo.git("mktree", given=f"100644 blob {other}\tinside.txt\n".encode()).strip()
        repo.git("update-ref", "refs/trees/one", tree)
        third = repo.git("hash-object", "-w", "--stdin", given=b"MARK-3").strip()
        repo.git("tag", "-a", "-m", "a key", "signing-key", third)

        source = history_of(repo)
        seen = read(source)

        assert [places(source, f"MARK-{n}", seen) for n in (1, 2, 3)] == [
            [Place("refs/keys/one")],
            [Place("refs/trees/one/inside.txt")],
            [Place("refs/tags/signing-key")],
        ]
