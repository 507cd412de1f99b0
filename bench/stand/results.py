"""Judges the bars of a benchmark, prints them, and keeps its section of bench/RESULTS.md."""

import os
import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stand.measure import Cost

RESULTS = Path(__file__).resolve().parent.parent / "RESULTS.md"
_PREAMBLE = """\
# Results of the benchmarks

Each section is written by the script that it names, and by nothing else. Every figure is a median of
interleaved runs; ratios are taken within one run of the script, so they hold on another machine where
seconds do not. CPU seconds are user and system time, children included.
"""
FAILED = 1
NOT_MEASURED = 2


@dataclass(frozen=True)
class Bar:
    """A promise and what was measured."""

    promise: str
    measured: float | None
    """None when it could not be measured."""
    at_most: float
    unit: str = "x"
    missing: str = ""
    """Why it could not be measured."""

    @property
    def verdict(self) -> str:
        """Return pass, FAIL or NOT MEASURED."""
        if self.measured is None:
            return "NOT MEASURED"
        return "pass" if self.measured <= self.at_most else "FAIL"

    @property
    def shown(self) -> str:
        """Return what was measured, for a person."""
        return self.missing if self.measured is None else f"{self.measured:.2f}{self.unit}"


@dataclass(frozen=True)
class Row:
    """One line of a table: a contender, its cost, and a remark."""

    name: str
    cost: Cost
    remark: str = ""


def table(rows: Sequence[Row], ours: str) -> str:
    """Return the costs as a Markdown table; the last figure is the CPU of `ours` as a share of the row's."""
    own = next(r.cost.cpu for r in rows if r.name == ours)
    lines = [
        "| | CPU s | of it children | wall s | peak MB | children MB | our CPU / this | findings |",
        "|---|---:|---:|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        cost = row.cost
        name = f"**{row.name}**" if row.name == ours else row.name
        lines.append(
            f"| {name} | {cost.cpu:.2f} | {cost.children_cpu:.2f} | {cost.wall:.2f} | {cost.peak:.0f} "
            f"| {cost.children_peak:.0f} | {own / cost.cpu:.2f} | {row.remark} |"
        )
    return "\n".join(lines)


def bars_table(bars: Sequence[Bar]) -> str:
    """Return the bars as a Markdown table."""
    lines = ["| bar | at most | measured | |", "|---|---:|---:|---|"]
    lines += [f"| {b.promise} | {b.at_most:g}{b.unit} | {b.shown} | {b.verdict} |" for b in bars]
    return "\n".join(lines)


def exit_code(bars: Sequence[Bar]) -> int:
    """Return 0 when every bar holds."""
    if any(b.verdict == "FAIL" for b in bars):
        return FAILED
    return NOT_MEASURED if any(b.measured is None for b in bars) else 0


def ratio(ours: Cost, other: Cost | None) -> float | None:
    """Return our CPU as a share of another's, or None where that was not measured."""
    return None if other is None else ours.cpu / other.cpu


def facts(versions: Mapping[str, str], load_before: float, runs: int) -> str:
    """Return where and with what was measured, one fact a line."""
    kernel = f"{platform.system()} {platform.release()} {platform.machine()}"
    return "\n".join(
        [
            f"- date: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f"- machine: {_cpu()}, {os.cpu_count()} cores, {_memory_gib():.0f} GiB, {kernel}",
            f"- runs: medians of {runs}, interleaved, after one that is not counted"
            if runs > 1
            else "- runs: one of each",
            f"- load average when it began and ended: {load_before:.1f}, {os.getloadavg()[0]:.1f}",
            "- versions: " + ", ".join(f"{name} {version}" for name, version in versions.items()),
        ]
    )


def keep(title: str, body: str) -> None:
    """Replace the section `title` of the results, or append it."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else _PREAMBLE
    section = f"## {title}\n\n{body.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if pattern.search(text):
        text = pattern.sub(lambda _: section + "\n", text)
    else:
        text = text.rstrip("\n") + "\n\n" + section
    RESULTS.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    print(f"written to bench/{RESULTS.name}, section {title!r}", file=sys.stderr)


def _cpu() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123  a file of the kernel
        names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown CPU"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
