"""Objects are read whole, and each of them once."""

from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of, opened
from tests.sources.reading import BUFFER, read, read_units
from tests.sources.repositories import Repo

from akwarden.sources.git.listing import all_objects
from akwarden.sources.git.objects import units


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Give an empty repository."""
    return Repo(tmp_path / "repo")


def test_a_blob_at_many_paths_in_many_commits_is_read_once(repo: Repo) -> None:
    for number in range(5):
        repo.commit({f"copy-{number}/same.txt": "the same MARK", "other.txt": f"version {number}"})

    seen = read(history_of(repo))

    assert seen.holders("the same MARK") == [f"objects/{repo.id('HEAD:copy-0/same.txt')}"]
    blobs = {name for name, content in seen.artifacts.items() if not content.startswith(b"tree ")}
    # One blob for the copies, one for each version, and the names of the refs.
    assert len(blobs) == 1 + 5 + 1
    assert len(seen.artifacts) == len(blobs) + 5


def test_a_blob_in_several_packs_and_loose_is_read_once(repo: Repo) -> None:
    repo.commit({"a.txt": "in the first pack MARK"})
    repo.git("repack", "-a", "-d", "--quiet")
    first = repo.packs()[0]
    kept = [(path.name, path.read_bytes()) for path in (first, first.with_suffix(".idx"))]
    repo.commit({"b.txt": "in the second pack"})
    repo.git("repack", "-a", "-d", "--quiet")
    for name, content in kept:
        (first.parent / name).write_bytes(content)
    repo.commit({"c.txt": "loose"})
    repo.git("unpack-objects", given=kept[0][1])

    seen = read(history_of(repo))

    assert len(repo.packs()) == 2
    assert len(seen.holders("MARK")) == 1
    assert seen.holders("in the second pack")
    assert seen.holders("loose")
    assert not seen.skipped


def test_more_objects_than_one_unit_takes_are_all_read(repo: Repo) -> None:
    repo.commit({f"{number}.txt": f"MARK-{number}-" for number in range(40)})
    repository = opened(repo)

    shares = list(units(repository, all_objects(repository), most_objects=7))
    by_size = list(units(repository, all_objects(repository), most_bytes=20))

    assert len(shares) > 5
    assert len(by_size) > 5
    for some in (shares, by_size):
        seen = read_units(some)
        assert all(len(seen.holders(f"MARK-{number}-")) == 1 for number in range(40))


def test_objects_around_the_size_of_the_buffer_come_whole(repo: Repo) -> None:
    sizes = [*range(BUFFER - 80, BUFFER + 3), 2 * BUFFER, 5 * BUFFER + 17, 1, 0]
    files = {f"{size}.bin": (f"<{size}>".encode() * BUFFER)[:size] for size in sizes}
    repo.commit(files)

    seen = read(history_of(repo))

    contents = set(seen.artifacts.values())
    assert {size for size in sizes if files[f"{size}.bin"] not in contents} == set()
    assert seen.streams >= 3
    assert not seen.skipped
