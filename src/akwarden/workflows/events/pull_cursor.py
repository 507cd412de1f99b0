"""How far the events of a log were fetched, and what is to be asked for next. Pure: no clock, no call.

The rules that this module keeps:

- Nothing rests on the clock of this machine alone: what is taken for read ends at the newest event that the
  cloud itself has shown.
- An event that comes up to two hours late is found: an hour is closed only when it was read once more two
  hours behind its end. Until then what lies behind the newest event is asked for again: 15 minutes of it
  where little time has passed since, else all that is not closed.
- The oldest window is read first. Inside of a window the cloud gives the newest first, so a window that was
  left in the middle goes on from its start to where it was.
- What an interrupted run had before it is read first, as that run would have done it; then comes what
  happened since.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from akwarden.providers.audit_pull import EventPage, Window

OVERLAP: Final = timedelta(minutes=15)
"""What is read again behind the newest event each time."""
SETTLED: Final = timedelta(hours=2)
"""How late an event may come and be found."""
OFTEN: Final = timedelta(hours=1)
"""Who fetches more seldom than that begins at what is not closed: it costs no more than reading it later."""
SHORTEST: Final = timedelta(minutes=1)
"""Of a window."""
MARGIN: Final = timedelta(hours=1)
"""How much less far back is asked than the cloud allows: what it allows moves on while pages are read."""
LARGE: Final = 5_000
"""Events of a window that are too many: history is to come in the order in which it happened."""
SMALL: Final = 1_000
"""From fewer events on, the next window is twice as long."""

_SECOND: Final = timedelta(seconds=1)
_SLACK: Final = timedelta(minutes=1)
"""What is read again of a window that was left: to the second, clouds promise no order inside of it."""


class OpenWindow(msgspec.Struct, frozen=True, kw_only=True):
    """A window that is read in part."""

    end: datetime
    down_to: datetime
    """All events of it that are newer are read, and maybe some of that second."""
    newest: datetime | None


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """What one run has set out to read, and how far it came."""

    begun_at: datetime
    ranges: tuple[Window, ...]
    """What is left, the oldest first; none of it behind another."""
    covered: datetime
    """Up to where it has read without a gap from what was closed before."""
    open: OpenWindow | None = None
    """The window at the start of the first range, where that is read in part."""


class EventCursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far one log is read."""

    closed: datetime | None = None
    """What happened before is not asked for again."""
    watermark: datetime | None = None
    """The newest event, behind which nothing is left out but what comes late."""
    span: int = 0
    """Seconds of the window that fits how much happens; 0 for the longest there may be."""
    leg: Leg | None = None
    """What is under way."""
    ended_at: datetime | None = None
    """When the last run began that read all there was."""


def read_cursor(text: str | None) -> EventCursor:
    """Return a cursor; that of the beginning for no text, or for one that another version wrote."""
    if text is None:
        return EventCursor()
    try:
        return msgspec.json.decode(text, type=EventCursor)
    except msgspec.DecodeError:
        return EventCursor()


def text_of(cursor: EventCursor) -> str:
    """Return a cursor as JSON."""
    return msgspec.json.encode(cursor).decode()


