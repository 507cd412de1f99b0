"""What commands share about their output: `--format`, `-o`, colour, notes, and plain lists.

Results go to standard output or to the file of `-o`; every other word goes to standard error.
"""

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO, TypeVar

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.flags import Flags, flags_of

_Command = TypeVar("_Command", bound=Callable[..., object])
_WIDE = frozenset("WF")
_GAP = "  "
_MEND = "give -o a file in a folder that exists and that you may write to"


def output_options(*formats: str, default: str = "text") -> Callable[[_Command], _Command]:
    """Give a command `--format` (its parameter is `form`) and `-o` (`output`)."""

    def decorate(command: _Command) -> _Command:
        shape = click.option(
            "--format",
            "form",
            type=click.Choice(formats),
            default=default,
            show_default=True,
            help="How the result is written.",
        )
        place = click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False),
            metavar="FILE",
            help="Write the result to FILE and not to standard output.",
        )
        return shape(place(command))

    return decorate


def use_color(flags: Flags, stream: TextIO | None, env: Mapping[str, str]) -> bool:
    """Say whether to colour what goes to `stream`."""
    if flags.color is not None:
        return flags.color
    if stream is None or env.get("NO_COLOR") or env.get("TERM") == "dumb":
        return False
    return stream.isatty()


def note(text: str) -> None:
    """Tell the user something that is not a result, unless told to be quiet."""
    if not flags_of(click.get_current_context()).quiet:
        click.echo(text, err=True)


@contextmanager
def open_output(path: str | None) -> Iterator[TextIO]:
    """Open standard output (None or `-`), or a file that appears only once it is whole.

    The text is UTF-8. Raises UsageError when the file can't be written, at the start where that is known.
    """
    if path is None or path == "-":
        yield sys.stdout
        return
    if not path:
        raise UsageError("'' can't be written", why="it names no file", mend=_MEND)
    target = Path(os.path.realpath(path))
    whole = _whole_file(target) if _can_be_replaced(target) else _written_through(target)
    with whole as stream:
        yield stream


def _can_be_replaced(target: Path) -> bool:
    """Say whether a new file may take the place of `target`: not that of a pipe or a device."""
    return (target.is_file() or not target.exists()) and os.access(target.parent, os.W_OK | os.X_OK)


@contextmanager
def _whole_file(target: Path) -> Iterator[TextIO]:
    """Write beside `target`, then put the new file in its place."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    with _refused(target):
        if target.exists():
            _open(target, "a").close()
        stream = _open(part, "w")
    try:
        with stream:
            yield stream
        with _refused(target):
            _move(part, target)
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def _written_through(target: Path) -> Iterator[TextIO]:
    """Write into what stands at `target`."""
    with _refused(target):
        stream = _open(target, "w")
    with stream:
        yield stream


def _open(path: Path, mode: str) -> TextIO:
    """Open a text file the same way on every platform."""
    return path.open(mode, encoding="utf-8", newline="\n")  # type: ignore[return-value]


def _move(part: Path, target: Path) -> None:
    """Put `part` in the place of `target`, also where that is a single file mounted into a container."""
    try:
        part.replace(target)
    except OSError:
        shutil.copyfile(part, target)


@contextmanager
def _refused(target: Path) -> Iterator[None]:
    """Turn a refusal of the system into an error that a person understands."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{target} can't be written",
            why=error.strerror,
            mend=_MEND,
        ) from error


def json_array(lines: Iterable[str]) -> Iterator[str]:
    """Yield the pieces of a JSON array of values that are already encoded."""
    opening = "[\n"
    for line in lines:
        yield f"{opening}  {line}"
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield one line a row, each column as wide as its widest cell; wide characters count as two."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True))
        yield _GAP.join(cells).rstrip()


def display_width(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in _WIDE else 1
        for one in text
    )
