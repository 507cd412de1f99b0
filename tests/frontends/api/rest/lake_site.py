"""A server whose lake has calls of two accounts, summed, the latest of them a minute ago."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.frontends.api.client import Site, site_on
from tests.store.databases import home_state
from tests.store.rows import key_id
from tests.workflows.events.imports import Shop, audit, lines
from tests.workflows.keys.inventory import add_inventory

from akwarden.workflows.usage.following import follow

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
FIRST = datetime(2025, 5, 1, tzinfo=UTC)
ONE, OTHER = key_id(1), key_id(2)
DAY = 24 * 60


def called(minutes_ago: int, key: str = ONE, address: str = "203.0.113.9", **more: Any) -> dict[str, Any]:
    """Return a record of so many minutes before the moment."""
    number = int((NOW - FIRST) / timedelta(minutes=1)) - minutes_ago
    record = audit(number, sourceIPAddress=address, **more)
    return {**record, "userIdentity": {**record["userIdentity"], "secretId": key, "sessionContext": "{}"}}


RECORDS = [
    *(called(minutes) for minutes in (1, 61, DAY - 1, 3 * DAY)),
    called(5, address="2001:db8::7"),
    called(7, OTHER),
    called(9, OTHER, address="198.51.100.1", errorCode="UnauthorizedOperation"),
]


def fill(site: Site, records: list[dict[str, Any]]) -> None:
    """Import records into the lake of a server, and sum them."""
    shop = Shop(site.server.state, site.server.lake.folder)
    with closing(shop):
        shop.take("-", stdin=lines(records))
    follow(site.server.state, site.server.lake, NOW)


@pytest.fixture
def lake_site(tmp_path: Path) -> Iterator[Site]:
    """Give the server, with a small inventory."""
    state = home_state(tmp_path / "home")
    site = site_on(state, tmp_path / "home", lambda: NOW)
    try:
        with state.writing() as connection:
            add_inventory(connection)
        fill(site, RECORDS)
        yield site
    finally:
        site.server.close()
