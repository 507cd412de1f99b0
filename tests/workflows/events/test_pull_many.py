import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.providers.tencent.shop import account, root_key, shop_cloud
from tests.store.databases import postgresql, state
from tests.workflows.events.pulls import tools_of
from tests.workflows.sync.cloud import leases_of

from akwarden.emulator.tencent.history import Put, put_event
from akwarden.emulator.tencent.server import Emulator
from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.events.pull_many import pull_accounts
from akwarden.workflows.events.pulling import PullWanted

__all__ = ["postgresql", "state"]


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Give a running cloud of two accounts."""
    with Emulator(shop_cloud(tmp_path), rate_scale=0) as running:
        yield running


def added(state: State, emulator: Emulator, name: str, number: int) -> StoredAccount:
    """Add an account of the cloud to the state."""
    one = Account(
        provider="tencent",
        number=AccountNumber(str(number)),
        name=name,
        site=AccountSite.MAINLAND,
        source=FromEnvironment(),
        endpoints={"*": emulator.endpoint},
    )
    with state.writing() as connection:
        return account_rows.add(connection, one, datetime(2026, 1, 1, tzinfo=UTC))


def test_an_account_that_fails_stops_no_other(state: State, tmp_path: Path, emulator: Emulator) -> None:
    of = account(emulator.cloud)
    put_event(
        emulator.cloud, Put(account=of.uin, service="cvm", action="DescribeZones", moment=time.time() - 60)
    )
    stored = [added(state, emulator, "shop", of.uin), added(state, emulator, "gone", 100_000_000_099)]
    told: list[tuple[str, str]] = []
    lake = Lake(state, tmp_path / "lake")

    pulled = {
        one.account.account.name: one
        for one in pull_accounts(
            state,
            lake,
            stored,
            leases_of(root_key(emulator.cloud)),
            make_tools=lambda: tools_of(str(tmp_path)),
            wanted=PullWanted(),
            tell=lambda name, words: told.append((name, words)),
            parallel=1,
        )
    }

    assert pulled["shop"].error is None
    assert pulled["shop"].count.imported >= 1
    assert "belongs to account" in str(pulled["gone"].error)
    assert {name for name, _ in told} == {"shop"}
    assert lake.files()


def test_who_stops_listening_stops_the_runs(state: State, tmp_path: Path, emulator: Emulator) -> None:
    of = account(emulator.cloud)
    stored = [added(state, emulator, "shop", of.uin), added(state, emulator, "gone", 100_000_000_099)]

    running = pull_accounts(
        state,
        Lake(state, tmp_path / "lake"),
        stored,
        leases_of(root_key(emulator.cloud)),
        make_tools=lambda: tools_of(str(tmp_path)),
        wanted=PullWanted(),
        tell=lambda *_: None,
        parallel=1,
    )
    first = next(running)
    running.close()

    assert first.account in stored
