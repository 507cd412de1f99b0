"""Fetching records of an emulated account into a lake, and what is in the lake then."""

import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
from tests.providers.tencent.shop import AT_ONCE

from akwarden.model.account import Account, AccountNumber, AccountSite, FromEnvironment
from akwarden.model.credential import Credential
from akwarden.model.lease import Lease
from akwarden.providers.audit_pull import AuditPull
from akwarden.providers.aws.audit.pull import AwsAuditPull
from akwarden.providers.aws.client import Client
from akwarden.providers.inventory import Access, Tally
from akwarden.providers.provider import Provider
from akwarden.providers.registry import load
from akwarden.providers.tencent.audit.pull import TencentAuditPull
from akwarden.store import account_rows
from akwarden.store.account_rows import StoredAccount
from akwarden.store.lake import sources
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.events.ingest import Tools
from akwarden.workflows.events.pulling import Pulled, PullWanted, pull_account
from akwarden.workflows.events.tools import make_tools

START = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def tools_of(home: str) -> Tools:
    """Give what turns records into rows, made once: rules take a while to compile."""
    return make_tools(Path(home))


@dataclass
class Puller:
    """Whoever pulls one account; each run opens the lake anew, as a process does."""

    state: State
    folder: Path
    stored: StoredAccount
    access: Access
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    stop: threading.Event = field(default_factory=threading.Event)

    def pull(self, wanted: PullWanted | None = None, tell: Callable[[str], None] | None = None) -> Pulled:
        """Run once."""
        tools = replace(tools_of(os.environ["AKWARDEN_HOME"]), now=self.now)
        return pull_account(
            self.state,
            Lake(self.state, self.folder),
            self.stored,
            _at_once(load(self.stored.account.provider)),
            self.access,
            tools=tools,
            wanted=wanted or PullWanted(),
            stop=self.stop,
            tell=tell or (lambda _: None),
        )

    def events(self, *columns: str) -> list[Any]:
        """Give one column of all stored events in the order of their times, or several as tuples."""
        rows: list[dict[str, Any]] = []
        for file in Lake(self.state, self.folder).files():
            rows += pq.read_table(file.path).to_pylist()
        rows.sort(key=lambda row: (row["time"], row["event_id"]))
        return [
            row[columns[0]] if len(columns) == 1 else tuple(row[name] for name in columns) for row in rows
        ]

    def source(self, name: str) -> sources.Source:
        """Give how far a source is read."""
        with self.state.reading() as connection:
            found = sources.find(connection, name)
        assert found is not None
        return found


def _at_once(provider: Provider) -> Provider:
    """Give a cloud whose calls are made without waiting before a second try."""
    return msgspec.structs.replace(provider, audit_pull=_PULLS[provider.name])


_PULLS: Mapping[str, Callable[[Access], AuditPull]] = {
    "aws": lambda access: AwsAuditPull(Client(access, Tally(), sleep=lambda _: None)),
    "tencent": lambda access: TencentAuditPull(access, AT_ONCE),
}


def puller(
    state: State,
    folder: Path,
    *,
    provider: str,
    number: str,
    endpoint: str,
    key: Credential,
    **access: Any,
) -> Puller:
    """Give who pulls an account of an emulated cloud, added to the state."""
    site = AccountSite.MAINLAND if provider == "tencent" else AccountSite.AWS
    account = Account(
        provider=provider,
        number=AccountNumber(number),
        name="shop",
        site=site,
        source=FromEnvironment(),
        endpoints={"*": endpoint},
    )
    with state.writing() as connection:
        stored = account_rows.add(connection, account, START)
    lease = Lease(key)
    fields = {"rate": 0.0, **access}
    reached = Access(site=site, lease=lambda: lease, endpoints={"*": endpoint}, **fields)
    return Puller(state, folder, stored, reached)


def numbered(count: int, first: datetime, step: timedelta) -> list[datetime]:
    """Give times, one after the other."""
    return [first + step * n for n in range(count)]


def cursor_of(found: sources.Source) -> dict[str, Any]:
    """Give what a source keeps as its cursor."""
    assert found.cursor is not None
    decoded: dict[str, Any] = msgspec.json.decode(found.cursor.text)
    return decoded
