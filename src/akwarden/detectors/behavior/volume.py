"""Bursts: hours in which a subject calls far more than in the hours it is active in.

The measure is the robust z-score: how many scaled median deviations an hour lies above the median. A few wild
hours of the past move neither. What is usual is told from the hours of the week that a subject calls in, each
with the mean of its calls: at most 168, however long the past is.
"""

from collections.abc import Sequence
from typing import Final

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.detectors.behavior.columns import VOLUME
from akwarden.detectors.behavior.joining import attached
from akwarden.detectors.behavior.moments import HOUR, hour, hour_of_week, micros
from akwarden.detectors.behavior.watching import SCOPE, subject

HOURS: Final = ibis.schema(
    {
        "provider": "!string",
        "account": "!string",
        "subject": "!string",
        "hour": "!int64",
        "calls": "!int64",
    }
)
"""An hour, counted since 1970, in which a subject called."""
BURSTS: Final = ibis.schema({**HOURS, "usual": "!float64", "z": "!float64"})
"""An hour that is a burst: `usual` is the median of the calls of its hours before."""


class Volume(msgspec.Struct, frozen=True, kw_only=True):
    """When an hour is a burst."""

    z: float = 6.0
    """How far above the median; heavy users double their calls on some days, and do not come near this."""
    calls: int = 100
    """The least number of calls: less does no harm by its number."""
    hours: int = 24
    """How many hours of a subject are to be known before it has a usual one."""


DEFAULTS: Final = Volume()
HOUR_OF_WEEK: Final = "hour"
"""The dimension of baselines that usual hours are told from."""
ONE_HOUR: Final = (*SCOPE, "hour")
"""An hour of a subject."""
_LONG_AGO: Final = -(1 << 40)
"""Before all hours."""
_NORMAL: Final = 1.4826
"""What the median deviation is multiplied by to be a standard deviation, for numbers of a normal
distribution."""


def hourly(events: ir.Table) -> ir.Table:
    """Return how much each subject called in each hour, by `HOURS`; doubtful times are left out."""
    rows = events.mutate(at=micros(events), subject=subject(events))
    rows = rows.filter(rows["at"].notnull(), rows.subject.notnull())
    rows = rows.mutate(hour=hour(rows["at"]))
    return rows.group_by(ONE_HOUR).aggregate(calls=rows.count())


def volume(events: ir.Table, known: ir.Table, settings: Volume = DEFAULTS) -> ir.Table:
    """Return the hours of events that are bursts, by `BURSTS`, in no order.

    `known` has earlier hours, by `HOURS`. The events are all that there are of their hours so far.
    """
    return bursts(hourly(events), known, settings)


def bursts(
    hours: ir.Table, known: ir.Table, settings: Volume = DEFAULTS, by: Sequence[str] = SCOPE
) -> ir.Table:
    """Return which of these hours are bursts, by `BURSTS`, in no order; both tables are by `HOURS`.

    `by` says which columns an hour and what is known before it share.
    """
    on = {name: name for name in by}
    middles = known.group_by(by).aggregate(usual=known.calls.median().cast("float64"), hours=known.count())
    off = attached(known, middles, on, {"usual": "usual"})
    off = off.mutate(deviation=(off.calls.cast("float64") - off.usual).abs())
    spread = off.group_by(by).aggregate(spread=off.deviation.median())
    rows = attached(hours, middles, on, {"usual": "usual", "hours": "hours"})
    rows = attached(rows, spread, on, {"spread": "spread"})
    rows = rows.mutate(z=(rows.calls.cast("float64") - rows.usual) / _scale(rows))
    rows = rows.filter(rows.hours >= settings.hours, rows.calls >= settings.calls, rows.z >= settings.z)
    return rows.select([rows[name].cast(of).name(name) for name, of in BURSTS.items()])


