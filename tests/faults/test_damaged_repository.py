"""A damaged repository: what can be read is read, the rest is a skipped record, and nothing ends the scan."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of, opened
from tests.sources.reading import Seen, places, read, read_units
from tests.sources.repositories import Repo

from akwarden.errors import TargetError
from akwarden.sources.git.listing import MOST_NAMED, all_objects
from akwarden.sources.git.objects import units
from akwarden.sources.git.scope import commit_range
from akwarden.sources.protocol import IncompletePlacesError

COUNT = 12


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give a repository with a dozen commits, one file each, everything loose."""
    repo = Repo(tmp_path / "repo")
    for number in range(COUNT):
        repo.commit({f"{number}.txt": f"MARK-{number}-\n" + f"{number} text\n" * 200})
    return repo


@pytest.fixture
def packed(repo: Repo) -> Repo:
    """Give the same in one pack, nothing compressed by reference to anything else."""
    repo.git("repack", "-a", "-d", "--quiet", "--depth=0", "--window=0")
    return repo


def marks(seen: Seen) -> set[int]:
    """Give the numbers of the files that were read."""
    return {number for number in range(COUNT) if seen.holders(f"MARK-{number}-")}


def blob(repo: Repo, number: int) -> str:
    """Give the id of a file."""
    return repo.id(f"HEAD:{number}.txt")


class TestLoose:
    @pytest.mark.parametrize(
        "damage",
        [
            lambda path: path.write_bytes(b""),
            lambda path: path.write_bytes(b"garbage that is no zlib stream"),
            lambda path: path.write_bytes(path.read_bytes()[:30]),
            lambda path: path.write_bytes(path.read_bytes()[:-10] + b"\0" * 10),
        ],
        ids=["empty", "garbage", "truncated", "checksum"],
    )
    def test_a_damaged_file_is_skipped_and_all_others_are_read(
        self, repo: Repo, damage: Callable[[Path], object]
    ) -> None:
        broken = blob(repo, 5)
        damage(repo.object_file(broken))

        seen = read(history_of(repo))

        assert marks(seen) >= set(range(COUNT)) - {5}
        assert [s.vpath for s in seen.skipped if s.vpath.startswith("objects/")] == [f"objects/{broken}"]

    def test_several_damaged_files_beside_each_other_are_each_skipped(self, repo: Repo) -> None:
        broken = [blob(repo, number) for number in (2, 3, 4, 9)]
        for object_id in broken:
            path = repo.object_file(object_id)
            path.write_bytes(path.read_bytes()[:30])

        seen = read(history_of(repo))

        assert marks(seen) == set(range(COUNT)) - {2, 3, 4, 9}
        assert {s.vpath for s in seen.skipped} == {f"objects/{i}" for i in broken}

    def test_a_file_that_head_names_and_that_is_missing_is_said(self, repo: Repo) -> None:
        lost = blob(repo, 5)
        repo.object_file(lost).unlink()

        seen = read(history_of(repo))

        assert marks(seen) == set(range(COUNT)) - {5}
        assert seen.reason(f"objects/{lost}") == (
            "missing or damaged git object; run `git fsck` in the repository"
        )

    def test_a_file_that_a_range_names_and_that_is_missing_is_said(self, repo: Repo) -> None:
        lost = blob(repo, 5)
        repo.object_file(lost).unlink()

        seen = read(history_of(repo, commit_range(opened(repo), f"HEAD~{COUNT - 1}..HEAD")))

        assert marks(seen) == set(range(1, COUNT)) - {5}
        assert seen.reason(f"objects/{lost}").startswith("missing or damaged")

    def test_many_missing_ones_are_counted_and_not_all_named(self, tmp_path: Path) -> None:
        repo = Repo(tmp_path / "many")
        repo.commit({f"{number}.txt": f"{number}" for number in range(MOST_NAMED + 7)})
        for number in range(MOST_NAMED + 7):
            repo.object_file(blob(repo, number)).unlink()

        seen = read(history_of(repo))

        assert len(seen.skipped) == MOST_NAMED + 1
        assert seen.skipped[-1].reason.startswith("7 more git objects are missing or damaged")

    def test_an_object_larger_than_the_buffer_that_breaks_off_is_read_up_to_there(
        self, tmp_path: Path
    ) -> None:
        repo = Repo(tmp_path / "large")
        repo.git("config", "core.compression", "0")
        repo.commit({"large.bin": b"MARK-0-" + b"x" * 3_000_000 + b"MARK-1-", "small.txt": "MARK-2-"})
        # Larger than what git loads at once, so that it is written out piece by piece.
        repo.git("config", "core.bigFileThreshold", "100k")
        large = repo.id("HEAD:large.bin")
        path = repo.object_file(large)
        path.write_bytes(path.read_bytes()[:2_000_000])

        seen = read(history_of(repo))

        assert marks(seen) == {0, 2}
        (reason,) = {s.reason for s in seen.skipped if s.vpath == f"objects/{large}"}
        assert reason.startswith("damaged git object: only its first ")
        assert reason.endswith(" of 3,000,014 bytes were scanned")


