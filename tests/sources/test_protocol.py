"""What every source promises, asked of each of them."""

import inspect
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sources.git.history_of import history_of, opened
from tests.sources.reading import places, read
from tests.sources.repositories import Repo

from akwarden.model.artifact import Skipped, Unit
from akwarden.sources.directory import DirectorySource
from akwarden.sources.git.scope import commit_range
from akwarden.sources.git.staged import StagedSource
from akwarden.sources.protocol import Source
from akwarden.sources.stdin import StdinSource


def _folder(repo: Repo) -> Source:
    return DirectorySource(repo.path, "a-name")


def _file(repo: Repo) -> Source:
    return DirectorySource(repo.path / "staged.txt", "a-name")


def _history(repo: Repo) -> Source:
    source = history_of(repo)
    source.name = "a-name"
    return source


def _range(repo: Repo) -> Source:
    source = history_of(repo, commit_range(opened(repo), "HEAD~1..HEAD"))
    source.name = "a-name"
    return source


def _staged(repo: Repo) -> Source:
    return StagedSource(opened(repo), "a-name")


def _stdin(_: Repo) -> Source:
    return StdinSource(io.BytesIO(b"a MARK"), "a-name")


SOURCES: tuple[Callable[[Repo], Source], ...] = (_folder, _file, _history, _range, _staged, _stdin)
"""One of each kind; a new source adds its own here."""


@pytest.fixture(params=SOURCES, ids=lambda make: str(make.__name__).lstrip("_"))
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Source:
    """Give a source of each kind, with a text in it."""
    repo = Repo(tmp_path / "repo")
    repo.commit({"a.txt": "base"})
    repo.commit({"b.txt": "b MARK"})
    repo.write({"staged.txt": "staged MARK"})
    repo.git("add", "--all")
    make: Callable[[Repo], Source] = request.param
    return make(repo)


def test_it_gives_units_and_records_and_nothing_else(source: Source) -> None:
    for item in source.units():
        assert isinstance(item, Unit | Skipped)
        if isinstance(item, Unit):
            assert item.items > 0
            assert item.size >= 0


def test_what_was_found_has_a_place(source: Source) -> None:
    found = places(source, "MARK")

    assert found
    assert all(place.vpath for place in found)


def test_where_nothing_was_found_no_place_is_given(source: Source) -> None:
    read(source)

    assert source.places([]) == {}


def test_it_has_its_name_and_can_be_closed_twice(source: Source) -> None:
    assert source.name == "a-name"
    source.close()
    source.close()


def test_it_is_described(source: Source) -> None:
    for one in (type(source), source.units, source.places, source.close):
        assert inspect.getdoc(one)
