"""Imports for tests: records made from numbers, tools whose clock stands still, and what is stored."""

import io
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.detectors.records.canaries import cloudaudit, cloudtrail, dumps

from akwarden.detectors.records.scrubber import RecordScrubber
from akwarden.model.audit_import import Imported
from akwarden.networks import clients
from akwarden.networks.lookup import Networks
from akwarden.providers.registry import audit_readers
from akwarden.store.lake.lake import Lake
from akwarden.store.state import State
from akwarden.workflows.events.importing import SOURCE, ImportProgress, import_files
from akwarden.workflows.events.ingest import BATCH_EVENTS, Ingest, Tools
from akwarden.workflows.events.opening import events_of
from akwarden.workflows.events.reading import RecordReading
from akwarden.workflows.rule_check import expand
from akwarden.workflows.ruleset import load_ruleset

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
FIRST = datetime(2025, 5, 1, tzinfo=UTC)
"""The time of event 0; each further one is a minute later."""


@cache
def tools() -> Tools:
    """Return what turns records into rows; made once in each process, since the rules take a second."""
    return Tools(
        reading=RecordReading(RecordScrubber(load_ruleset()), audit_readers(NOW.timestamp, {})),
        networks=Networks(),
        client=clients.family,
        fingerprint_key=bytes(range(32)),
        now=lambda: NOW,
    )


def trail(number: int, request: Any = None, **more: Any) -> dict[str, Any]:
    """Return the record of AWS with that number."""
    at = f"{FIRST + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"
    return cloudtrail(request, **{"eventID": f"aws-{number}", "eventTime": at, **more})


def audit(number: int, request: Any = None, **more: Any) -> dict[str, Any]:
    """Return the record of Tencent Cloud with that number."""
    at = int((FIRST + timedelta(minutes=number)).timestamp())
    return cloudaudit(request or {}, **{"eventID": f"tencent-{number}", "eventTime": at, **more})


def log_line(number: int, query: str = "") -> str:
    """Return the line of a COS access log with that number."""
    at = f"{FIRST + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}"
    return (
        f"1.0 b-1250000000 ap-guangzhou {at} b-1250000000.cos.ap-guangzhou.myqcloud.com GetObject 192.0.2.1 "
        f"{expand('AKID{32*A}', 1)} - 0 12 /k{query} GET curl/8 200 - - 1 1 - - "
        f"100000000001 - 100000000002 id{number}"
    )


def lines(records: Iterable[dict[str, Any] | str]) -> bytes:
    """Return records, one a line."""
    return b"".join((one if isinstance(one, str) else dumps(one)).encode() + b"\n" for one in records)


class Shop:
    """A state with a lake, into which is imported."""

    def __init__(self, state: State, folder: Path) -> None:
        """Take the state and the folder of the lake."""
        self.state = state
        self.lake = Lake(state, folder, clock=lambda: NOW)

    def take(self, *paths: str | Path, stdin: bytes = b"", batch_events: int = BATCH_EVENTS) -> Imported:
        """Import what the paths name."""
        ingest = Ingest(self.state, self.lake, tools(), SOURCE, batch_events=batch_events)
        names = [str(path) for path in paths]
        done = import_files(ingest, names, io.BytesIO(stdin), ImportProgress(), threading.Event())
        assert done.read == done.imported + done.duplicates + done.dead_letters, "the counts add up"
        return done

    def close(self) -> None:
        """Let the lake go."""
        self.lake.close()

    def ids(self) -> list[str]:
        """Return the ids of all events, as often as they are stored."""
        return sorted(row["event_id"] for row in self.rows("event_id"))

    def rows(self, *columns: str) -> list[dict[str, Any]]:
        """Return these columns of all events, in the order of their times."""
        events = events_of(self.lake).order_by(["time", "event_id"]).select(*columns)
        found: list[dict[str, Any]] = events.to_pyarrow().to_pylist()
        return found
