"""A sync that is killed anywhere (SIGKILL): the next one ends as if nothing had been."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.store.databases import postgresql
from tests.store.postgresql import Server
from tests.workflows.sync.cloud import acme, added, contents, leases_of, read, root_key

from akwarden.emulator.tencent.server import Emulator
from akwarden.store.migration import open_state

__all__ = ["acme", "postgresql"]

_NAME = "acme-shop"
_IN_A_ROW = 3
"""Kills of one chain; the last run of it is left alone."""


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Give a home and the address of a database, empty for that in the home."""
    if request.param == "sqlite":
        yield tmp_path / "home", ""
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.database("migrated") as url:
        yield tmp_path / "home", url


def _chain(seed: int, acme: Emulator, place: tuple[Path, str], undisturbed: Path) -> None:
    """Kill some syncs in a row, each a little further on, then let one end and compare."""
    home, url = place
    key, chance = root_key(acme, _NAME), random.Random(seed)
    with closing(open_state(home, url or None)) as state, closing(open_state(undisturbed, None)) as other:
        added(state, acme, _NAME)
        env = _environment(home, url, key.secret_id, key.secret_key)

        killed = [_killed(acme, env, chance.randrange(1, 260)) for _ in range(_IN_A_ROW)]
        done = subprocess.run(_command(), env=env, capture_output=True, text=True, timeout=120, check=False)

        assert any(killed), "no run was killed while it ran"
        assert done.returncode == 0, done.stderr
        # With the same home for both: fingerprints are made with its key.
        read(other, added(other, acme, _NAME), leases_of(key), home)
        assert contents(state) == contents(other)


def _command() -> list[str]:
    return [sys.executable, "-m", "akwarden.frontends.cli.main", "sync", "--rate", "0"]


def _environment(home: Path, url: str, key_id: str, secret: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AKWARDEN_")}
    database = {"AKWARDEN_DATABASE_URL": url} if url else {}
    own = {
        "AKWARDEN_HOME": str(home),
        "TENCENTCLOUD_SECRET_ID": key_id,
        "TENCENTCLOUD_SECRET_KEY": secret,
    }
    return {**kept, **database, **own}


def _killed(acme: Emulator, env: dict[str, str], after: int) -> bool:
    """Run a sync and kill it after so many calls; return whether it still ran."""
    before = _calls(acme)
    process = subprocess.Popen(_command(), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and _calls(acme) - before < after:
        time.sleep(0.001)
    process.kill()
    return process.wait() < 0


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
