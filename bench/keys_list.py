"""Claim: of 100,000 keys, a page that is filtered and sorted comes with its count in under 300 ms on SQLite.

The keys lie in 100 accounts of 500 principals; half of them have an owner and a remark, every fourteenth has
tags, every five hundredth is leaked; every second key and every tenth principal has a risk, of which every
hundredth is ignored. What is measured is what `akwarden keys list` does with the state: it counts the keys
that fit, reads the first 200, and makes their rows with the advice. Shown beside a floor: one
`SELECT count(*)` that looks at every key. Seconds are CPU time of this process; SQLite runs in it.

Repeat with `python bench/keys_list.py`; `--quick` tries the bench itself, with few keys, and judges nothing.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from akwarden.model.severity import Severity
from akwarden.risk.advice import advice_of
from akwarden.store.migration import open_state
from akwarden.store.state import State
from akwarden.store.tables import (
    access_keys,
    accounts,
    leaks,
    notes,
    principals,
    risk_decisions,
    risks,
)
from akwarden.workflows.keys.listing import Asked, list_keys
from stand.results import Bar, bars_table, exit_code, facts, keep

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOST_MS = 300
ACCOUNTS, PAGE = 100, 200
QUERIES = (
    "",
    "status:active",
    "owner:none",
    "owner:team-7 mfa:no",
    "last>90d -tag:pay",
    "advice:act_now",
    "advice:harden department:d1",
    "type:root status:active",
    "account:account-7",
    "leaks>0",
    "risks>1",
    '"gate 42"',
)
SORTS = ("advice", "last", "owner", "risks")
FLOOR = ("floor: SELECT count(*) over a column of every key", "")
_USED = 0.8
"""The share of keys that were used, and of the others the share of which that is known."""


@dataclass(frozen=True)
class Speed:
    """Medians of several runs, in milliseconds."""

    cpu: float
    wall: float
    shown: int
    """Rows of the page."""
    total: int
    """Keys that fit."""


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    count, rounds = (2_000, 1) if options.quick else (100_000, options.rounds)
    with tempfile.TemporaryDirectory() as folder:
        state = open_state(Path(folder), None)
        with state.writing() as connection:
            fill(connection, count)
        speeds = _speeds(state, rounds)
        state.close()
    bars = [_bar(where, speeds) for where in QUERIES]
    body = "\n\n".join(
        [
            "Repeat with `python bench/keys_list.py`.",
            facts(_versions(), load, rounds)
            + f"\n- input: {count:,} keys in {ACCOUNTS} accounts, the first {PAGE} of each list, SQLite",
            _table(speeds),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep("List of keys", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9, help="Runs of each query.")
    parser.add_argument("--quick", action="store_true", help="Few keys and one run; nothing is judged.")
    return parser.parse_args()


def _versions() -> Mapping[str, str]:
    return {"SQLite": sqlite3.sqlite_version, "SQLAlchemy": version("sqlalchemy")}


# Input


def fill(connection: Connection, count: int) -> None:
    """Write accounts, principals, keys, what people say of them, and leaks."""
    chance = random.Random(1)  # noqa: S311  the same keys in each run, no secrets
    holders = max(count // 2, ACCOUNTS)
    connection.execute(insert(accounts), [_account(number) for number in range(ACCOUNTS)])
    connection.execute(insert(principals), [_principal(number, holders) for number in range(holders)])
    connection.execute(insert(access_keys), [_key(number, holders, chance) for number in range(count)])
    connection.execute(insert(notes), [_note(number) for number in range(0, count, 2)])
    connection.execute(insert(leaks), [_leak(number) for number in range(0, count, 500)])
    connection.execute(insert(risks), [_risk(key, key // 2 % holders, holders) for key in range(0, count, 2)])
    connection.execute(insert(risks), [_risk(None, holder, holders) for holder in range(0, holders, 10)])
    connection.execute(insert(risk_decisions), [_decision(number) for number in range(0, count, 100)])


def key_id(number: int) -> str:
    """Return the id of a made-up key."""
    return f"AKID{number:032d}"


def _account(number: int) -> dict[str, Any]:
    return {
        "id": number + 1,
        "provider": "tencent",
        "number": f"{100_000_000_000 + number}",
        "name": f"account-{number}",
        "site": "mainland",
        "department": f"d{number % 5}",
        "manages": False,
        "source": '{"from":"env"}',
        "endpoints": "{}",
        "added_at": NOW,
    }


def _principal(number: int, holders: int) -> dict[str, Any]:
    share = holders // ACCOUNTS
    return {
        "id": number + 1,
        "account_id": min(number // share, ACCOUNTS - 1) + 1,
        "cloud_id": f"uin-{number}",
        "type": "root" if number % share == 0 else "user",
        "name": f"user-{number}",
        "note": "",
        "mfa": bool(number % 2),
        "console_login": bool(number % 3),
    }


def _key(number: int, holders: int, chance: random.Random) -> dict[str, Any]:
    holder = number // 2 % holders
    used = NOW - timedelta(days=chance.uniform(0, 400)) if chance.random() < _USED else None
    return {
        "key_id": key_id(number),
        "provider": "tencent",
        "account_id": _principal(holder, holders)["account_id"],
        "principal_id": holder + 1,
        "key_type": "permanent",
        "status": chance.choices(("active", "inactive", "deleted"), (80, 15, 5))[0],
        "created_at": NOW - timedelta(days=chance.uniform(1, 900)),
        "note": "",
        "last_used_at": used,
        "last_use_known": used is not None or chance.random() < _USED,
        "first_seen_at": NOW,
    }


def _note(number: int) -> dict[str, Any]:
    return {
        "kind": "key",
        "subject": key_id(number),
        "remark": f"pay gate {number}",
        "owner": f"team-{number % 37}",
        "tags": '["pay","prod"]' if number % 7 == 0 else "[]",
        "changed_at": NOW,
        "changed_by": "bench",
    }


def _leak(number: int) -> dict[str, Any]:
    return {
        "id": f"leak-{number}",
        "provider": "tencent",
        "rule": "tencent-access-key",
        "key_id": key_id(number),
        "case": "code",
        "severity": "critical",
        "title": "Tencent Cloud access key",
        "validity": "unknown",
        "status": "open",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }


def _risk(key: int | None, holder: int, holders: int) -> dict[str, Any]:
    number = holder if key is None else key
    severity = ("low", "medium", "low", "high", "low", "info")[number // 2 % 6]
    return {
        "id": f"risk-{holder}" if key is None else f"risk-of-key-{key}",
        "provider": "tencent",
        "account_id": _principal(holder, holders)["account_id"],
        "principal_id": holder + 1,
        "key_id": None if key is None else key_id(key),
        "rule": "key-old" if number % 3 else "admin-key",
        "subject": "",
        "severity": severity,
        "advice": advice_of(Severity(severity)).value,
        "title": "Old key",
        "detail": "made 400 days ago and never replaced",
        "fix": "Rotate the key, and make that a habit",
        "target": _target(number, is_key=key is not None),
        "evidence": "[]",
        "status": "open" if number % 7 else "converged",
        "first_seen_at": NOW,
        "changed_at": NOW,
    }


def _target(number: int, *, is_key: bool) -> str:
    kind, name = ("key", key_id(number)) if is_key else ("principal", f"user-{number}")
    return json.dumps({"kind": kind, "id": name, "name": name})


def _decision(number: int) -> dict[str, Any]:
    return {
        "risk_id": f"risk-of-key-{number}",
        "reason": "ticket 123",
        "until": NOW + timedelta(days=number % 90 - 30),
        "decided_at": NOW,
        "decided_by": "bench",
    }


# Measured


def _speeds(state: State, rounds: int) -> Mapping[tuple[str, str], Speed]:
    """Return the medians of each query in each order, and of the floor; the first round does not count."""
    contenders = [(where, sort) for where in QUERIES for sort in SORTS] + [FLOOR]
    runs: dict[tuple[str, str], list[Speed]] = {contender: [] for contender in contenders}
    for number in range(rounds + 1):
        for contender in contenders:
            run = _run(state, contender)
            if number:
                runs[contender].append(run)
    return {contender: _median(found) for contender, found in runs.items()}


def _run(state: State, contender: tuple[str, str]) -> Speed:
    where, sort = contender
    before = time.process_time(), time.perf_counter()
    with state.reading() as connection:
        if contender == FLOOR:
            query = text("SELECT count(*) FROM access_keys WHERE note = ''")
            shown, total = 0, int(connection.execute(query).scalar_one())
        else:
            listing = list_keys(connection, Asked(where=where, sort=sort, limit=PAGE, now=NOW))
            shown, total = sum(1 for _ in listing), listing.total
    cpu, wall = time.process_time() - before[0], time.perf_counter() - before[1]
    return Speed(cpu * 1000, wall * 1000, shown, total)


def _median(runs: Sequence[Speed]) -> Speed:
    cpu, wall = (statistics.median(getattr(run, name) for run in runs) for name in ("cpu", "wall"))
    return Speed(cpu, wall, runs[0].shown, runs[0].total)


def _bar(where: str, speeds: Mapping[tuple[str, str], Speed]) -> Bar:
    worst = max(speeds[where, sort].cpu for sort in SORTS)
    return Bar(f"CPU of `{where or 'no filter'}`, the slowest order", worst, MOST_MS, unit=" ms")


def _table(speeds: Mapping[tuple[str, str], Speed]) -> str:
    lines = ["| query | order | CPU ms | wall ms | rows | fit |", "|---|---|---:|---:|---:|---:|"]
    for (where, sort), speed in speeds.items():
        name = where if (where, sort) == FLOOR else f"`{where or 'no filter'}`"
        lines.append(_line(name, sort, speed))
    return "\n".join(lines)


def _line(name: str, sort: str, speed: Speed) -> str:
    return f"| {name} | {sort} | {speed.cpu:.0f} | {speed.wall:.0f} | {speed.shown:,} | {speed.total:,} |"


if __name__ == "__main__":
    sys.exit(main())
