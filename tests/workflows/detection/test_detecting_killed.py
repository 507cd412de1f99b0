"""Detections that are killed (SIGKILL) at any moment, many times in a row: no alarm is lost or doubled."""

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
from tests.workflows.detection.detection_workers import MODULE
from tests.workflows.detection.detections import DAY, kept, theft, usual, weeks
from tests.workflows.events.imports import Shop, lines

from akwarden.store.migration import open_state
from akwarden.workflows.detection.detecting import forget

__all__ = ["postgresql"]

pytestmark = pytest.mark.timeout(400)


class Place(msgspec.Struct, frozen=True):
    """Where a chain runs."""

    home: str
    url: str
    folder: str

    def child(self) -> Child:
        """Return what detects."""
        return Child(MODULE, "detect", msgspec.to_builtins(self))

    def told(self) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]]]:
        """Return the alarms and what is usual."""
        with closing(open_state(Path(self.home), self.url or None)) as state:
            return kept(state), usual(state)


@pytest.fixture(scope="module")
def detectors() -> Iterator[Nursery]:
    """Give a nursery whose children can detect at once."""
    with nursery(MODULE) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give a lake: a past with thefts, and what came in after detection had begun."""
    is_sqlite = request.param == "sqlite"
    server: Server | None = None if is_sqlite else request.getfixturevalue("postgresql")
    with nullcontext("") if server is None else server.migrated() as url:
        made = Place(str(tmp_path / "home"), url, str(tmp_path / "lake"))
        with closing(open_state(Path(made.home), url or None)) as state:
            shop = Shop(state, Path(made.folder))
            shop.take("-", stdin=lines([*weeks(), *theft(), *theft(22 * DAY)]))
            shop.close()
        yield made


def _kill(detectors: Nursery, place: Place, tmp_path: Path, kills: int) -> None:
    whole = Place(str(tmp_path / "whole"), "", str(tmp_path / "whole-lake"))
    with closing(open_state(Path(whole.home), None)) as state:
        shop = Shop(state, Path(whole.folder))
        shop.take("-", stdin=lines([*weeks(), *theft(), *theft(22 * DAY)]))
        shop.close()
    killer = Killer(detectors, whole.child())
    wanted, killed, chains = whole.told(), 0, 0
    assert len(wanted[0]) == 4
    while killed < kills:
        here = _again(place, tmp_path, chains)
        killed += killer.chain(here.child, kills - killed, random.Random(chains))
        assert here.told() == wanted
        chains += 1


def _again(place: Place, tmp_path: Path, number: int) -> Place:
    """Return the place as it was before anything was detected."""
    if place.url:
        with closing(open_state(Path(place.home), place.url)) as state:
            forget(state)
        return place
    home = tmp_path / f"home-{number}"
    shutil.copytree(place.home, home)
    return Place(str(home), "", place.folder)


def test_twelve_kills_lose_no_alarm_and_double_none(detectors: Nursery, place: Place, tmp_path: Path) -> None:
    _kill(detectors, place, tmp_path, kills=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_no_alarm_and_double_none(
    detectors: Nursery, place: Place, tmp_path: Path
) -> None:
    _kill(detectors, place, tmp_path, kills=200)
