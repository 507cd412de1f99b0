"""Claim: of 100,000 keys and 1,000,000 alarms, a page comes in under 300 ms and its facets in under 1 s.

The overview comes in under 300 ms. What is measured is what the server does with the state: it counts the
rows that fit, reads the first 200, and makes them as lists give them; then the facets that people filter by,
and the overview. The state is made once into the folder that is given (some minutes, 3 GB), and taken as it
is from then on. Totals over 100,000, and counts of facets of very many alarms, may be approximate; the table
says where they are.

The figures are the CPU time of this process on SQLite, which runs in it; on PostgreSQL they are wall time.

Repeat with `python bench/console_lists.py --folder FOLDER`; `--url` takes a PostgreSQL database instead, and
`--quick` tries the bench itself with few rows and judges nothing.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection

from akwarden.model.facet import ListName
from akwarden.store.state import State
from akwarden.workflows.access.scope import EVERYWHERE, Scope
from akwarden.workflows.detection.listing import list_alarms
from akwarden.workflows.facets import Narrowed, facets_of
from akwarden.workflows.keys.listing import Asked, list_keys
from akwarden.workflows.overview.overview import overview
from keys_list import NOW, key_id
from stand.many_alarms import opened
from stand.results import Bar, bars_table, exit_code, facts, keep

PAGE, PAGE_MS, FACETS_MS, OVERVIEW_MS = 200, 300, 1000, 300
DEEP = 20
"""Pages behind which a deep page lies."""
SOME = Scope(
    everywhere=False, accounts=frozenset(("tencent", f"{100_000_000_000 + one}") for one in range(3, 9))
)
ALARM_QUERIES = (
    "",
    "severity:critical",
    "type:leak",
    "rule:attack-tool",
    "rule:administrator-given",
    "-rule:administrator-given",
    "technique:T1526",
    "account:account-7",
    "owner:none account:account-7",
    f"key:{key_id(42)}",
    "owner:team-7",
    "owner:none",
    "ip:198.51.3.7",
    "status:handled",
    "last<7d",
    "count>300 severity:high",
    "attack",
    "-attack",
    "user",
    "-user",
    "user-1",
    "user-4242",
    "zzqx",
    "team-7",
)
ALARM_SORTS = ("severity", "last", "first", "count")
KEY_QUERIES = (
    "",
    "status:active",
    "owner:none",
    "advice:act_now",
    "last>90d -tag:pay",
    "alarms>0",
    '"gate 42"',
)
KEY_SORTS = ("advice", "last", "owner", "risks", "alarms")
FACETS = {
    ListName.ALARMS: (
        ("", "severity:high", "rule:attack-tool", "owner:none", "last<7d", "user", "-attack"),
        ("status", "severity", "account", "rule"),
    ),
    ListName.KEYS: (("", "type:root", "owner:none"), ("status", "advice", "account", "owner")),
    ListName.RISKS: (("", "severity:high"), ("severity", "rule", "account", "owner")),
}


@dataclass(frozen=True)
class Case:
    """One thing that is measured."""

    kind: str
    name: str
    at_most: int
    run: Callable[[Connection], str]
    """Does it, and says what came of it."""


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    keys, many = (1_000, 5_000) if options.quick else (options.keys, options.alarms)
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing) if options.folder is None else options.folder
        state = opened(folder, options.url, keys=keys, many=many)
        lines, bars = _measured(state, 1 if options.quick else options.rounds)
        database = "SQLite" if state.is_sqlite else "PostgreSQL"
        state.close()
    body = "\n\n".join(
        [
            "Repeat with `python bench/console_lists.py --folder FOLDER`.",
            facts(
                {"SQLite": sqlite3.sqlite_version, "SQLAlchemy": version("sqlalchemy")}, load, options.rounds
            )
            + f"\n- input: {keys:,} keys and {many:,} alarms, {database}",
            "\n".join(["| what | query and order | ms | rows, total |", "|---|---|---:|---|", *lines]),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    keep(f"Lists of the console on {database}", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, help="Where the state is kept; a passing folder unless given.")
    parser.add_argument("--url", help="A PostgreSQL database, empty or made by this bench.")
    parser.add_argument("--keys", type=int, default=100_000, help="Keys.")
    parser.add_argument("--alarms", type=int, default=1_000_000, help="Alarms.")
    parser.add_argument("--rounds", type=int, default=5, help="Runs of each query.")
    parser.add_argument("--quick", action="store_true", help="Few rows and one run; nothing is judged.")
    return parser.parse_args()


def _measured(state: State, rounds: int) -> tuple[list[str], list[Bar]]:
    """Return the table, and the bar of each kind, which its slowest case has to hold."""
    lines: list[str] = []
    worst: dict[str, Bar] = {}
    for case in _cases():
        took, said = _run(state, case, rounds)
        lines.append(f"| {case.kind} | {case.name} | {took:.0f} | {said} |")
        held = worst.get(case.kind)
        if held is None or took > (held.measured or 0):
            worst[case.kind] = Bar(f"{case.kind}, the slowest: {case.name}", took, case.at_most, " ms")
    return lines, list(worst.values())


def _run(state: State, case: Case, rounds: int) -> tuple[float, str]:
    """Return the median of some runs after one that does not count, and what came of it."""
    clock = time.process_time if state.is_sqlite else time.perf_counter
    took, said = [], ""
    for _ in range(rounds + 1):
        with state.reading() as connection:
            begun = clock()
            said = case.run(connection)
            took.append((clock() - begun) * 1000)
    return statistics.median(took[1:]), said


def _cases() -> Iterator[Case]:
    for where in ALARM_QUERIES:
        for sort in ALARM_SORTS[: 4 if where in ("", "type:leak") else 2]:
            yield Case(
                "page of alarms",
                _named(where, sort),
                PAGE_MS,
                _alarms(Asked(where=where, sort=sort, limit=PAGE, now=NOW)),
            )
    for where in ("", "severity:critical", "attack"):
        some = Asked(where=where, sort="severity", limit=PAGE, now=NOW, scope=SOME)
        yield Case("page of alarms", f"{_named(where, 'severity')}, six accounts", PAGE_MS, _alarms(some))
    for where in KEY_QUERIES:
        for sort in KEY_SORTS:
            yield Case(
                "page of keys",
                _named(where, sort),
                PAGE_MS,
                _keys(Asked(where=where, sort=sort, limit=PAGE, now=NOW)),
            )
    yield Case("deep page", f"page {DEEP + 1} of alarms, severity", PAGE_MS, _Deep(list_alarms, "severity"))
    yield Case("deep page", f"page {DEEP + 1} of keys, advice", PAGE_MS, _Deep(list_keys, "advice"))
    for name, (queries, fields) in FACETS.items():
        for where in queries:
            narrowed = Narrowed(list=name, where=where, now=NOW)
            yield Case(
                f"facets of {name}",
                f"{_named(where, ', '.join(fields))}",
                FACETS_MS,
                _facets(narrowed, fields),
            )
    yield Case("overview", "everything", OVERVIEW_MS, _overview(EVERYWHERE))
    yield Case("overview", "six accounts", OVERVIEW_MS, _overview(SOME))


def _named(where: str, rest: str) -> str:
    return f"`{where or 'no filter'}`, {rest}"


def _alarms(asked: Asked) -> Callable[[Connection], str]:
    def run(connection: Connection) -> str:
        listing = list_alarms(connection, asked)
        rows = sum(1 for _ in listing)
        return f"{rows} of {'≈' if listing.approximate else ''}{listing.total:,}"

    return run


def _keys(asked: Asked) -> Callable[[Connection], str]:
    def run(connection: Connection) -> str:
        listing = list_keys(connection, asked)
        return f"{sum(1 for _ in listing)} of {listing.total:,}"

    return run


class _Deep:
    """A page far behind: its cursor is looked up once."""

    def __init__(self, list_: Callable[..., object], sort: str) -> None:
        self._list = list_
        self._sort = sort
        self._after: str | None = None

    def __call__(self, connection: Connection) -> str:
        if self._after is None:
            for _ in range(DEEP):
                self._after = self._page(connection)
        self._page(connection)
        return f"{PAGE} behind {DEEP * PAGE:,}"

    def _page(self, connection: Connection) -> str | None:
        asked = Asked(sort=self._sort, limit=PAGE, after=self._after, now=NOW)
        listing = self._list(connection, asked)
        for _ in listing:  # type: ignore[attr-defined]
            pass
        return listing.next  # type: ignore[attr-defined,no-any-return]


def _facets(narrowed: Narrowed, fields: tuple[str, ...]) -> Callable[[Connection], str]:
    def run(connection: Connection) -> str:
        found = facets_of(connection, narrowed, fields).facets
        about = sum(one.approximate for one in found)
        return f"{sum(len(one.values) for one in found)} values" + (f", {about} fields ≈" if about else "")

    return run


def _overview(scope: Scope) -> Callable[[Connection], str]:
    def run(connection: Connection) -> str:
        found = overview(connection, scope, NOW)
        return f"{len(found.first.fixes)} fixes, {len(found.coverage.seen)} of coverage"

    return run


if __name__ == "__main__":
    sys.exit(main())
