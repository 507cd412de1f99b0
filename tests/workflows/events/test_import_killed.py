"""Imports that are killed (SIGKILL) in the middle of large files, many times in a row: nothing is lost."""

import gzip
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select
from tests.store.databases import postgresql
from tests.store.lake.kills import Killer
from tests.store.lake.lakes import contents
from tests.store.lake.nursery import Child, Nursery, nursery
from tests.store.postgresql import Server
from tests.workflows.events.import_workers import MODULE
from tests.workflows.events.imports import audit, lines, trail

from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.tables import lake_objects, leaks
from akwarden.workflows.events.letters import dead_letters
from akwarden.workflows.rule_check import expand

__all__ = ["postgresql"]

pytestmark = pytest.mark.timeout(400)

Database = Callable[[], AbstractContextManager[str]]
Places = Callable[[str, str], "Place"]
_EVENTS = 10_000
"""Five blocks of each file."""


class Place(msgspec.Struct, frozen=True):
    """Where a chain runs, and what it imports."""

    home: str
    url: str
    folder: str
    told: str
    path: str

    def child(self) -> Child:
        """Return what imports."""
        return Child(MODULE, "import_all", msgspec.to_builtins(self))

    def acked(self) -> int:
        """Return how many events were told to be stored."""
        return sum(map(int, Path(self.told).read_text(encoding="ascii").split()))


@pytest.fixture(scope="module")
def importers() -> Iterator[Nursery]:
    """Give a nursery whose children can import at once."""
    with nursery(MODULE) as running:
        yield running


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a plain and a packed file: secrets, dead letters and duplicates are in them."""
    folder = tmp_path_factory.mktemp("files")
    aws = [trail(number, _request(number)) for number in range(_EVENTS)]
    (folder / "aws.jsonl").write_bytes(lines([*aws, *aws[:500], *["no record"] * 3]))
    tencent = [audit(number, _request(number)) for number in range(_EVENTS)]
    (folder / "tencent.gz").write_bytes(gzip.compress(lines([{"no": "event"}, *tencent]), compresslevel=1))
    return folder


def _request(number: int) -> dict[str, str]:
    return {"password": expand("{40*S}", number)} if number % 4000 == 0 else {"n": "1"}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Give what makes an empty database and gives its address, empty for one in a home."""
    if request.param == "sqlite":
        return lambda: nullcontext("")
    server: Server = request.getfixturevalue("postgresql")
    return server.migrated


def _check_acked(place: Place) -> None:
    """Fail where an event is not there that was told to be stored."""
    with closing(open_state(Path(place.home), place.url or None)) as state:
        assert Lake(state, Path(place.folder)).status().rows >= place.acked(), "what was told is lost"


def _told(place: Place) -> dict[str, object]:
    """Return all that an import leaves and that does not depend on how often it was cut off."""
    with closing(open_state(Path(place.home), place.url or None)) as state:
        lake = Lake(state, Path(place.folder))
        assert lake.check() == ()
        (source,) = lake.status().sources
        letters = sorted((one.vpath, one.line, one.reason) for one in dead_letters(state, lake))
        with state.reading() as connection:
            columns = lake_objects.c
            chosen = select(
                columns.id, columns.blocks, columns.complete, columns.records, columns.dead_letters
            )
            read = sorted(tuple(row) for row in connection.execute(chosen))
            found = sorted(connection.execute(select(leaks.c.id)).scalars())
        return {
            "events": contents(lake),
            "counts": (source.rows, source.duplicates, source.dead_letters, source.scrubbed),
            "letters": letters,
            "objects": read,
            "leaks": found,
        }


def _chains(importers: Nursery, database: Database, place: Places, *, kills: int) -> None:
    """Run chains until that many runs were killed; each ends like an import that nobody killed."""
    whole = place("whole", "")
    killer = Killer(importers, whole.child())
    wanted, killed, chains = _told(whole), 0, 0
    while killed < kills:
        with database() as url:
            here = place(str(chains), url)
            check = partial(_check_acked, here)
            killed += killer.chain(here.child, kills - killed, random.Random(chains), check)
            assert _told(here) == wanted
        chains += 1


@pytest.fixture
def place(tmp_path: Path, files: Path) -> Places:
    """Give what makes a place for a chain, of its name and the address of its database."""

    def made(name: str, url: str) -> Place:
        (tmp_path / name).mkdir()
        told = tmp_path / name / "told"
        told.touch()
        return Place(str(tmp_path / name / "home"), url, str(tmp_path / name / "lake"), str(told), str(files))

    return made


def test_twelve_kills_lose_nothing_and_double_nothing(
    importers: Nursery, database: Database, place: Places
) -> None:
    _chains(importers, database, place, kills=12)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_kills_lose_nothing_and_double_nothing(
    importers: Nursery, database: Database, place: Places
) -> None:
    _chains(importers, database, place, kills=200)
