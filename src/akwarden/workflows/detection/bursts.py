"""Bursts of volume in a batch: hours in which a subject calls far more than it usually does.

The rules that this module keeps:

- An hour counts as far as it was seen: the events of the batch, and those of the lake up to the last of them.
- What is usual is told from what was learned, and from earlier hours of the batch.
- Baselines are only read of subjects that called often in such an hour, which mostly are none.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from akwarden.detectors.behavior.columns import ENRICHED, EVENT
from akwarden.detectors.behavior.novelty import KNOWN
from akwarden.detectors.behavior.volume import (
    BURSTS,
    DEFAULTS,
    HOUR_OF_WEEK,
    HOURS,
    ONE_HOUR,
    bursts,
    hourly,
    usual_before,
    with_bursts,
)
from akwarden.model.event import TimeQuality
from akwarden.store import baselines
from akwarden.workflows.detection.engine import Engine
from akwarden.workflows.detection.questions import questions

_HOURS: Final = HOURS.to_pyarrow()
_BURSTS: Final = BURSTS.to_pyarrow()
_ENRICHED: Final = ENRICHED.to_pyarrow()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR: Final = timedelta(hours=1)
_MICROSECOND: Final = timedelta(microseconds=1)


class Bursts:
    """Tells the bursts of batches, on the engine of a judge, which has them as `batch` and `rich`."""

    def __init__(self, engine: Engine, cache: Path | None = None) -> None:
        """Make the questions, or take them from `cache`, as `questions` does."""
        self._engine = engine
        batch, past = ibis.table(EVENT, "batch"), ibis.table(EVENT, "past")
        now = hourly(batch)
        earlier = hourly(past.anti_join(batch, "event_hash")).semi_join(now, ONE_HOUR)
        busy = ibis.table(HOURS, "busy")
        usual = usual_before(busy, ibis.table(KNOWN, "usual"), now)
        asked = [
            now,
            earlier,
            bursts(busy, usual, by=ONE_HOUR),
            with_bursts(ibis.table(ENRICHED, "rich"), ibis.table(BURSTS, "bursts")),
        ]
        self._now, self._earlier, self._bursts, self._told = questions(asked, cache)

    def told(
        self,
        connection: Connection,
        rich: pa.Table,
        before: Callable[[datetime, datetime], Sequence[Path]],
    ) -> pa.Table:
        """Return the enriched events of the batch with its bursts; raises LakeError.

        `before` gives the files of the lake with the events from a time to before another.
        """
        busy = self._busy(rich, before)
        if not busy.num_rows:
            return rich
        engine = self._engine
        engine.put("busy", busy)
        engine.put("usual", baselines.of_dimension(connection, busy, HOUR_OF_WEEK))
        found = engine.ask(self._bursts, _BURSTS)
        if not found.num_rows:
            return rich
        engine.put("bursts", found)
        return engine.ask(self._told, _ENRICHED)

    def _busy(self, rich: pa.Table, before: Callable[[datetime, datetime], Sequence[Path]]) -> pa.Table:
        """Return the hours of the batch with as many calls as a burst has at least, by `HOURS`."""
        hours = self._engine.ask(self._now, _HOURS)
        if not hours.num_rows:
            return hours
        certain = rich.filter(pc.not_equal(rich["time_quality"], TimeQuality.DOUBTFUL.value))
        start = _EPOCH + pc.min(hours["hour"]).as_py() * _HOUR
        end = pc.max(certain["time"]).as_py() + _MICROSECOND
        files = before(start, end)
        if files:
            with self._engine.events("past", files, start, end):
                earlier = self._engine.ask(self._earlier, _HOURS)
            summed = pa.concat_tables([hours, earlier]).group_by(list(ONE_HOUR)).aggregate([("calls", "sum")])
            hours = summed.rename_columns([*ONE_HOUR, "calls"]).cast(_HOURS)
        return hours.filter(pc.greater_equal(hours["calls"], DEFAULTS.calls))