class Progress:
    """Walks one log from its cursor to now: gives windows, is told what they held, and keeps the cursor."""

    def __init__(self, cursor: EventCursor, now: datetime, back: timedelta, longest: timedelta) -> None:
        """Take where the log stands, the time, and how far back and how much at once may be asked for."""
        self.cursor = cursor
        self._now = _whole(now)
        self._back = back - MARGIN
        self._longest = longest
        self._is_last_leg = cursor.leg is None
        if cursor.leg is None:
            self._set_out()

    def next(self, now: datetime) -> Window | None:
        """Return the window to read next; None when all is read. `now` says what is too long ago."""
        horizon = _whole(now) - self._back
        while (leg := self.cursor.leg) is not None:
            ranges = _behind(leg.ranges, horizon)
            if ranges:
                first = ranges[0]
                self._keep(leg=msgspec.structs.replace(leg, ranges=ranges))
                if leg.open is not None:
                    return Window(first.start, max(leg.open.down_to, first.start))
                return Window(first.start, min(first.end, first.start + self._span()))
            if self._is_last_leg:
                self._keep(leg=None, ended_at=leg.begun_at)
                return None
            self._keep(leg=None)
            self._is_last_leg = True
            self._set_out()
        return None

    def narrowed(self, window: Window, first: EventPage) -> bool:
        """Look at the first page of a window; return whether there are too many events to read it at once.

        Then the next window is a shorter one, and the page is to be dropped.
        """
        times = [row.at for row in first.rows if row.at is not None]
        is_rest = self.cursor.leg is not None and self.cursor.leg.open is not None
        if first.is_last or is_rest or not times or window.span <= SHORTEST:
            return False
        crowded = max(window.end - min(times), _SECOND)
        expected = len(first.rows) * (window.span / crowded)
        if expected <= LARGE:
            return False
        span = max(min(window.span * (LARGE / expected), window.span / 2), SHORTEST)
        self._keep(span=int(span.total_seconds()))
        return True

    def partly(self, window: Window, down_to: datetime, newest: datetime | None) -> None:
        """Keep that a window is read from its end down to some second."""
        leg = self._leg()
        end, newest = self._whole_window(window, newest)
        down_to = min(max(_whole(down_to), window.start) + _SLACK, window.end)
        left = OpenWindow(end=end, down_to=down_to, newest=newest)
        self._keep(leg=msgspec.structs.replace(leg, open=left))

    def done(self, window: Window, newest: datetime | None, events: int) -> None:
        """Keep that a window is read to its start, with how many events it held."""
        leg = self._leg()
        end, newest = self._whole_window(window, newest)
        if newest is not None:
            # An event of the future says nothing about what is read.
            newest = min(newest, self._now)
        mark = _newer(self.cursor.watermark, newest)
        covered = max(leg.covered, end) if window.start <= leg.covered else leg.covered
        closed = self.cursor.closed
        if mark is not None:
            sure = min(covered, _hour(min(leg.begun_at, mark) - SETTLED))
            closed = _newer(closed, sure)
        ranges = (Window(end, leg.ranges[0].end), *leg.ranges[1:])
        self._keep(
            closed=closed,
            watermark=mark,
            span=self._next_span(window, events),
            leg=msgspec.structs.replace(leg, ranges=ranges, covered=covered, open=None),
        )

    def _set_out(self) -> None:
        """Plan what is to be read from the cursor to now."""
        horizon = self._now - self._back
        start = max(self.cursor.closed or horizon, horizon)
        ranges = tuple(_plan(start, self.cursor.watermark, self._now))
        self._keep(leg=Leg(begun_at=self._now, ranges=ranges, covered=start))

    def _whole_window(self, window: Window, newest: datetime | None) -> tuple[datetime, datetime | None]:
        """Return end and newest event of a window, with the part of it that was read before."""
        left = self._leg().open
        if left is None:
            return window.end, newest
        return left.end, _newer(left.newest, newest)

    def _leg(self) -> Leg:
        leg = self.cursor.leg
        assert leg is not None  # noqa: S101  a window was given out
        return leg

    def _span(self) -> timedelta:
        return min(timedelta(seconds=self.cursor.span) or self._longest, self._longest)

    def _next_span(self, window: Window, events: int) -> int:
        """Return how long the next window is to be, in seconds."""
        span = self.cursor.span
        if not span or events >= SMALL or window.span < timedelta(seconds=span):
            return span
        longer = span * 2
        return 0 if longer >= self._longest.total_seconds() else longer

    def _keep(self, **changes: object) -> None:
        self.cursor = msgspec.structs.replace(self.cursor, **changes)


def _plan(start: datetime, mark: datetime | None, now: datetime) -> Iterator[Window]:
    """Yield what is to be read; `start` is where it was closed, or as far back as can be asked."""
    if mark is None or now - mark >= OFTEN:
        yield Window(start, now)
        return
    settled = max(_hour(min(mark, now) - SETTLED), start)
    yield Window(start, settled)
    yield Window(max(mark - OVERLAP, settled), now)


def _behind(ranges: tuple[Window, ...], horizon: datetime) -> tuple[Window, ...]:
    """Return what of ranges is not too long ago, without those that are empty."""
    return tuple(
        Window(max(one.start, horizon), one.end) for one in ranges if one.end > max(one.start, horizon)
    )


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _newer(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)