class TestHistory:
    def test_a_missing_commit_does_not_hide_what_lies_behind_it(self, repo: Repo) -> None:
        repo.object_file(repo.id("HEAD~6")).unlink()

        seen = read(history_of(repo))

        assert marks(seen) == set(range(COUNT))
        with pytest.raises(IncompletePlacesError) as incomplete:
            places(history_of(repo), "MARK-1-", seen)
        (found,) = incomplete.value.known.values()
        assert [place.vpath for place in found] == ["1.txt"]
        assert incomplete.value.why is not None

    def test_a_missing_folder_of_one_commit_costs_only_the_places_in_it(self, repo: Repo) -> None:
        repo.object_file(repo.id("HEAD~6^{tree}")).unlink()

        source = history_of(repo)
        seen = read(source)
        assert marks(seen) == set(range(COUNT))

        with pytest.raises(IncompletePlacesError) as incomplete:
            source.places([name for n in range(COUNT) for name in seen.holders(f"MARK-{n}-")])

        assert len(incomplete.value.known) == COUNT
        known = {n: incomplete.value.known[f"objects/{blob(repo, n)}"][0].vpath for n in range(COUNT)}
        broken = COUNT - 1 - 6
        whole = {n: f"{n}.txt" for n in range(COUNT) if n not in {broken, broken + 1}}
        assert known.items() >= whole.items()

    def test_a_range_over_a_missing_commit_says_so(self, repo: Repo) -> None:
        first = repo.id(f"HEAD~{COUNT - 1}")
        repo.object_file(repo.id("HEAD~6")).unlink()

        seen = read(history_of(repo, commit_range(opened(repo), f"{first}..HEAD")))

        assert COUNT - 1 in marks(seen)
        assert seen.reason("commits").startswith("the history can't be read to its end: ")

    def test_a_ref_that_is_damaged_or_leads_nowhere_is_said(self, repo: Repo) -> None:
        (repo.git_dir / "refs/heads/damaged").write_text("")
        (repo.git_dir / "refs/heads/nowhere").write_text("ab" * 20 + "\n")

        source = history_of(repo)
        seen = read(source)

        assert marks(seen) == set(range(COUNT))
        assert seen.reason("refs/heads/damaged").startswith("damaged ref")
        assert seen.reason("refs/heads/nowhere").startswith("names a git object that is missing")
        assert [p.vpath for p in places(source, "MARK-1-", seen)] == ["1.txt"]

    def test_a_damaged_or_forged_commit_graph_is_not_believed(self, packed: Repo) -> None:
        packed.git("commit-graph", "write", "--reachable")
        graph = packed.git_dir / "objects/info/commit-graph"
        graph.chmod(0o644)
        graph.write_bytes(without_parents(graph.read_bytes()))
        believed = packed.git("rev-list", "--all").split()

        source = history_of(packed)

        assert len(believed) == 1, "git itself is led astray"
        assert [p.vpath for p in places(source, "MARK-0-")] == ["0.txt"]


