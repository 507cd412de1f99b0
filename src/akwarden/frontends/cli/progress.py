"""Shows how far a scan is: a bar on a terminal, a line every ten seconds elsewhere."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

from akwarden.workflows.scan import Progress

_BAR_SECONDS = 0.1
_LINE_SECONDS = 10.0
_BEFORE_BAR = 0.4
"""A scan that is over by then shows no bar at all."""


@contextmanager
def shown(progress: Progress, stream: TextIO | None = None, *, quiet: bool) -> Iterator[None]:
    """Show the progress while the block runs."""
    stream = stream or sys.stderr
    if quiet or stream is None:
        yield
        return
    over = threading.Event()
    draw = _bar if stream.isatty() else _lines
    thread = threading.Thread(target=draw, args=(progress, over, stream), name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _lines(progress: Progress, over: threading.Event, stream: TextIO) -> None:
    began = monotonic()
    while not over.wait(_LINE_SECONDS):
        known = f"{progress.items_known:,}" + ("" if progress.all_known else "+")
        stream.write(
            f"scanned {progress.items:,} of {known} items,"
            f" {progress.bytes / 1e6:,.0f} MB in {monotonic() - began:.0f} s\n"
        )
        stream.flush()


def _bar(progress: Progress, over: threading.Event, stream: TextIO) -> None:
    if over.wait(_BEFORE_BAR):
        return
    # rich takes a tenth of a second to import, so only a scan that lasts longer pays for it.
    from rich import progress as bars  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    columns = (
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TextColumn("{task.completed:,.0f} of {task.fields[known]} items"),
        bars.TextColumn("{task.fields[megabytes]:,.0f} MB"),
        bars.TimeRemainingColumn(compact=True),
    )
    with bars.Progress(*columns, console=Console(file=stream), transient=True) as bar:
        task = bar.add_task(progress.phase, total=None, known="?", megabytes=0)
        update = _updater(progress, bar.update, task)
        while not over.wait(_BAR_SECONDS):
            update()


def _updater(progress: Progress, update: Callable[..., None], task: object) -> Callable[[], None]:
    def now() -> None:
        total = max(progress.items_known, progress.items) if progress.all_known else None
        update(
            task,
            description=progress.phase,
            completed=progress.items,
            total=total,
            known=f"{progress.items_known:,}" + ("" if progress.all_known else "+"),
            megabytes=progress.bytes / 1e6,
        )

    return now
