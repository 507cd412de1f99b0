"""Where to read next, against a cloud in memory whose events come late, and runs that end anywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akwarden.providers.audit_pull import EventPage, EventRow, Window
from akwarden.workflows.events import pull_cursor
from akwarden.workflows.events.pull_cursor import (
    MARGIN,
    SETTLED,
    EventCursor,
    Leg,
    Progress,
    read_cursor,
    text_of,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BACK, LONGEST = timedelta(days=90), timedelta(days=29)
PAGE = 5


@dataclass(frozen=True)
class Happened:
    """An event, and when the cloud shows it first."""

    at: datetime
    shown_at: datetime


@dataclass
class MadeUp:
    """A cloud with a list of events; its clock is the true one."""

    events: Sequence[Happened]
    asked: list[Window] = field(default_factory=list)
    page: int = PAGE

    def pages(self, window: Window, now: datetime) -> Iterator[list[Happened]]:
        assert window.start <= window.end
        assert window.span <= LONGEST
        self.asked.append(window)
        fitting = [one for one in self.events if window.start <= one.at <= window.end and one.shown_at <= now]
        fitting.sort(key=lambda one: one.at, reverse=True)
        for start in range(0, max(1, len(fitting)), self.page):
            yield fitting[start : start + self.page]


@dataclass
class Reader:
    """Whoever pulls; what it keeps survives its runs."""

    cloud: MadeUp
    text: str | None = None
    read: set[Happened] = field(default_factory=set)

    def pull(self, now: datetime, *, pages: int = 1_000_000, ahead: timedelta = timedelta()) -> None:
        """Read until all is read, or so many pages; the clock of the machine is `ahead`."""
        here = now + ahead
        progress = Progress(read_cursor(self.text), here, BACK, LONGEST)
        for _ in range(10_000):
            window = progress.next(here)
            if window is None:
                break
            assert window.start >= here - BACK
            pages = self._window(progress, window, now, pages)
            self.text = text_of(progress.cursor)
            if pages <= 0:
                return
        else:
            pytest.fail("it does not end")
        self.text = text_of(progress.cursor)

    def _window(self, progress: Progress, window: Window, now: datetime, pages: int) -> int:
        newest: datetime | None = None
        found = list(self.cloud.pages(window, now))
        events = 0
        for number, rows in enumerate(found):
            page = EventPage([EventRow(b"", row.at) for row in rows], is_last=number == len(found) - 1)
            if not number and progress.narrowed(window, page):
                return pages
            self.read |= set(rows)
            events += len(rows)
            newest = max([row.at for row in rows] + ([newest] if newest else []), default=None)
            if not page.is_last:
                progress.partly(window, min(row.at for row in rows), newest)
            pages -= 1
            if pages <= 0 and not page.is_last:
                return pages
        progress.done(window, newest, events)
        return pages

    @property
    def cursor(self) -> EventCursor:
        return read_cursor(self.text)


seconds = st.integers(0, 6 * 86_400)
happenings = st.lists(
    st.builds(
        lambda at, late: Happened(
            NOW - timedelta(days=6) + timedelta(seconds=at),
            NOW - timedelta(days=6) + timedelta(seconds=at + late),
        ),
        st.one_of(seconds, st.integers(86_400, 90_000)),
        st.one_of(st.integers(0, 900), st.integers(0, int(SETTLED.total_seconds()))),
    ),
    max_size=80,
    unique=True,
)
runs = st.lists(st.tuples(seconds, st.integers(1, 12), st.integers(-240, 240)), max_size=12)


@given(happenings, runs)
def test_what_comes_up_to_two_hours_late_is_read_however_runs_end(
    events: list[Happened], ends: list[tuple[int, int, int]]
) -> None:
    reader = Reader(MadeUp(events))

    for second, pages, ahead in sorted(ends):
        now = NOW - timedelta(days=6) + timedelta(seconds=second)
        reader.pull(now, pages=pages, ahead=timedelta(seconds=ahead))
    reader.pull(NOW + timedelta(hours=4))

    assert set(events) - reader.read == set()


@given(happenings, runs)
def test_it_never_goes_back_nor_beyond_what_the_cloud_has_shown(
    events: list[Happened], ends: list[tuple[int, int, int]]
) -> None:
    reader = Reader(MadeUp(events))
    marks, closings = [NOW - timedelta(days=400)], [NOW - timedelta(days=400)]

    for second, pages, ahead in sorted(ends):
        now = NOW - timedelta(days=6) + timedelta(seconds=second)
        reader.pull(now, pages=pages, ahead=timedelta(seconds=ahead))
        marks.append(reader.cursor.watermark or marks[-1])
        closings.append(reader.cursor.closed or closings[-1])

    newest = max((one.at for one in reader.read), default=None)
    assert marks == sorted(marks)
    assert closings == sorted(closings)
    if newest is None:
        assert (reader.cursor.watermark, reader.cursor.closed) == (None, None)
    else:
        assert marks[-1] <= newest
        assert closings[-1] <= newest - SETTLED


@given(st.integers(1, 20), st.integers(3, 48))
def test_a_clock_that_is_hours_ahead_loses_nothing(events: int, hours: int) -> None:
    before = [Happened(NOW - timedelta(minutes=7 * n), NOW) for n in range(events)]
    after = [Happened(NOW + timedelta(minutes=7 * n + 7), NOW + timedelta(days=1)) for n in range(events)]
    reader = Reader(MadeUp([*before, *after]))

    reader.pull(NOW + timedelta(minutes=1), ahead=timedelta(hours=hours))
    reader.pull(NOW + timedelta(days=2))

    assert reader.read == {*before, *after}


def test_the_first_pull_goes_as_far_back_as_the_cloud_does_and_the_oldest_is_first() -> None:
    cloud = MadeUp([])

    Reader(cloud).pull(NOW)

    starts = [window.start for window in cloud.asked]
    assert starts[0] == NOW - BACK + MARGIN
    assert starts == sorted(starts)
    assert cloud.asked[-1].end == NOW
    assert len(cloud.asked) == 4


def test_a_pull_soon_after_reads_fifteen_minutes_again() -> None:
    mark = NOW - timedelta(minutes=2)
    reader = Reader(MadeUp([Happened(mark, mark)]))
    reader.pull(NOW)
    reader.cloud.asked.clear()

    reader.pull(NOW + timedelta(minutes=5))

    assert reader.cloud.asked == [Window(mark - timedelta(minutes=15), NOW + timedelta(minutes=5))]


def test_an_hour_is_closed_once_it_was_read_two_hours_behind_its_end() -> None:
    events = [Happened(NOW + timedelta(minutes=n), NOW + timedelta(minutes=n)) for n in range(240)]
    reader = Reader(MadeUp(events))
    reader.pull(NOW + timedelta(minutes=110))
    before = reader.cursor.closed
    reader.pull(NOW + timedelta(minutes=150))
    reader.cloud.asked.clear()

    reader.pull(NOW + timedelta(minutes=190))

    assert before == NOW - timedelta(hours=1)
    assert reader.cloud.asked[0] == Window(NOW - timedelta(hours=1), NOW)
    assert reader.cursor.closed == NOW


def test_a_run_that_ended_in_a_window_goes_on_in_it_and_asks_for_the_rest_alone() -> None:
    events = [Happened(NOW - timedelta(minutes=n), NOW) for n in range(100)]
    reader = Reader(MadeUp(events))
    reader.pull(NOW, pages=15)
    left = min(one.at for one in reader.read)
    reader.cloud.asked.clear()

    reader.pull(NOW)

    assert reader.cloud.asked[0].end == left + timedelta(minutes=1)
    assert reader.read == set(events)


def test_a_crowded_span_is_cut_so_that_history_comes_in_order() -> None:
    events = [Happened(NOW - timedelta(minutes=n), NOW) for n in range(20_000)]
    cloud = MadeUp(events, page=500)
    reader = Reader(cloud)

    reader.pull(NOW)

    assert reader.read == set(events)
    assert max(window.span for window in cloud.asked[-3:]) < timedelta(days=8)


def test_what_is_too_long_ago_by_now_is_not_asked_for() -> None:
    cursor = EventCursor(
        leg=Leg(
            begun_at=NOW - timedelta(days=60),
            ranges=(Window(NOW - timedelta(days=150), NOW - timedelta(days=60)),),
            covered=NOW - timedelta(days=150),
        )
    )
    cloud = MadeUp([])
    reader = Reader(cloud, text_of(cursor))

    reader.pull(NOW)

    assert min(window.start for window in cloud.asked) == NOW - BACK + MARGIN


def test_a_cursor_of_another_version_begins_anew() -> None:
    assert read_cursor('{"closed": 5}') == EventCursor()
    assert pull_cursor.read_cursor(None) == EventCursor()