class TestPacks:
    def test_a_flipped_byte_costs_one_object(self, packed: Repo) -> None:
        listed = packed.git("verify-pack", "-v", str(packed.packs()[0].with_suffix(".idx")))
        broken = blob(packed, 5)
        (line,) = (line.split() for line in listed.splitlines() if line.startswith(broken))
        content = bytearray(packed.packs()[0].read_bytes())
        middle = int(line[4]) + int(line[3]) // 2
        content[middle : middle + 4] = b"\xff\0\xff\0"
        packed.packs()[0].write_bytes(content)

        seen = read(history_of(packed))

        assert marks(seen) == set(range(COUNT)) - {5}
        assert seen.reason(f"objects/{broken}").startswith("missing or damaged")

    def test_of_a_truncated_pack_nothing_is_silently_clean(self, packed: Repo) -> None:
        pack = packed.packs()[0]
        packed.commit({"loose.txt": "LOOSE"})
        pack.write_bytes(pack.read_bytes()[:-3000])

        seen = read(history_of(packed))

        assert seen.holders("LOOSE")
        assert any(
            "does not match index" in s.reason or "cannot be accessed" in s.reason for s in seen.skipped
        )
        named = {s.vpath for s in seen.skipped}
        assert {f"objects/{blob_id}" for blob_id in listed_blobs(packed)} <= named

    def test_an_empty_pack_and_a_damaged_index_are_said(self, packed: Repo) -> None:
        pack = packed.packs()[0]
        index = pack.with_suffix(".idx")
        whole, facts = pack.read_bytes(), index.read_bytes()
        packed.commit({"loose.txt": "LOOSE"})

        for broken, content in ((pack, b""), (index, facts[: len(facts) // 2]), (index, b"")):
            broken.write_bytes(content)
            seen = read(history_of(packed))
            assert seen.holders("LOOSE")
            assert any(".pack" in s.reason or ".idx" in s.reason for s in seen.skipped)
            pack.write_bytes(whole)
            index.write_bytes(facts)

    def test_an_index_that_points_behind_the_pack_costs_only_those_objects(self, packed: Repo) -> None:
        index = packed.packs()[0].with_suffix(".idx")
        content = bytearray(index.read_bytes())
        # Before the two checksums at the end stand the offsets, four bytes for each object.
        content[-52:-40] = b"\x7f" * 12
        index.write_bytes(content)
        packed.commit({"loose.txt": "LOOSE"})

        seen = read(history_of(packed))

        assert seen.holders("LOOSE")
        assert len(marks(seen)) >= COUNT - 3
        assert [s for s in seen.skipped if s.vpath.startswith("objects/")]

    def test_a_pack_without_an_index_is_said(self, packed: Repo) -> None:
        pack = packed.packs()[0]
        pack.with_suffix(".idx").unlink()

        seen = read(history_of(packed))

        assert seen.reason(f"objects/pack/{pack.name}") == (
            "pack without an index: run `git index-pack` on it"
        )

    def test_a_damaged_index_over_several_packs_is_not_needed(self, packed: Repo) -> None:
        packed.git("multi-pack-index", "write")
        table = packed.git_dir / "objects/pack/multi-pack-index"
        content = bytearray(table.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 200] = b"\x55" * 200
        table.chmod(0o644)
        table.write_bytes(content)

        seen = read(history_of(packed))

        assert marks(seen) == set(range(COUNT))

    def test_a_missing_alternate_is_said(self, repo: Repo) -> None:
        (repo.git_dir / "objects/info").mkdir(exist_ok=True)
        (repo.git_dir / "objects/info/alternates").write_text("/nowhere/at/all\n")

        seen = read(history_of(repo))

        assert marks(seen) == set(range(COUNT))
        assert any("/nowhere/at/all" in s.reason for s in seen.skipped)

    def test_an_object_that_vanishes_after_it_was_listed_is_skipped(self, repo: Repo) -> None:
        repository = opened(repo)
        shares = list(units(repository, all_objects(repository)))
        lost = blob(repo, 5)
        repo.object_file(lost).unlink()

        seen = read_units(shares)

        assert marks(seen) == set(range(COUNT)) - {5}
        assert [s.vpath for s in seen.skipped] == [f"objects/{lost}"]


class TestNotARepository:
    @pytest.mark.parametrize(
        "damage",
        [
            lambda git_dir: (git_dir / "HEAD").unlink(),
            lambda git_dir: (git_dir / "config").write_text("[core\n broken"),
            lambda git_dir: (git_dir / "config").write_text("[core]\n\trepositoryformatversion = 99\n"),
        ],
        ids=["no HEAD", "broken config", "a format of the future"],
    )
    def test_what_git_can_t_open_is_an_error_with_its_reason(
        self, repo: Repo, damage: Callable[[Path], object]
    ) -> None:
        damage(repo.git_dir)

        with pytest.raises(TargetError) as refused:
            read(history_of(repo))

        assert refused.value.what == "git can't open the repository at repo"
        assert refused.value.why
        assert refused.value.mend


def without_parents(graph: bytes) -> bytes:
    """Give a commit-graph in which no commit has a parent; see gitformat-commit-graph(5)."""
    forged = bytearray(graph)
    table = {
        graph[at : at + 4]: int.from_bytes(graph[at + 4 : at + 12]) for at in range(8, 8 + 12 * graph[6], 12)
    }
    for number in range(COUNT):
        parents = table[b"CDAT"] + number * 36 + 20
        forged[parents : parents + 8] = b"\x70\0\0\0" * 2
    return bytes(forged)


def listed_blobs(repo: Repo) -> list[str]:
    """Give the ids that the index of the first pack names, without those of folders: git can't tell types."""
    index = repo.packs()[0].with_suffix(".idx")
    named = repo.git("show-index", given=index.read_bytes())
    return [line.split()[1] for line in named.splitlines()]
