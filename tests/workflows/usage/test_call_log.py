"""The call log: its pages are what one sorted query over all events gives, wherever the files are cut."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.workflows.usage.usages import FIRST, NOW, Shop, some_calls

from akwarden.analytics.calls import CALL_VOCABULARY, fitting
from akwarden.analytics.calls import Asked as AskedEvents
from akwarden.errors import QueryError, UsageError
from akwarden.query.parse import parse
from akwarden.store.lake.manifest import LakeFile
from akwarden.store.migration import open_state
from akwarden.workflows.access.scope import NOWHERE, Scope
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.usage import call_log
from akwarden.workflows.usage.call_export import CallForm, exported
from akwarden.workflows.usage.call_log import CallLog
from akwarden.workflows.usage.call_query import CallsAsked
from akwarden.workflows.usage.call_spread import CallSpread
from akwarden.workflows.usage.desk import Desk
from akwarden.workflows.usage.following import follow

pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
QUERIES = (
    "",
    "result:denied",
    "key:akid-3",
    "key:AKID* -ip:203.0.113.0/24",
    "provider:aws",
    "time>=2025-05-02",
    "ip:2001:db8::/32 result:ok",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Give a lake of files that overlap in time."""
    folder = tmp_path_factory.mktemp("calls")
    with closing(open_state(folder / "home", None)) as state, closing(Shop(state, folder / "lake")) as shop:
        for start, count in ((0, 120), (300, 80), (100, 220)):
            shop.take("-", stdin=some_calls(start, count))
        yield shop


def whole(where: str = "") -> CallsAsked:
    """Return the question about all of the time."""
    return CallsAsked(where=where, since=FIRST - timedelta(days=1), until=NOW + timedelta(days=40), now=NOW)


def expected(shop: Shop, where: str) -> list[str]:
    """Return the ids of all events that fit, the newest first, by one query."""
    asked = AskedEvents(query=parse(where, CALL_VOCABULARY), now=NOW)
    rows = fitting(events_of(shop.lake), asked)
    rows = rows.order_by([rows.time.desc(), rows.event_hash])
    found: list[str] = rows.select("event_id").to_pyarrow()["event_id"].to_pylist()
    return found


@pytest.mark.parametrize("where", QUERIES)
@pytest.mark.parametrize("limit", [7, 1000])
def test_pages_are_what_one_query_over_all_events_gives(shop: Shop, where: str, limit: int) -> None:
    log, found, after = CallLog(shop.state, shop.lake, Desk()), [], None
    while True:
        page = log.page(whole(where), limit=limit, after=after)
        found += [row.event_id for row in page.rows]
        after = page.next
        if after is None:
            break

    assert found == expected(shop, where)


@pytest.mark.parametrize("where", QUERIES)
def test_the_histogram_counts_what_the_log_lists(shop: Shop, where: str) -> None:
    spread = CallSpread(shop.state, shop.lake, Desk())

    found = spread.histogram(whole(where))

    assert found.total == len(expected(shop, where))
    assert sum(bar.calls for bar in found.bars) == found.total


def test_actions_are_counted_whatever_the_case_and_told_as_their_cloud_writes_them(shop: Shop) -> None:
    asked = whole()
    values = CallSpread(shop.state, shop.lake, Desk()).facets(asked, ["action"]).facets[0].values
    log = CallLog(shop.state, shop.lake, Desk())
    written = {row.action for row in log.page(asked, limit=1000, after=None).rows}

    assert written - {one.lower() for one in written}
    assert {one.value for one in values} <= written
    for one in values:
        for where in (one.query, one.query.lower()):
            assert len(log.page(whole(where), limit=1000, after=None).rows) == one.count


@pytest.mark.parametrize("where", ["", "result:denied", "-result:denied provider:aws", "account:1*"])
@pytest.mark.parametrize("scope", [Scope(everywhere=True), NOWHERE])
def test_sums_give_the_histogram_that_the_records_give(shop: Shop, where: str, scope: Scope) -> None:
    follow(shop.state, shop.lake, NOW)
    asked = CallsAsked(
        where=where,
        since=FIRST,
        until=FIRST + timedelta(days=30),
        now=FIRST + timedelta(days=30),
        scope=scope,
    )

    of_records = CallSpread(shop.state, shop.lake, Desk()).histogram(asked)
    of_sums = CallSpread(shop.state, shop.lake, Desk(), many=0).histogram(asked)

    assert (of_records.summed, of_sums.summed) == (False, True)
    assert of_sums.bars == of_records.bars
    assert bool(of_sums.total) == scope.everywhere


@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.integers(0, 10**11), st.integers(1, 10**7)), max_size=8),
    st.integers(0, 10**12),
    st.integers(1, 10**12),
)
def test_stretches_cover_all_of_the_time_once(
    files: list[tuple[int, int, int]], since: int, length: int
) -> None:
    held = [
        LakeFile(
            id=at,
            folder="",
            name="",
            month="",
            rows=rows,
            size=0,
            min_time=start,
            max_time=start + width,
            content=0,
            doubtful=False,
            merged=False,
        )
        for at, (start, width, rows) in enumerate(files)
    ]
    until = since + length
    ends = list(call_log.stretches(held, since, until))

    last = min(until, max((file.max_time + 1 for file in held), default=since))
    assert all(start < end for start, end in ends)
    assert [end for _, end in ends[1:]] == [start for start, _ in ends[:-1]]
    assert (not ends and last <= since) or (ends[0][1], ends[-1][0]) == (last, since)
    assert len(ends) <= 40


def test_a_wrong_question_is_told(shop: Shop) -> None:
    log = CallLog(shop.state, shop.lake, Desk())
    with pytest.raises(QueryError):
        log.page(CallsAsked(where="kye:x", now=NOW), limit=5)
    for cursor in (
        "",
        "x",
        "AAAA",
        "WzEsMl0x",
        "WzFlOTksMl0",
        "WyJhIiwxXQ",
        "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwLDFd",
    ):
        with pytest.raises(UsageError):
            log.page(CallsAsked(now=NOW), limit=5, after=cursor)


def test_an_export_that_nobody_reads_on_ends(shop: Shop) -> None:
    desk = Desk(most=1, wait=timedelta(milliseconds=100))
    pieces = exported(shop.state, shop.lake, desk, whole(), CallForm.JSONL)
    next(pieces)
    pieces.close()

    with desk.asking(shop.lake.folder) as asking:
        assert asking.table("SELECT 1 AS one").num_rows == 1