def usual_before(hours: ir.Table, known: ir.Table, others: ir.Table) -> ir.Table:
    """Return what subjects usually called before each of these hours, by `HOURS`.

    A row is an hour of the week, and its `hour` that of `hours` before which it was usual: `bursts` takes
    both by `ONE_HOUR`. What is usual is told from baselines, `known` by `novelty.KNOWN`, and from those of
    `others` that come before.
    """
    learned = known.filter(known.dimension == HOUR_OF_WEEK, known["value"] != "")
    learned = learned.mutate(
        since=ibis.literal(_LONG_AGO), week=learned["value"], total=learned["count"], number=learned.days
    )
    others = others.mutate(
        since=others.hour, week=hour_of_week(others.hour * HOUR), total=others.calls, number=ibis.literal(1)
    )
    rows = ibis.union(*[_as_learned(one) for one in (learned, others)], distinct=False)
    asked = hours.select(**{f"of_{name}": hours[name] for name in SCOPE}, before=hours.hour)
    fits = [rows[name] == asked[f"of_{name}"] for name in SCOPE]
    rows = rows.inner_join(asked, [*fits, rows.since < asked.before])
    sums = rows.group_by((*SCOPE, "before", "week")).aggregate(
        total=rows.total.sum(), number=rows.number.sum()
    )
    return sums.select(*SCOPE, hour=sums.before, calls=_mean(sums.total, sums.number))


def _as_learned(rows: ir.Table) -> ir.Table:
    """Return calls of an hour of the week; parts of a union must also agree in whether there can be nulls."""
    texts = {name: rows[name].cast("string") for name in SCOPE}
    return rows.select(
        **texts, **{name: rows[name].cast("int64") for name in ("since", "week", "total", "number")}
    )


def by_hour_of_week(hours: ir.Table) -> ir.Table:
    """Return what subjects call in the hours of the week, by `HOURS`, told from all of these hours.

    `hour` is from 0 for Monday, 00:00 UTC, to 167.
    """
    rows = hours.mutate(hour=hour_of_week(hours.hour * HOUR))
    sums = rows.group_by(ONE_HOUR).aggregate(total=rows.calls.sum(), hours=rows.count())
    return sums.select(*SCOPE, "hour", calls=_mean(sums.total, sums.hours))


def with_bursts(rows: ir.Table, found: ir.Table) -> ir.Table:
    """Return enriched events with the columns of `VOLUME`, in no order; `found` has bursts, by `BURSTS`.

    They are told at the last event of each burst, and are null elsewhere: a burst of ten thousand calls is
    one thing to tell of.
    """
    times = rows.mutate(at=micros(rows))
    times = times.filter(times["at"].notnull(), times.subject.notnull())
    times = times.select("event_hash", *SCOPE, "at", hour=hour(times["at"]))
    by = {name: name for name in ONE_HOUR}
    told = attached(times, found, by, {"hour_calls": "calls", "hour_usual": "usual", "hour_z": "z"})
    told = told.filter(told.hour_z.notnull())
    latest = ibis.window(group_by=ONE_HOUR, order_by=(told["at"].desc(), told.event_hash.desc()))
    told = told.mutate(place=ibis.row_number().over(latest))
    last = told.filter(told["place"] == 0)
    kept = rows.select([name for name in rows.columns if name not in VOLUME])
    return attached(kept, last, {"event_hash": "event_hash"}, {name: name for name in VOLUME})


def _mean(total: ir.IntegerValue, number: ir.IntegerValue) -> ir.IntegerValue:
    """Return a mean, rounded without fractions, so that every engine rounds alike."""
    mean: ir.IntegerValue = (total * 2 + number) // (number * 2)
    return mean.cast("int64")


def _scale(rows: ir.Table) -> ir.FloatingValue:
    """Return what counts as one deviation.

    At least the square root of the median, as of calls that come by chance, and one: a machine that calls the
    same number of times each hour would else be alarming with one call more.
    """
    chance = ibis.ifelse(rows.usual > 1.0, rows.usual.sqrt(), ibis.literal(1.0, "float64"))
    scaled = rows.spread * ibis.literal(_NORMAL, "float64")
    scale: ir.FloatingValue = ibis.ifelse(scaled > chance, scaled, chance)
    return scale
