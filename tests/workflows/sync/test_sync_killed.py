"""A sync that is killed anywhere (SIGKILL): the next one ends as if nothing had been."""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from tests.frontends.cli.warm import WarmProcess, start_warm
from tests.store.databases import postgresql
from tests.store.postgresql import Server
from tests.workflows.sync.cloud import acme, added, contents, leases_of, read, root_key

from akwarden.emulator.tencent.faults import Fault
from akwarden.emulator.tencent.server import Emulator
from akwarden.store.migration import open_state

__all__ = ["acme", "postgresql"]

pytestmark = pytest.mark.timeout(400)

_NAME = "acme-shop"
_PATIENCE = 300
_IN_A_ROW = 3
"""Kills of one chain; the last run of it is left alone."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Give a home and the address of a database, empty for that in the home."""
    if request.param == "sqlite":
        yield tmp_path / "home", ""
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.migrated() as url:
        yield tmp_path / "home", url


def _chain(seed: int, acme: Emulator, place: tuple[Path, str], undisturbed: Path) -> None:
    """Kill some syncs in a row, each a little further on, then let one end and compare."""
    home, url = place
    key, chance = root_key(acme, _NAME), random.Random(seed)
    with closing(open_state(home, url or None)) as state, closing(open_state(undisturbed, None)) as other:
        added(state, acme, _NAME)
        env, before = _environment(home, url, key.secret_id, key.secret_key), _calls(acme)
        # With the same home for both: fingerprints are made with its key.
        read(other, added(other, acme, _NAME), leases_of(key), home)
        whole = _calls(acme) - before

        killed = [_killed(acme, env, home, chance.randrange(1, whole - 2)) for _ in range(_IN_A_ROW)]
        code = _started(env, home).wait(_PATIENCE)

        assert killed[0], "it ended before it had made all its calls"
        assert code == 0, (home / "said").read_text()
        assert contents(state) == contents(other)


def _started(env: dict[str, str], home: Path) -> WarmProcess:
    """Start a sync; what it says is in the file `said`."""
    with (home / "said").open("wb") as output:
        return start_warm(["sync", "--rate", "0"], cwd=home, env=env, output=output.fileno())


def _environment(home: Path, url: str, key_id: str, secret: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AKWARDEN_")}
    database = {"AKWARDEN_DATABASE_URL": url} if url else {}
    own = {
        "AKWARDEN_HOME": str(home),
        "TENCENTCLOUD_SECRET_ID": key_id,
        "TENCENTCLOUD_SECRET_KEY": secret,
    }
    return {**kept, **database, **own}


class _Held(Fault):
    """Lets some calls through, and holds the cloud at the next one."""

    most: int = 0
    over: threading.Event = msgspec.field(default_factory=threading.Event)

    def fits(self, service: str, action: str) -> bool:
        """Hold it where that call has come."""
        del service, action
        self.most -= 1
        if self.most < 0:
            self.over.wait(_PATIENCE)
        return False


def _killed(acme: Emulator, env: dict[str, str], home: Path, after: int) -> bool:
    """Run a sync and kill it after so many calls; return whether it still ran.

    Two calls later the cloud waits: a sync that has more than these to make can't end before it is killed.
    """
    before, held = _calls(acme), _Held(kind="slow", most=after + 2)
    acme.faults.add(held)
    process = _started(env, home)
    while process.poll() is None and _calls(acme) - before < after:
        time.sleep(0.001)
    process.kill()
    code = process.wait(_PATIENCE)
    acme.faults.clear()
    held.over.set()
    return code < 0


def _calls(acme: Emulator) -> int:
    """Count the calls that were made to all accounts."""
    return sum(account.events[-1].number for account in acme.cloud.accounts.values() if account.events)


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_sync_goes_on_and_ends_like_an_undisturbed_one(
    seed: int, acme: Emulator, place: tuple[Path, str], tmp_path: Path
) -> None:
    _chain(seed, acme, place, tmp_path / "undisturbed")


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
def test_sixty_killed_syncs_end_like_undisturbed_ones(
    seed: int, acme: Emulator, place: tuple[Path, str], tmp_path: Path
) -> None:
    _chain(seed, acme, place, tmp_path / "undisturbed")
