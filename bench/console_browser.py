"""Claim: a console with 100,000 keys and 1,000,000 alarms is as quick in the browser as one with few of them.

What is measured is what somebody sees: `akwarden up` serves a state, and a Chromium that has nothing of it
yet opens the list of keys and that of alarms, sorts, filters, opens a drawer, goes by a key, and scrolls
through some thousand rows. A time ends behind the paint of what was waited for, and includes the server.

The state is that of `bench/console_lists.py`: made once into the folder that is given (some minutes, 3 GB),
and taken as it is from then on. The server runs without its workers; it and the browser share the cores.

Repeat with `python bench/console_browser.py --folder FOLDER`; `--quick` tries the bench itself with few rows
and judges nothing.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

sys.path.append(str(Path(__file__).resolve().parents[1]))  # where `tests` is: it is not installed

from tests.browser import measure
from tests.browser.measure import Goal, Unit

from stand.in_browser import (
    FLING,
    ROW,
    WHEEL,
    Open,
    Scrolled,
    browser_version,
    console,
    drawer_opened,
    facets_shown,
    filtered_by,
    sorted_by,
)
from stand.many_alarms import opened
from stand.results import NOT_MEASURED, Bar, bars_table, exit_code, facts, keep

WHEELED_ROWS = 500
SCROLLED_ROWS = 3_000
PRESSES = 5
FACETS = "counts beside the list, from the start"
BLANK = "rows not drawn where they are seen, at once"
STOOD = "stood at the end of what is loaded"
UNJUDGED = (FACETS, STOOD)
"""What has no bar of its own."""
GOALS = {
    goal.name: goal
    for goal in (
        measure.FIRST_PAINT,
        measure.LIST_USABLE,
        measure.LARGE_LIST,
        measure.DRAWER,
        measure.KEY_PRESS,
        measure.ELEMENTS,
        measure.HEAP,
        Goal(BLANK, 0, Unit.ROWS),
    )
}


@dataclass(frozen=True)
class List:
    """One list, and what is done with it."""

    noun: str
    sorts: Sequence[str]
    """Titles of columns, each pressed once."""
    queries: Sequence[str]


LISTS = (
    List("keys", ("Last used", "Owner", "Risks"), ("status:active", "owner:none", "team-7")),
    List("alarms", ("Last", "Calls", "First"), ("severity:critical", "owner:none", "attack")),
)


@dataclass(frozen=True)
class Value:
    """One thing that was measured once."""

    goal: str
    what: str
    value: float


def main() -> int:
    """Run the benchmark and return the exit code."""
    options, load = _options(), os.getloadavg()[0]
    browser = browser_version()
    if browser is None:
        print("there is no Chromium on this machine: make parts", file=sys.stderr)
        return NOT_MEASURED
    keys, many = (1_000, 5_000) if options.quick else (options.keys, options.alarms)
    rounds = 1 if options.quick else options.rounds
    with tempfile.TemporaryDirectory() as passing:
        folder = Path(passing) / "home" if options.folder is None else options.folder
        opened(folder, None, keys=keys, many=many).close()
        with console(folder) as open_page:
            lines, bars = _told(_measured(open_page, rounds))
    body = "\n\n".join(
        [
            "Repeat with `python bench/console_browser.py --folder FOLDER`.",
            facts({"Chromium": browser, "SQLite": sqlite3.sqlite_version}, load, rounds)
            + f"\n- input: {keys:,} keys and {many:,} alarms, SQLite",
            "\n".join(["| what | list | median | worst | |", "|---|---|---:|---:|---|", *lines]),
            bars_table(bars),
        ]
    )
    print(body)
    if options.quick:
        print("\nquick: nothing is judged or written down")
        return 0
    if options.keep:
        keep("The console in a browser", body)
    return exit_code(bars)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--folder", type=Path, help="Where the state is kept; a passing folder unless given.")
    parser.add_argument("--keys", type=int, default=100_000, help="Keys.")
    parser.add_argument("--alarms", type=int, default=1_000_000, help="Alarms.")
    parser.add_argument("--rounds", type=int, default=5, help="Times that each list is opened anew.")
    parser.add_argument("--no-keep", dest="keep", action="store_false", help="Write nothing down.")
    parser.add_argument("--quick", action="store_true", help="Few rows and one run; nothing is judged.")
    return parser.parse_args()


def _measured(open_page: Open, rounds: int) -> dict[tuple[str, str, str], list[float]]:
    """Return what was measured, by goal, what, and list, of some runs after one that does not count."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for one in LISTS:
            page = open_page(f"/{one.noun}")
            for value in _visit(page, one):
                if number:
                    found[value.goal, value.what, one.noun].append(value.value)
            page.context.close()
    return found


def _visit(page: Page, one: List) -> Iterator[Value]:
    """Open a list as somebody does who comes to it, and do what they do."""
    usable, first = measure.shown(page, ROW), measure.first_paint(page)
    yield _value(measure.FIRST_PAINT, first)
    yield _value(measure.LIST_USABLE, usable)
    yield Value(FACETS, FACETS, facets_shown(page))
    for title in one.sorts:
        yield _value(measure.LARGE_LIST, sorted_by(page, one.noun, title), f"sorted by {title}")
    for query in one.queries:
        yield _value(measure.LARGE_LIST, filtered_by(page, one.noun, query), f"filtered by `{query}`")
    page.goto(f"/{one.noun}")
    page.locator(ROW).wait_for()
    facets_shown(page)
    yield _value(measure.DRAWER, drawer_opened(page), "the first row's drawer, not opened before")
    yield _value(measure.DRAWER, drawer_opened(page), "the same again")
    yield _value(
        measure.KEY_PRESS, statistics.median(measure.key_press(page, "j") for _ in range(PRESSES)), "`j`"
    )
    wheeled = Scrolled(page, WHEELED_ROWS, WHEEL)
    yield Value(BLANK, f"{BLANK}, at {WHEEL:,} pixels a second", wheeled.blank)
    scrolled = Scrolled(page, SCROLLED_ROWS, FLING)
    yield Value(BLANK, f"{BLANK}, at {FLING:,}", scrolled.blank)
    yield Value(STOOD, STOOD, scrolled.stood)
    yield _value(measure.ELEMENTS, scrolled.elements, f"elements behind {SCROLLED_ROWS:,} rows")
    yield _value(measure.HEAP, scrolled.heap, f"heap behind {SCROLLED_ROWS:,} rows")


def _value(goal: Goal, value: float, what: str = "") -> Value:
    return Value(goal.name, what or goal.name, value)


def _told(found: dict[tuple[str, str, str], list[float]]) -> tuple[list[str], list[Bar]]:
    """Return the table, and a bar for each goal, which the slowest that it holds for has to keep."""
    lines: list[str] = []
    worst: dict[str, Bar] = {}
    for (name, what, noun), values in found.items():
        median, goal = statistics.median(values), GOALS.get(name)
        unit = Unit.MILLISECONDS if goal is None else goal.unit
        told = "" if goal is None else "pass" if median <= goal.most else "missed"
        lines.append(f"| {what} | {noun} | {median:.0f} {unit} | {max(values):.0f} {unit} | {told} |")
        if goal is not None and (name not in worst or median > (worst[name].measured or 0)):
            worst[name] = Bar(f"{name}: {what}, {noun}", median, goal.most, f" {unit}")
    return lines, list(worst.values())


if __name__ == "__main__":
    sys.exit(main())
