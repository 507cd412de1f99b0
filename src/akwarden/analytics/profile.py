"""The week of a key: how much it calls in each of the 168 hours that a week has."""

from datetime import datetime, timedelta
from typing import Final

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.analytics.calls import EVERY_CALL, Asked, fitting
from akwarden.analytics.moments import HOUR_SECONDS, certain, moment, spans, to_micros
from akwarden.analytics.paging import Key, orders
from akwarden.analytics.tallies import conform

HOURS: Final = 168
_MONDAY: Final = 72
"""By how many hours 1970 began after a Monday."""
_HOUR_MICROS: Final = HOUR_SECONDS * 1_000_000

PROFILE: Final = ibis.schema(
    {
        "key_id": "!string",
        "hour": "!int64",
        "calls": "!int64",
        "days": "!int64",
        "weeks": "!int64",
        "mean": "!float64",
    }
)
"""An hour of the week of a key, counted from Monday, 00:00, on the clock of the span. `days` says on how many
days it called in that hour, `weeks` how often the hour came round in the span, `mean` how many calls it made
each time."""

ORDERS: Final = orders({"hour": (Key("key_id"), Key("hour"))}, last=("key_id", "hour"))


class Span(msgspec.Struct, frozen=True):
    """The whole hours that are looked at."""

    since: datetime
    """With a zone; the hour that it lies in counts as a whole."""
    until: datetime
    """With a zone; the hour that it lies in is left out."""
    offset: timedelta = timedelta()
    """How far the clock by which hours of the week are counted is ahead of UTC."""

    def __post_init__(self) -> None:
        """Raise ValueError for a span without an hour."""
        if self.hours < 1:
            raise ValueError("a span has at least one whole hour")

    @property
    def first(self) -> int:
        """Return the number of the first hour on the clock, since 1970."""
        return self._number(self.since)

    @property
    def hours(self) -> int:
        """Return how many hours there are."""
        return self._number(self.until) - self.first

    @property
    def offset_seconds(self) -> int:
        """Return the offset in seconds."""
        return int(self.offset.total_seconds())

    def _number(self, at: datetime) -> int:
        return (to_micros(at) + self.offset_seconds * 1_000_000) // _HOUR_MICROS

    def at(self, number: int) -> datetime:
        """Return when an hour begins."""
        shifted = number * HOUR_SECONDS - self.offset_seconds
        return datetime.fromtimestamp(shifted, tz=self.since.tzinfo)


def profile(events: ir.Table, span: Span, asked: Asked = EVERY_CALL) -> ir.Table:
    """Return a row for each key and hour of the week in which it called, in no order.

    An hour without calls has no row. Events with doubtful times are left out.
    """
    kept = fitting(events, asked)
    since, until = span.at(span.first), span.at(span.first + span.hours)
    kept = kept.filter(
        kept.key_id.notnull(), certain(kept), kept.time >= moment(since), kept.time < moment(until)
    )
    kept = kept.mutate(number=spans(kept.time, HOUR_SECONDS, span.offset_seconds))
    # Each hour by itself first: then there is one row a day, and days are counted without telling them apart.
    each = kept.group_by(("key_id", "number")).aggregate(calls=kept.count())
    each = each.mutate(hour=(each.number + _MONDAY) % HOURS)
    rows = each.group_by(("key_id", "hour")).aggregate(calls=each.calls.sum(), days=each.count())
    rows = rows.mutate(weeks=_weeks(rows.hour, span))
    return conform(rows.mutate(mean=rows.calls.cast("float64") / rows.weeks.cast("float64")), PROFILE)


def _weeks(hour: ir.IntegerValue, span: Span) -> ir.IntegerValue:
    """Return how often an hour of the week came round in a span."""
    begins = (span.first + _MONDAY) % HOURS
    whole, rest = divmod(span.hours, HOURS)
    ahead = (hour - begins + HOURS) % HOURS
    weeks: ir.IntegerValue = ibis.ifelse(ahead < rest, whole + 1, whole).cast("int64")
    return weeks
