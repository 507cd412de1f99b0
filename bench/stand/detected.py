"""Imports records, lets the product judge them, and reads what alarms came of it and when.

The product is taken as it is: `audit import`, then what `detect run` runs. An alarm as it is kept names its
first twenty events only, so what was seen is noted on the way, all of it.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from sqlalchemy import Connection, select

from akwarden.model.alarm import AlarmPart, Signal
from akwarden.model.severity import Severity
from akwarden.store.alarms import read
from akwarden.store.lake.lake import Lake
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import alarms
from akwarden.workflows.detection.detecting import Detecting
from akwarden.workflows.detection.judging import Judge, Judged
from akwarden.workflows.detection.ruleset import DetectionRule, load_behavior
from akwarden.workflows.events.opening import events_of, open_lake

_PROGRAM = Path(sys.executable).with_name("akwarden")
_IMPORTED = {0, 4}
_LOG = "cos_log"
_QUIET_ENOUGH = 2
"""So many quiet rules raise an alarm together."""


class Seen(NamedTuple):
    """An event that an alarm is about."""

    at: datetime
    id: str


@dataclass(frozen=True)
class Raised:
    """An alarm that people are told of."""

    at: datetime
    """When the event was that raised it."""
    severity: Severity
    """What it is in the end."""
    weight: float
    """The sum of its reasons."""
    events: Sequence[Seen]
    """All of them, in the order of their times."""


class Call(NamedTuple):
    """One call of the lake."""

    subject: str
    """The key, or whoever the temporary key was issued to; empty where nothing says so."""
    at: datetime
    id: str
    address: str


class _Key(NamedTuple):
    provider: str
    account: str
    subject: str
    story: str
    day: int


def import_records(records: Path, home: Path) -> None:
    """Take records into the lake of a home of their own; raises CalledProcessError."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AKWARDEN_")}
    command = [str(_PROGRAM), "audit", "import", str(records)]
    env = kept | {"AKWARDEN_HOME": str(home)}
    done = subprocess.run(command, env=env, capture_output=True, check=False)
    if done.returncode not in _IMPORTED:
        raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)


def own_rules() -> Sequence[DetectionRule]:
    """Return the rules that come with the product."""
    return load_behavior().rules


def rules_of(folder: Path) -> Sequence[DetectionRule]:
    """Return the rules of a folder, without those of the product; raises RuleError."""
    return [one for one in load_behavior((folder,)).rules if not one.is_own]


def raised(home: Path, rules: Sequence[DetectionRule]) -> list[Raised]:
    """Judge all that the lake of a home holds, and return the alarms; a home is judged once."""
    judge = _Noting(rules)
    with _opened(home) as (state, lake):
        for _ in Detecting(state, lake, judge, lambda: datetime.now(UTC)).steps():
            pass
        with state.reading() as connection:
            rows = connection.execute(select(alarms).where(alarms.c.raised)).mappings().all()
    found = []
    for row in rows:
        gathered = read(row).gathered
        day = gathered.first_at.toordinal()
        key = _Key(gathered.provider, gathered.account, gathered.subject, gathered.story, day)
        weight = sum(reason.weight for part in gathered.parts for reason in part.reasons)
        severity = Severity(row["severity"])
        found.append(Raised(_since(gathered.parts), severity, weight, sorted(judge.seen[key])))
    return found


def calls_between(home: Path, start: datetime, end: datetime) -> list[Call]:
    """Return the calls in a span of time whose subject is known, in the order of their times."""
    with _opened(home) as (_, lake):
        table = events_of(lake)
        subject = table.issuer.fill_null(table.key_id)
        asked = (
            table.mutate(subject=subject)
            .filter(subject.notnull(), table.time >= start, table.time < end)
            .order_by("time", "event_id")
        )
        columns = asked.select("subject", "time", "event_id", "source_ip").to_pyarrow()
    return [
        Call(subject, at, id_, address or "")
        for subject, at, id_, address in zip(*(column.to_pylist() for column in columns.columns), strict=True)
    ]


def lake_ids(home: Path) -> dict[str, str]:
    """Return the ids of all events by those of their records, which for a line of a log is another."""
    with _opened(home) as (_, lake):
        table = events_of(lake)
        own = (table.format == _LOG).ifelse(table.request_id, table.event_id)
        columns = table.select(own=own, id=table.event_id).filter(lambda row: row.own.notnull()).to_pyarrow()
    return dict(zip(columns["own"].to_pylist(), columns["id"].to_pylist(), strict=True))


class _Noting(Judge):
    """Judges, and notes which events each alarm is about."""

    def __init__(self, rules: Sequence[DetectionRule]) -> None:
        super().__init__(rules)
        self.seen: defaultdict[_Key, set[Seen]] = defaultdict(set)

    def judge(self, connection: Connection, batch: pa.Table, before: object, now: datetime) -> Judged:
        """Return what a batch comes to."""
        judged = super().judge(connection, batch, before, now)  # type: ignore[arg-type]
        for signal in judged.signals:
            self.seen[_key_of(signal)].update(Seen(event.at, event.id) for event in signal.events)
        return judged


def _key_of(signal: Signal) -> _Key:
    day = signal.events[0].at.toordinal()
    return _Key(signal.provider, signal.account, signal.subject, signal.story, day)


def _since(parts: Sequence[AlarmPart]) -> datetime:
    """Return when an alarm was raised: with its first rule that is not quiet, or the second one that is."""
    loud = [part.first_at for part in parts if not part.quiet]
    if loud:
        return min(loud)
    return sorted(part.first_at for part in parts)[:_QUIET_ENOUGH][-1]


@contextmanager
def _opened(home: Path) -> Iterator[tuple[State, Lake]]:
    with closing(open_state(home, None)) as state, closing(open_lake(state, home, {})) as lake:
        yield state, lake
