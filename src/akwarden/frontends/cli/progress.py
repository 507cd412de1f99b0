"""Shows how far a scan is: a bar on a terminal, a line every ten seconds elsewhere."""

import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TextIO

from akwarden.workflows.scan import Progress

_BAR_SECONDS = 0.1
_LINE_SECONDS = 10.0
_BAR_CELLS = 30
_BACK = "\r\x1b[K"
"""To the start of the line, which is emptied."""
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
    began = monotonic()
    try:
        while not over.wait(_BAR_SECONDS):
            width = shutil.get_terminal_size().columns - 1
            stream.write(f"{_BACK}{_state(progress, monotonic() - began)[:width]}")
            stream.flush()
    finally:
        stream.write(_BACK)
        stream.flush()


def _state(progress: Progress, seconds: float) -> str:
    """Return how far it is, in one line."""
    known = max(progress.items_known, progress.items)
    total = f"{known:,}" if progress.all_known else f"{known:,}+"
    words = f"{progress.phase} {{}} {progress.items:,} of {total} items  {progress.bytes / 1e6:,.0f} MB"
    if not progress.all_known or not progress.items:
        return words.format("." * _BAR_CELLS)
    share = progress.items / known
    left = seconds * (1 - share) / share
    bar = "#" * int(share * _BAR_CELLS)
    return f"{words.format(bar.ljust(_BAR_CELLS, '.'))}  {int(left) // 60}:{int(left) % 60:02} left"
