"""What `/metrics` tells of a whole installation: read from the state when somebody looks, and kept a while.

The rules that this module keeps:

- A label is a word of ours, the number of an account, or the name of a source of audit records: no id of a
  key, no person, no address of a caller, and nothing that a request brought along.
- Of accounts and sources at most `MOST` are told each, those that are the furthest behind first.
- Times are told as times and not as ages (Prometheus, "Instrumentation": "Timestamps, not time since").
- Where the state can't be read, that is the figure; those of requests are told all the same.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import msgspec
from prometheus_client import Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Connection, text
from sqlalchemy.pool import QueuePool

from akwarden.errors import AkwardenError, redact
from akwarden.frontends.api.metrics import Metrics
from akwarden.frontends.api.server import Server
from akwarden.model.freshness import Fresh, FreshKind, Freshness
from akwarden.model.job import JobState
from akwarden.model.leak import Validity
from akwarden.model.severity import Severity
from akwarden.store import figures, jobs
from akwarden.store.figures import JobGroup, LakeSize
from akwarden.workflows.jobs import freshness
from akwarden.workflows.kept import Kept

KEPT_SECONDS: Final = 10.0
"""How long what was read is told again, however many look."""
MOST: Final = 200
"""Accounts, and sources of audit records, that are told."""
_MOST_ENDED: Final = 10_000
_DURATIONS: Final = (1, 5, 15, 60, 300, 900, 3_600, 14_400)
_LOG: Final = logging.getLogger("akwarden.metrics")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of an installation at one moment."""

    under_way: tuple[JobGroup, ...]
    fresh: Freshness
    alarms: dict[str, int]
    """Open alarms by severity."""
    leaks: dict[str, int]
    """Open leaks by whether the key works."""
    lake: LakeSize
    answered_in: float
    """How many seconds the database took for the smallest question."""


class StateFigures(Collector):
    """Reads the figures of the installation of one server; shared by threads."""

    def __init__(self, server: Server, metrics: Metrics) -> None:
        """Take the server, and where its figures are told from now on; raises StateError."""
        self._server = server
        self._kept = Kept(most=1, slow=0.0)
        self._turn = threading.Lock()
        with server.state.reading() as connection:
            self._change = jobs.newest_change(connection)
        self._seconds = Histogram(
            "akwarden_job_seconds",
            "How long jobs took, of those that ended since this server began",
            ("kind", "state"),
            buckets=_DURATIONS,
            registry=None,  # told by `collect`, behind what it counted just now
        )
        metrics.registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """Yield every figure; those of the state are missing where it can't be read."""
        found = self._figures()
        readable = GaugeMetricFamily("akwarden_state_readable", "1 where the state can be read, 0 where not")
        readable.add_metric((), found is not None)
        yield readable
        yield self._connections()
        yield from self._seconds.collect()
        if found is not None:
            yield from _told(found)

    def _figures(self) -> Figures | None:
        now = self._server.clock()
        try:
            return self._kept.get("figures", lambda: self._read(now), now=now, seconds=KEPT_SECONDS)
        except AkwardenError as error:
            _LOG.warning("the figures can't be read: %s", redact(str(error)))
            return None

    def _read(self, now: datetime) -> Figures:
        server = self._server
        with server.state.reading() as connection:
            begun = time.perf_counter()
            connection.execute(text("SELECT 1"))
            took = time.perf_counter() - begun
            self._count_ended(connection)
            return Figures(
                under_way=figures.jobs_under_way(connection),
                fresh=freshness.freshness(connection, server.settings.work, now),
                alarms=dict(figures.open_alarms(connection, now)),
                leaks=dict(figures.open_leaks(connection)),
                lake=figures.lake_size(connection),
                answered_in=took,
            )

    def _count_ended(self, connection: Connection) -> None:
        """Count the jobs that ended since the last look, each once."""
        with self._turn:
            ended = figures.ended_since(connection, self._change, _MOST_ENDED)
            self._change = ended.up_to
        for one in ended.jobs:
            seconds = 0.0 if one.took is None else one.took.total_seconds()
            self._seconds.labels(one.kind.value, one.state.value).observe(seconds)

    def _connections(self) -> Metric:
        family = GaugeMetricFamily(
            "akwarden_database_connections", "Connections of this process to the database", labels=("state",)
        )
        pool = self._server.state.engine.pool
        if isinstance(pool, QueuePool):
            family.add_metric(("in_use",), pool.checkedout())
            family.add_metric(("idle",), pool.checkedin())
        return family


