"""A pull that is killed between pages (SIGKILL): the next one reads on; nothing is lost or stored twice."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tests.emulator.aws.cloud import Cloud, guarded
from tests.providers.aws.collector import ACCOUNT, credential
from tests.store.databases import postgresql
from tests.store.postgresql import Server
from tests.workflows.events.pulls import puller
from tests.workflows.events.test_pulling_aws import EVENTS, LOOKUP, happen, now

from akwarden.store.migration import open_state

__all__ = ["postgresql"]

_ROOT = Path(__file__).parents[3]
_PAGES = 12


@pytest.fixture(scope="module")
def running() -> Iterator[Cloud]:
    """Give one server for the tests of a module."""
    with guarded() as cloud:
        yield cloud


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of a database, empty for that in the home."""
    if request.param == "sqlite":
        yield ""
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database("migrated") as address:
        yield address


def killed_at(cloud: Cloud, command: list[str], calls: int) -> bool:
    """Run a pull and kill it after so many further pages; return whether it still ran."""
    env = {**os.environ, "PYTHONPATH": str(_ROOT)}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and pages(cloud) < calls:
        time.sleep(0.002)
    process.kill()
    return process.wait() < 0


def pages(cloud: Cloud) -> int:
    """Count the pages that were asked for behind the first of a window."""
    asked = [one for one in list(cloud.faults.asked) if one.right == LOOKUP]
    return sum("NextToken" in one.parameters for one in asked)


@pytest.mark.parametrize(
    ("seed", "kills"), [(1, 1), *(pytest.param(seed, 3, marks=pytest.mark.soak) for seed in range(2, 12))]
)
def test_a_killed_pull_goes_on_and_ends_like_an_undisturbed_one(
    seed: int, kills: int, running: Cloud, url: str, tmp_path: Path
) -> None:
    running.reset()
    running.supplement.is_recording = False
    ids = happen(running, 50 * _PAGES * kills, last=now(), step=timedelta(minutes=2))
    home, folder, chance = tmp_path / "home", tmp_path / "lake", random.Random(seed)
    with closing(open_state(home, url or None)) as state:
        shop = puller(
            state, folder, provider="aws", number=ACCOUNT, endpoint=running.endpoint, key=credential()
        )
        command = [sys.executable, "-m", "tests.workflows.events.pull_child"]
        command += [str(home), url, str(folder), running.endpoint]

        killed = []
        for _ in range(kills):
            running.faults.asked.clear()
            killed.append(killed_at(running, command, chance.randrange(2, 6)))
        kept = len(shop.events("event_id"))
        last = shop.pull(EVENTS)

        assert any(killed), "no run was killed while it ran"
        assert 0 < kept < len(ids), "nothing was kept between pages, or it had ended"
        assert last.error is None
        assert shop.events("event_id") == ids
