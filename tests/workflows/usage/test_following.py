"""Sums of usage: they hold what the lake says, however it came in and whatever happened on the way."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pytest
from sqlalchemy import select, update
from tests.store.databases import postgresql, state
from tests.workflows.usage.usages import NOW, Shop, all_sums, journal_open, some_calls

from akwarden.analytics import first_seen, source_ips, timeline, usage
from akwarden.analytics.answers import declared
from akwarden.model.event import TimeQuality
from akwarden.store.lake.months import to_micros
from akwarden.store.state import State
from akwarden.store.tables import lake_head, usage_addresses, usage_keys, usage_pairs, usage_spans
from akwarden.store.turn import turn
from akwarden.store.usage.clearing import HOUR, KEPT, cut
from akwarden.store.usage.lines import Section
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.usage.following import follow, forget, rebuild

__all__ = ["postgresql", "state"]
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
SAMPLES = Path(__file__).parents[2] / "samples" / "audit"


@pytest.fixture
def shop(state: State, tmp_path: Path) -> Iterator[Shop]:
    """Give an empty lake on each database."""
    with closing(Shop(state, tmp_path / "lake")) as opened:
        yield opened


def asked(rows: ir.Table, schema: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = declared(rows.to_pyarrow(), schema).to_pylist()
    return found


def told(state: State, table: Any) -> list[dict[str, Any]]:
    with state.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def test_sums_are_what_the_views_of_the_lake_say(shop: Shop) -> None:
    shop.take(SAMPLES / "aws", SAMPLES / "tencent")
    events = events_of(shop.lake)
    keyed = events.filter(events.time_quality != TimeQuality.DOUBTFUL.value, events.key_id.notnull())
    now = keyed.time.max().to_pyarrow().as_py()

    assert follow(shop.state, shop.lake, now) == events.count().to_pyarrow().as_py() > 500

    per = source_ips.Per.ADDRESS
    wanted = {
        row["source_ip"]: (
            row["calls"],
            row["failed"],
            row["keys"],
            micros(row["first"]),
            micros(row["last"]),
            row["ip_kind"] or "",
            row["ip_country"] or "",
            row["ip_asn"],
            row["ip_org"] or "",
        )
        for row in asked(source_ips.source_ips(events), source_ips.source_ips_schema(per))
    }
    columns = ("calls", "failed", "key_count", "first", "last", "ip_kind", "ip_country", "ip_asn", "ip_org")
    found = told(shop.state, usage_addresses)
    assert {row["source_ip"]: tuple(row[name] for name in columns) for row in found} == wanted

    seen: Counter[tuple[str, str]] = Counter()
    for row in told(shop.state, usage_pairs):
        if row["key_id"] and row["source_ip"]:
            seen[row["key_id"], row["source_ip"]] += row["calls"]
    first = asked(first_seen.first_seen(events), first_seen.FIRST_SEEN)
    assert seen == {(row["key_id"], row["source_ip"]): row["calls"] for row in first}

    of_keys = asked(usage.usage(events, now), usage.USAGE)
    assert {(row["key_id"], row["provider"]): row for row in told(shop.state, usage_keys)} == {
        (row["key_id"], row["provider"]): {
            **{name: row[name] for name in ("key_id", "provider", "calls", "failed", "addresses")},
            "first": micros(row["first"]),
            "last": micros(row["last"]),
        }
        for row in of_keys
    }

    hours: Counter[tuple[str, datetime]] = Counter()
    for row in told(shop.state, usage_spans):
        if (row["kind"], row["seconds"]) == (Section.KEY.value, HOUR):
            hours[row["subject"], datetime.fromtimestamp(row["at"], UTC)] += row["calls"]
    since = datetime.fromtimestamp(cut(now, Section.KEY, HOUR), UTC)
    assert hours
    assert hours == {
        (row["key_id"], row["at"]): row["calls"]
        for row in asked(timeline.buckets(events, since=since), timeline.BUCKETS)
        if row["at"] is not None
    }


def test_each_event_counts_once_however_it_comes_in(shop: Shop) -> None:
    for start in range(0, 300, 60):
        shop.take("-", stdin=some_calls(start, 60), batch_events=25)
        follow(shop.state, shop.lake, NOW, batch=40, at_once=30)
    shop.take("-", stdin=some_calls(100, 60))
    follow(shop.state, shop.lake, NOW, batch=40, at_once=30)
    counted = all_sums(shop.state)

    assert follow(shop.state, shop.lake, NOW) == 0
    assert rebuild(shop.state, shop.lake, NOW) == 300
    assert all_sums(shop.state) == counted
    assert sum(row["calls"] for row in told(shop.state, usage_pairs)) == 300


def test_what_came_in_before_and_after_a_merge_counts_once(shop: Shop) -> None:
    for start in range(0, 100, 20):
        shop.take("-", stdin=some_calls(start, 20))
    follow(shop.state, shop.lake, NOW)
    assert shop.lake.compact(NOW).files
    shop.take("-", stdin=some_calls(100, 50), batch_events=10)

    assert follow(shop.state, shop.lake, NOW) == 50
    counted = all_sums(shop.state)
    rebuild(shop.state, shop.lake, NOW)
    assert all_sums(shop.state) == counted


def test_a_journal_that_was_cut_off_is_added_by_who_comes_next(shop: Shop) -> None:
    shop.take("-", stdin=some_calls(0, 200))
    follow(shop.state, shop.lake, NOW)
    wanted = all_sums(shop.state)
    _stop_half_way(shop)

    assert journal_open(shop.state)
    assert all_sums(shop.state) != wanted
    follow(shop.state, shop.lake, NOW)

    assert not journal_open(shop.state)
    assert all_sums(shop.state) == wanted


def test_a_journal_that_is_lost_begins_all_again(shop: Shop) -> None:
    shop.take("-", stdin=some_calls(0, 200))
    follow(shop.state, shop.lake, NOW)
    wanted = all_sums(shop.state)
    _stop_half_way(shop)
    for file in (shop.lake.folder / ".usage").iterdir():
        file.unlink()

    assert follow(shop.state, shop.lake, NOW) == 200
    assert all_sums(shop.state) == wanted


class _StoppedError(Exception):
    """The power failed."""


def _stop_half_way(shop: Shop) -> None:
    """Sum all again, and stop where a part of the journal is added."""
    state, writes = shop.state, 0
    writing = type(state).writing

    class Failing(State):
        def writing(self) -> Any:
            nonlocal writes
            if journal_open(state):
                writes += 1
                if writes > 2:
                    raise _StoppedError
            return writing(self)

    failing = Failing(state.engine, state.place)
    with pytest.raises(_StoppedError):
        rebuild_in(failing, shop)


def rebuild_in(state: State, shop: Shop) -> None:
    """Sum all again by a state, few lines at a time."""
    forget(state)
    follow(state, shop.lake, NOW, at_once=20)


def test_where_files_are_gone_that_were_not_read_all_begins_again(shop: Shop) -> None:
    shop.take("-", stdin=some_calls(0, 50))
    follow(shop.state, shop.lake, NOW)
    shop.take("-", stdin=some_calls(50, 50))
    with shop.state.writing() as connection:
        connection.execute(update(lake_head).values(gone=shop.lake.files()[-1].id))

    assert follow(shop.state, shop.lake, NOW) == 100


def test_one_process_sums_at_a_time(shop: Shop) -> None:
    shop.take("-", stdin=some_calls(0, 10))
    with turn(shop.state, "usage") as ours:
        assert ours
        assert follow(shop.state, shop.lake, NOW) == 0

    assert follow(shop.state, shop.lake, NOW) == 10


def test_old_spans_go_and_what_the_lake_forgot_is_forgotten(shop: Shop) -> None:
    shop.take("-", stdin=some_calls(-90_000, 40))
    follow(shop.state, shop.lake, NOW)
    later = NOW + timedelta(days=70)
    shop.take("-", stdin=some_calls(0, 20))
    assert shop.lake.expire(later, keep_days=400) == 1

    assert follow(shop.state, shop.lake, later) == 20
    counted = _names(shop.state)
    rebuild(shop.state, shop.lake, later)

    assert _names(shop.state) == counted
    oldest = min(row["at"] for row in told(shop.state, usage_spans))
    assert oldest >= (later - max(KEPT.values())).timestamp() - 86_400


def _names(state: State) -> list[set[tuple[str, ...]]]:
    """Return what is counted: of a pair that goes on, what the lake forgot still counts."""
    tables = (usage_pairs, usage_addresses, usage_keys)
    keys = ([column.name for column in table.primary_key] for table in tables)
    return [
        {tuple(row[name] for name in key) for row in told(state, table)}
        for table, key in zip(tables, keys, strict=True)
    ]


def test_a_text_that_no_index_takes_is_cut(shop: Shop) -> None:
    record = some_calls(0, 1).replace(b"AKID-0", b"AKID" + b"x\\u0000" * 3000)
    shop.take("-", stdin=record)

    assert follow(shop.state, shop.lake, NOW) == 1
    assert all(
        len(row["key_id"]) <= 128 and "\0" not in row["key_id"] for row in told(shop.state, usage_keys)
    )