def _told(found: Figures) -> Iterator[Metric]:
    yield from _jobs(found.under_way)
    yield from _sources(found.fresh.sources)
    yield _by("akwarden_alarms_open", "Alarms that wait for somebody", "severity", Severity, found.alarms)
    yield _by("akwarden_leaks_open", "Leaks that are open", "validity", Validity, found.leaks)
    yield GaugeMetricFamily("akwarden_lake_files", "Files of the event lake", found.lake.files)
    yield GaugeMetricFamily("akwarden_lake_rows", "Events in the event lake", found.lake.rows)
    yield GaugeMetricFamily("akwarden_lake_bytes", "Bytes of the event lake", found.lake.bytes)
    yield GaugeMetricFamily(
        "akwarden_database_answer_seconds",
        "How long the database took for the smallest question",
        found.answered_in,
    )


def _by(name: str, title: str, label: str, values: Iterable[str], found: dict[str, int]) -> Metric:
    """Return a number for each value of a closed set, zeros too, so that an alert sees it come down."""
    family = GaugeMetricFamily(name, title, labels=(label,))
    for value in values:
        family.add_metric((str(value),), found.get(value, 0))
    return family


def _jobs(groups: Iterable[JobGroup]) -> Iterator[Metric]:
    groups = tuple(groups)
    family = GaugeMetricFamily("akwarden_jobs", "Jobs under way", labels=("kind", "state"))
    for one in groups:
        family.add_metric((one.kind.value, one.state.value), one.number)
    yield family
    waiting = [one for one in groups if one.state is JobState.WAITING]
    yield GaugeMetricFamily(
        "akwarden_jobs_waiting", "Jobs that have not begun", sum(one.number for one in waiting)
    )
    oldest = GaugeMetricFamily(
        "akwarden_jobs_oldest_waiting_timestamp_seconds", "When the job that waits longest was asked for"
    )
    if waiting:
        oldest.add_metric((), min(one.oldest for one in waiting).timestamp())
    yield oldest


def _sources(sources: tuple[Fresh, ...]) -> Iterator[Metric]:
    accounts = _furthest_behind(one for one in sources if one.kind is FreshKind.ACCOUNT)
    labels = [(one.provider or "", one.account or "") for one in accounts]
    names = ("provider", "account")
    yield _times(
        "akwarden_account_synced_timestamp_seconds",
        "When an account was read to its end the last time; 0 for never",
        names,
        zip(labels, (one.up_to for one in accounts), strict=True),
    )
    failed = GaugeMetricFamily(
        "akwarden_account_failing", "1 where the last read of an account failed", labels=names
    )
    for label, one in zip(labels, accounts, strict=True):
        failed.add_metric(label, one.error is not None)
    yield failed
    records = _furthest_behind(one for one in sources if one.kind is FreshKind.RECORDS)
    yield _times(
        "akwarden_audit_newest_timestamp_seconds",
        "Up to which time the calls of a source are known; 0 for never",
        ("source",),
        (((one.name,), one.known_to) for one in records),
    )
    failed = GaugeMetricFamily(
        "akwarden_audit_failing", "1 where the last look at a source of records failed", labels=("source",)
    )
    for one in records:
        failed.add_metric((one.name,), one.error is not None)
    yield failed
    late = GaugeMetricFamily("akwarden_late", "What was not read for twice its interval", labels=("kind",))
    for kind in FreshKind:
        late.add_metric((kind.value,), sum(one.late for one in sources if one.kind is kind))
    yield late


def _furthest_behind(sources: Iterable[Fresh]) -> list[Fresh]:
    return sorted(sources, key=lambda one: 0.0 if one.known_to is None else one.known_to.timestamp())[:MOST]


def _times(
    name: str,
    title: str,
    labels: tuple[str, ...],
    values: Iterable[tuple[tuple[str, ...], datetime | None]],
) -> Metric:
    family = GaugeMetricFamily(name, title, labels=labels)
    for label, at in values:
        family.add_metric(label, 0 if at is None else at.timestamp())
    return family
