"""Runs a command and says what it cost: CPU, wall and memory, its own and that of its children apart.

CPU seconds are user and system time of the command and of every process it waited for. Peaks of memory
are read from /proc while the command runs, since the kernel's own figure mixes a process with its
children and with the process that started it. Linux only.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_EVERY = 0.005
"""Seconds between two looks at the memory of a running command."""
_KIB = 1024


@dataclass(frozen=True)
class Contender:
    """A command that is measured."""

    name: str
    command: Sequence[str]
    codes: frozenset[int] = frozenset({0})
    """Exit codes that mean that it did its work."""
    env: Mapping[str, str] = field(default_factory=dict)
    """What is added to the environment."""
    report: Path | None = None
    """The file that it writes its findings to; `report.py` reads it."""
    before: Callable[[], None] | None = None
    """What is done before each run, outside of what is measured."""


@dataclass(frozen=True)
class Cost:
    """What one run cost, or the medians of several."""

    cpu: float
    """User and system seconds of all processes."""
    children_cpu: float
    """The share of that which its children had, such as git."""
    wall: float
    peak: float
    """Largest resident size of the process itself, in MB."""
    children_peak: float
    """Largest sum of the resident sizes of its children, in MB."""

    @property
    def own_cpu(self) -> float:
        """Return the seconds of the process itself."""
        return self.cpu - self.children_cpu


class MeasureError(Exception):
    """A command did not do its work, so its cost says nothing."""


def rounds(contenders: Sequence[Contender], count: int, logs: Path) -> dict[str, Cost]:
    """Run all contenders `count` times in turn, and return the medians of each, by name.

    Each round begins with another contender, so that none always runs behind the same one. A round that
    is not counted comes first: it fills the page cache and the contenders' caches of compiled rules.
    """
    costs: dict[str, list[Cost]] = {c.name: [] for c in contenders}
    for number in range(count + 1):
        shift = number % len(contenders)
        for contender in [*contenders[shift:], *contenders[:shift]]:
            cost = run(contender, logs)
            label = f"round {number} of {count}" if number else "to warm up"
            print(f"  {label}: {contender.name}: {cost.cpu:.2f} CPU s, {cost.wall:.2f} s", file=sys.stderr)
            if number:
                costs[contender.name].append(cost)
    return {name: medians(own) for name, own in costs.items()}


def medians(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        cpu=statistics.median(c.cpu for c in costs),
        children_cpu=statistics.median(c.children_cpu for c in costs),
        wall=statistics.median(c.wall for c in costs),
        peak=statistics.median(c.peak for c in costs),
        children_peak=statistics.median(c.children_peak for c in costs),
    )


def run(contender: Contender, logs: Path) -> Cost:
    """Run one command to its end; raises MeasureError when its exit code is not one of the expected."""
    logs.mkdir(parents=True, exist_ok=True)
    out, err = (logs / f"{file_name(contender.name)}.{kind}" for kind in ("out", "err"))
    if contender.report:
        contender.report.parent.mkdir(parents=True, exist_ok=True)
        contender.report.unlink(missing_ok=True)
    if contender.before:
        contender.before()
    peak = children_peak = 0
    start = time.perf_counter()
    pid = _start(contender, out, err)
    while not _ended(pid):
        peak = max(peak, _resident(pid))
        children_peak = max(children_peak, sum(map(_resident, _descendants(pid))))
        time.sleep(_EVERY)
    wall = time.perf_counter() - start
    children_cpu = _children_cpu(pid)
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in contender.codes:
        words = err.read_text(errors="replace").strip().splitlines()
        raise MeasureError(f"{contender.name} ended with {code}: {' / '.join(words[-3:])}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, min(children_cpu, cpu), wall, peak / _KIB, children_peak / _KIB)


def _start(contender: Contender, out: Path, err: Path) -> int:
    """Start the command with its output in files, so that nobody has to drain a pipe meanwhile."""
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return os.posix_spawnp(
        contender.command[0],
        list(contender.command),
        {**os.environ, **contender.env},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(out), write, 0o600),
            (os.POSIX_SPAWN_OPEN, 2, str(err), write, 0o600),
        ],
    )


def _ended(pid: int) -> bool:
    """Say whether the process has ended, and leave it to be waited for: its times can still be read."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _children_cpu(pid: int) -> float:
    """Return the CPU seconds of the children that a process has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / _TICKS


def _resident(pid: int) -> int:
    """Return the largest resident size that a process had so far, in KiB; 0 when it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def _descendants(pid: int) -> list[int]:
    """Return the processes below one, as many as can be seen."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found + [below for child in found for below in _descendants(child)]


def file_name(name: str) -> str:
    """Return a contender's name as a part of a file's name."""
    return "".join(c if c.isalnum() else "-" for c in name)
