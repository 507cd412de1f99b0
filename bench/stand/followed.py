"""Feeds a log to `akwarden detect run --follow` while it runs, and says when each alarm is there.

Every few seconds a file of records is written and imported, as a delivery of a cloud would be. One record of
each file is a theft by a key of its own, so that its alarm can be told from the others. The delay counts from
the moment in which the file is there: what the import takes is a part of it.
"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROGRAM = str(Path(sys.executable).with_name("akwarden"))
_EVERY = 0.25
"""Seconds between two looks for alarms."""
_PROBES = 0.02
"""Seconds between two tries to write."""
_LONGEST = 120.0
"""Seconds that the last alarm is waited for."""
_ACTIONS = ("ListBuckets", "GetBucketAcl", "DescribeInstances", "ListUsers", "GetRole", "AssumeRole")
_ADDRESSES = 40


@dataclass(frozen=True)
class Fed:
    """What became of a log that was fed."""

    events: int
    seconds: float
    delays: Sequence[float]
    """Seconds from a file to its alarm, for those that came."""
    missing: int
    """Alarms that did not come."""


class Waits:
    """How long others wait until they may write."""

    def __init__(self) -> None:
        """Know nothing."""
        self.all: list[float] = []

    @property
    def worst(self) -> float:
        """Return the longest wait."""
        return max(self.all, default=0.0)


@contextmanager
def others_writing(database: Path) -> Iterator[Waits]:
    """Try again and again to begin a transaction that writes, as another process would."""
    waits, stop = Waits(), threading.Event()

    def probe() -> None:
        with closing(sqlite3.connect(database, timeout=60, isolation_level=None)) as connection:
            while not stop.wait(_PROBES):
                began = time.perf_counter()
                connection.execute("BEGIN IMMEDIATE")
                waits.all.append(time.perf_counter() - began)
                connection.execute("ROLLBACK")

    thread = threading.Thread(target=probe)
    thread.start()
    try:
        yield waits
    finally:
        stop.set()
        thread.join()


@dataclass(frozen=True)
class Feeding:
    """How a log is fed."""

    home: Path
    work: Path
    """Where the files are written."""
    a_second: int
    seconds: int
    every: int
    """Seconds between two files."""

    @property
    def env(self) -> dict[str, str]:
        """Return the environment of the programs."""
        return {**os.environ, "AKWARDEN_HOME": str(self.home)}


def feed(feeding: Feeding) -> Fed:
    """Feed a log to a detection that follows, and wait for the alarms."""
    command = [PROGRAM, "detect", "run", "--follow", "--quiet"]
    follower = subprocess.Popen(command, env=feeding.env, stdout=subprocess.DEVNULL)
    try:
        began = time.perf_counter()
        arrived, seen = _fed(feeding)
        until = time.perf_counter() + _LONGEST
        while arrived.keys() - seen.keys() and time.perf_counter() < until:
            _look(feeding.home, seen)
        lasted = time.perf_counter() - began
        if follower.poll() is not None:
            raise RuntimeError(f"akwarden detect run --follow ended with {follower.returncode}")
    finally:
        follower.terminate()
        follower.wait()
    delays = [seen[key] - at for key, at in arrived.items() if key in seen]
    events = len(arrived) * feeding.a_second * feeding.every
    return Fed(events, lasted, delays, len(arrived) - len(delays))


def _fed(feeding: Feeding) -> tuple[dict[str, float], dict[str, float]]:
    """Write and import the files, and return when each was there and when its alarm was seen."""
    arrived: dict[str, float] = {}
    seen: dict[str, float] = {}
    start = time.perf_counter()
    for number in range(feeding.seconds // feeding.every):
        while time.perf_counter() < start + number * feeding.every:
            _look(feeding.home, seen)
        file = feeding.work / f"fed-{number}.jsonl"
        file.write_text("".join(_lines(number, feeding.a_second * feeding.every)))
        arrived[_thief(number)] = time.perf_counter()
        command = [PROGRAM, "audit", "import", "--quiet", str(file)]
        importing = subprocess.Popen(command, env=feeding.env, stdout=subprocess.DEVNULL)
        while importing.poll() is None:
            _look(feeding.home, seen)
        if importing.returncode:
            raise RuntimeError(f"akwarden audit import ended with {importing.returncode}")
    return arrived, seen


def _look(home: Path, seen: dict[str, float]) -> None:
    """Write down the alarms that are there since the last look, and wait a little."""
    with closing(sqlite3.connect(f"file:{home / 'state.db'}?mode=ro", uri=True, timeout=60)) as connection:
        rows = connection.execute("SELECT DISTINCT key_id FROM alarms WHERE raised AND key_id IS NOT NULL")
        for (key,) in rows.fetchall():
            seen.setdefault(key, time.perf_counter())
    time.sleep(_EVERY)


def _lines(number: int, count: int) -> Iterator[str]:
    """Yield the records of a file: calls of a company, and one theft."""
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    for place in range(count - 1):
        key = place % 500
        action = _ACTIONS[place * 7 % len(_ACTIONS)]
        yield _record(f"{number}-{place}", at, _key("BENCH", key), action, key % _ADDRESSES)
    yield _record(f"{number}-theft", at, _thief(number), "StopLogging", 200)


def _record(name: str, at: str, key: str, action: str, address: int) -> str:
    """Return a record of AWS in the shape of its user guide."""
    record: dict[str, Any] = {
        "eventVersion": "1.08",
        "userIdentity": {
            "type": "IAMUser",
            "principalId": f"AIDA-{key[-4:]}",
            "userName": f"user-{key[-4:]}",
            "arn": f"arn:aws:iam::111122223333:user/user-{key[-4:]}",
            "accountId": "111122223333",
            "accessKeyId": key,
        },
        "eventTime": at,
        "eventSource": "cloudtrail.amazonaws.com" if action == "StopLogging" else "ec2.amazonaws.com",
        "eventName": action,
        "awsRegion": "eu-central-1",
        "sourceIPAddress": f"203.0.113.{address}",
        "userAgent": "aws-cli/2.15.0",
        "requestParameters": {"name": "trail"},
        "responseElements": None,
        "requestID": name,
        "eventID": f"fed-{name}",
        "readOnly": action != "StopLogging",
    }
    return json.dumps(record) + "\n"


def _thief(number: int) -> str:
    return _key("THIEF", number)


def _key(word: str, number: int) -> str:
    """Return the id of a key that opens nothing."""
    return f"AKIA{word}{number:0{16 - len(word)}d}"
