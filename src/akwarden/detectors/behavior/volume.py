"""Bursts: hours in which a subject calls far more than in the hours it is active in.

The measure is the robust z-score: how many scaled median deviations an hour lies above the median. A few wild
hours of the past move neither.
"""

from typing import Final

import ibis
import ibis.expr.types as ir
import msgspec

from akwarden.detectors.behavior.joining import attached
from akwarden.detectors.behavior.moments import hour, micros
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
_NORMAL: Final = 1.4826
"""What the median deviation is multiplied by to be a standard deviation, for numbers of a normal
distribution."""


def hourly(events: ir.Table) -> ir.Table:
    """Return how much each subject called in each hour, by `HOURS`; doubtful times are left out."""
    rows = events.mutate(at=micros(events), subject=subject(events))
    rows = rows.filter(rows["at"].notnull(), rows.subject.notnull())
    rows = rows.mutate(hour=hour(rows["at"]))
    return rows.group_by((*SCOPE, "hour")).aggregate(calls=rows.count())


def volume(events: ir.Table, known: ir.Table, settings: Volume = DEFAULTS) -> ir.Table:
    """Return the hours of events that are bursts, by `BURSTS`, in no order.

    `known` has earlier hours, by `HOURS`. The events are all that there are of their hours so far.
    """
    now = hourly(events)
    by = {name: name for name in SCOPE}
    middles = known.group_by(SCOPE).aggregate(usual=known.calls.median().cast("float64"), hours=known.count())
    off = attached(known, middles, by, {"usual": "usual"})
    off = off.mutate(deviation=(off.calls.cast("float64") - off.usual).abs())
    spread = off.group_by(SCOPE).aggregate(spread=off.deviation.median())
    rows = attached(now, middles, by, {"usual": "usual", "hours": "hours"})
    rows = attached(rows, spread, by, {"spread": "spread"})
    rows = rows.mutate(z=(rows.calls.cast("float64") - rows.usual) / _scale(rows))
    rows = rows.filter(rows.hours >= settings.hours, rows.calls >= settings.calls, rows.z >= settings.z)
    return rows.select([rows[name].cast(of).name(name) for name, of in BURSTS.items()])


def _scale(rows: ir.Table) -> ir.FloatingValue:
    """Return what counts as one deviation.

    At least the square root of the median, as of calls that come by chance, and one: a machine that calls the
    same number of times each hour would else be alarming with one call more.
    """
    chance = ibis.ifelse(rows.usual > 1.0, rows.usual.sqrt(), ibis.literal(1.0, "float64"))
    scaled = rows.spread * ibis.literal(_NORMAL, "float64")
    scale: ir.FloatingValue = ibis.ifelse(scaled > chance, scaled, chance)
    return scale
