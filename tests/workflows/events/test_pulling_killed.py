"""A pull that is killed between pages (SIGKILL): the next one reads on; nothing is lost or stored twice."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.emulator.aws.cloud import Cloud, guarded
from tests.providers.aws.collector import ACCOUNT, credential
from tests.store.databases import postgresql
from tests.store.lake.nursery import Child, Nursery, nursery
from tests.store.postgresql import Server
from tests.workflows.events.pull_child import MODULE
from tests.workflows.events.pulls import puller
from tests.workflows.events.test_pulling_aws import EVENTS, LOOKUP, happen, now

from akwarden.store.migration import open_state

__all__ = ["postgresql"]

pytestmark = pytest.mark.timeout(400)

_PAGES = 12
_PATIENCE = 300


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    """Give one server for the tests of a module."""
    with guarded() as cloud:
        yield cloud


@pytest.fixture(scope="module")
def pullers() -> Iterator[Nursery]:
    """Give a nursery whose children can pull at once."""
    with nursery(MODULE) as one:
        yield one


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database, empty for that in the home."""
    if request.param == "sqlite":
        yield ""
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.migrated() as address:
        yield address


def kill_at(cloud: Cloud, puller: Nursery, child: Child, calls: int) -> None:
    """Run a pull and kill it after so many further pages; it is given one more, and waits for the next."""
    killed, end = threading.Event(), time.monotonic() + _PATIENCE

    def held(body: bytes) -> bytes:
        if pages(cloud) > calls + 1:
            killed.wait(_PATIENCE)
        return body

    cloud.faults.change(LOOKUP, held)
    (number,) = puller.start([child])
    while pages(cloud) < calls:
        assert time.monotonic() < end, "it reads nothing"
        time.sleep(0.002)
    os.kill(number, signal.SIGKILL)
    assert puller.wait() == [-signal.SIGKILL]
    killed.set()
    cloud.faults.clear()


def pages(cloud: Cloud) -> int:
    """Count the pages that were asked for behind the first of a window."""
    asked = [one for one in list(cloud.faults.asked) if one.right == LOOKUP]
    return sum("NextToken" in one.parameters for one in asked)


@pytest.mark.parametrize(
    ("seed", "kills"), [(1, 1), *(pytest.param(seed, 3, marks=pytest.mark.soak) for seed in range(2, 12))]
)
def test_a_killed_pull_goes_on_and_ends_like_an_undisturbed_one(
    seed: int, kills: int, url: str, tmp_path: Path, *, running: Cloud, pullers: Nursery
) -> None:
    running.reset()
    running.supplement.is_recording = False
    ids = happen(running, 50 * _PAGES * kills, last=now(), step=timedelta(minutes=2))
    home, folder, chance = tmp_path / "home", tmp_path / "lake", random.Random(seed)
    with closing(open_state(home, url or None)) as state:
        shop = puller(
            state, folder, provider="aws", number=ACCOUNT, endpoint=running.endpoint, key=credential()
        )
        child = Child(
            MODULE,
            "main",
            {"home": str(home), "url": url, "folder": str(folder), "endpoint": running.endpoint},
        )

        for _ in range(kills):
            kill_at(running, pullers, child, chance.randrange(2, 6))
        kept = len(shop.events("event_id"))
        last = shop.pull(EVENTS)

        assert 0 < kept < len(ids), "nothing was kept between pages"
        assert last.error is None
        assert shop.events("event_id") == ids
