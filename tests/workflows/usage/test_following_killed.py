"""Sums that are killed (SIGKILL) at any moment, many times in a row: no event is lost or counted twice."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.store.databases import postgresql
from tests.store.lake.kills import Killer
from tests.store.lake.nursery import Child, Nursery, nursery
from tests.store.postgresql import Server
from tests.workflows.usage.usage_workers import MODULE
from tests.workflows.usage.usages import NOW, Shop, all_sums, some_calls

from akwarden.store.migration import open_state
from akwarden.workflows.usage.following import follow, forget

__all__ = ["postgresql"]
pytestmark = pytest.mark.timeout(400)


class Place(msgspec.Struct, frozen=True):
    """Where a chain runs."""

    home: str
    url: str
    folder: str

    def child(self) -> Child:
        """Return what sums."""
        return Child(MODULE, "sum_up", msgspec.to_builtins(self))

    def told(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all sums."""
        with closing(open_state(Path(self.home), self.url or None)) as state:
            return all_sums(state)


@pytest.fixture(scope="module")
def summers() -> Iterator[Nursery]:
    """Give a nursery whose children can sum at once."""
    with nursery(MODULE) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give a lake of some files, the first of which are summed."""
    is_sqlite = request.param == "sqlite"
    server: Server | None = None if is_sqlite else request.getfixturevalue("postgresql")
    with nullcontext("") if server is None else server.migrated() as url:
        made = Place(str(tmp_path / "home"), url, str(tmp_path / "lake"))
        _fill(made)
        yield made


def _fill(place: Place) -> None:
    with (
        closing(open_state(Path(place.home), place.url or None)) as state,
        closing(Shop(state, Path(place.folder))) as shop,
    ):
        for start in range(0, 240, 60):
            shop.take("-", stdin=some_calls(start, 60))
            if start == 60:
                follow(state, shop.lake, NOW)


def _again(place: Place, tmp_path: Path, number: int) -> Place:
    """Return the place as it was, or, where that can't be had, with nothing summed."""
    if place.url and number:
        with closing(open_state(Path(place.home), place.url)) as state:
            forget(state)
    if place.url:
        return place
    home = tmp_path / f"home-{number}"
    shutil.copytree(place.home, home)
    return Place(str(home), "", place.folder)


def _kill(summers: Nursery, place: Place, tmp_path: Path, kills: int) -> None:
    whole = Place(str(tmp_path / "whole"), "", str(tmp_path / "whole-lake"))
    _fill(whole)
    killer = Killer(summers, whole.child())
    wanted, killed, chains = whole.told(), 0, 0
    assert sum(row[4] for row in wanted["usage_pairs"]) == 240
    while killed < kills:
        here = _again(place, tmp_path, chains)
        killed += killer.chain(here.child, kills - killed, random.Random(chains))
        assert here.told() == wanted
        chains += 1


def test_twelve_kills_lose_nothing_and_count_nothing_twice(
    summers: Nursery, place: Place, tmp_path: Path
) -> None:
    _kill(summers, place, tmp_path, kills=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_count_nothing_twice(
    summers: Nursery, place: Place, tmp_path: Path
) -> None:
    _kill(summers, place, tmp_path, kills=200)
