"""Key use from the sums: what lists of keys show is what the lake says."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.store.databases import postgresql, state
from tests.store.rows import key_id
from tests.workflows.events.imports import FIRST, Shop, audit, lines
from tests.workflows.keys.inventory import add_inventory

from akwarden.store.state import State
from akwarden.store.tables import access_keys
from akwarden.workflows.events import key_use as of_lake
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.keys.listing import Asked, list_keys
from akwarden.workflows.usage.following import follow
from akwarden.workflows.usage.key_use import WithUse, key_sums

__all__ = ["postgresql", "state"]
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

END = datetime(2025, 5, 31, 23, 59, 59, 999_999, tzinfo=UTC)
"""The last microsecond of an hour: the last 24 hours are then those of the clock."""


def called(minutes_ago: int, key: str, address: str) -> dict[str, object]:
    number = int((END - FIRST) / timedelta(minutes=1)) - minutes_ago
    record = audit(number, sourceIPAddress=address)
    return {**record, "userIdentity": {**record["userIdentity"], "secretId": key, "sessionContext": "{}"}}


@pytest.fixture
def shop(state: State, tmp_path: Path) -> Iterator[Shop]:
    """Give a lake with calls of two keys over three days, and a small inventory."""
    with closing(Shop(state, tmp_path / "lake")) as opened:
        with state.writing() as connection:
            add_inventory(connection)
        calls = [called(at * 97, key_id(1 + at % 2), f"203.0.113.{at % (3 + at % 2)}") for at in range(45)]
        opened.take("-", stdin=lines(calls))
        yield opened


def test_lists_of_keys_say_of_use_what_the_lake_says(shop: Shop) -> None:
    follow(shop.state, shop.lake, END)
    asked = Asked(sort="key", now=END)
    with shop.state.reading() as connection:
        of_sums = [one.row for one in list_keys(connection, asked, WithUse(connection, END))]
        lake = of_lake.WithUse(events_of(shop.lake), END, all_keys=True)
        of_the_lake = [one.row for one in list_keys(connection, asked, lake)]

    assert of_sums == of_the_lake
    used = {str(row.key_id): (row.calls_24h, row.source_ips) for row in of_sums}
    assert used[key_id(1)] == (8, 3)
    assert used[key_id(3)] == (0, 0)


def test_a_spark_shows_what_is_counted(shop: Shop) -> None:
    follow(shop.state, shop.lake, END)

    with shop.state.reading() as connection:
        use = key_sums(connection, [key_id(1), key_id(3)], END)

    assert set(use) == {key_id(1)}
    assert (len(use[key_id(1)].spark), sum(use[key_id(1)].spark)) == (24, use[key_id(1)].calls_24h)
    assert use[key_id(1)].spark[-1] == 1


def test_before_anything_is_summed_nothing_is_known(shop: Shop) -> None:
    with shop.state.reading() as connection:
        rows = [one.row for one in list_keys(connection, Asked(now=END), WithUse(connection, END))]

    assert rows
    assert {row.calls_24h for row in rows} == {None}


def test_a_key_whose_calls_were_seen_is_not_said_to_be_unused(shop: Shop) -> None:
    with shop.state.writing() as connection:
        connection.execute(update(access_keys).values(last_used_at=None, created_at=END - timedelta(days=5)))

    follow(shop.state, shop.lake, END)

    with shop.state.reading() as connection:
        listed = list(list_keys(connection, Asked(sort="key", now=END), WithUse(connection, END)))
    reasons = {str(one.row.key_id): one.row.reasons for one in listed}
    assert not [why for why in (*reasons[key_id(1)], *reasons[key_id(2)]) if "never used" in str(why)]
    assert any("never used yet" in str(why) for why in reasons[key_id(3)])
