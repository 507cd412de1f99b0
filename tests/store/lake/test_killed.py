"""Imports and compactions that are killed (SIGKILL) anywhere, many times in a row."""

import random
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import msgspec
import pytest
from tests.store.databases import postgresql
from tests.store.lake.faults import Steps
from tests.store.lake.kills import Killer
from tests.store.lake.lakes import SOURCE, contents, ids, opened, wipe
from tests.store.lake.nursery import Child, Nursery, children
from tests.store.lake.workers import BATCHES, MODULE, chain_batch, numbers_of
from tests.store.lake.writers import WRITERS, notes_of
from tests.store.postgresql import Server

from akwarden.store.migration import open_state

__all__ = ["children", "postgresql"]

pytestmark = pytest.mark.timeout(400)

_ALL = ids(number for index in range(BATCHES) for number in numbers_of(index))


class Place(msgspec.Struct, frozen=True):
    """Where a chain runs."""

    home: str
    url: str
    folder: str
    acked: str

    def tidying(self, chance: random.Random) -> Child:
        """Return what imports, and tidies up at other moments than the one before it."""
        return self.worker("lake", chance.randrange(1000))

    def worker(self, writer: str, seed: int) -> Child:
        """Return what imports."""
        return Child(MODULE, "import_all", {"writer": writer, "seed": str(seed), **msgspec.to_builtins(self)})


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database, empty for one in a home."""
    if request.param == "sqlite":
        yield ""
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.migrated() as address:
        yield address


def _place(folder: Path, url: str) -> Place:
    folder.mkdir()
    home = folder / "home"
    with closing(open_state(home, url or None)) as state:
        wipe(state)
    (folder / "acked").touch()
    return Place(str(home), url, str(folder / "lake"), str(folder / "acked"))


def _judge(place: Place, writer: str) -> None:
    """Fail where something was lost or is there twice."""
    with closing(open_state(Path(place.home), place.url or None)) as state:
        one = WRITERS[writer](state, Path(place.folder), Steps())
        acked = Path(place.acked).read_text(encoding="ascii").splitlines()
        keys = {chain_batch(SOURCE, index).key for index in range(BATCHES)}
        assert one.contents() == _ALL, "lost, or twice"
        assert notes_of(state) == keys
        assert set(acked) <= keys
        assert len(acked) == len(set(acked)), "told twice"
        assert one.cursor() == str(BATCHES - 1)
        one.check()


def _chains(children: Nursery, folder: Path, url: str, *, kills: int) -> None:
    """Run chains one after the other until that many runs were killed."""
    killer = Killer(children, _place(folder / "whole", url).worker("lake", 0))
    killed = chains = 0
    while killed < kills:
        place, chance = _place(folder / str(chains), url), random.Random(chains)
        killed += killer.chain(partial(place.tidying, chance), kills - killed, chance)
        _judge(place, "lake")
        chains += 1


def test_twelve_kills_lose_nothing_and_double_nothing(tmp_path: Path, url: str, children: Nursery) -> None:
    _chains(children, tmp_path, url, kills=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, url: str, children: Nursery
) -> None:
    _chains(children, tmp_path, url, kills=200)


def test_a_naive_writer_does_not_stand_it(tmp_path: Path, children: Nursery) -> None:
    place = _place(tmp_path / "naive", "")

    children.run(place.worker("naive", 1))

    with pytest.raises(AssertionError):
        _judge(place, "naive")


def test_two_processes_that_import_the_same_events_store_each_once(
    tmp_path: Path, url: str, children: Nursery
) -> None:
    place = _place(tmp_path / "two", url)
    where = {"home": place.home, "url": place.url, "folder": place.folder}

    ended = children.run(
        *(Child(MODULE, "import_shared", {**where, "source": source}) for source in ("one", "two"))
    )

    assert ended == [0, 0]
    with closing(open_state(Path(place.home), url or None)) as state:
        lake = opened(state, Path(place.folder))
        known = lake.status()
        assert contents(lake) == _ALL
        assert known.batches == 2 * BATCHES
        assert sum(source.rows for source in known.sources) == len(_ALL)
        assert lake.check() == ()
