"""A CSV file that people wrote with a spreadsheet, into lines with their numbers; hostile files are normal.

- UTF-8, with or without a byte order mark. Anything else is refused with what to do in the spreadsheet.
- Cells may hold line breaks in quotes; a line is called by the number of its first.
- Cells are separated by commas, or as the first line has it, by semicolons or tabs.
- A quote that guards a formula, as our own tables have it, is taken away again.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from akwarden.errors import EditError
from akwarden.query.vocabulary import nearest
from akwarden.reports.csv_table import cell
from akwarden.reports.visible import clipped

LARGEST_FILE = 64 * 1024 * 1024
_SEPARATORS = ",;\t"
_NAMED = 40
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AS = "save it again as UTF-8; in Excel: Save As, CSV UTF-8 (Comma delimited)"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one line."""

    line: int
    what: str
    mend: str | None = None


class SheetLine(msgspec.Struct, frozen=True):
    """One line of the file, without its end."""

    number: int
    cells: Mapping[str, str]
    """By the names of the first line."""


class Sheet(msgspec.Struct, frozen=True):
    """What a file holds."""

    columns: tuple[str, ...]
    """The columns that are read, as the first line has them."""
    lines: tuple[SheetLine, ...]
    passed_over: tuple[str, ...]
    """Columns that are known and say nothing here."""
    faults: tuple[Fault, ...]


def read_sheet(path: Path, needed: Sequence[str], known: Collection[str], others: Collection[str]) -> Sheet:
    """Return what the file holds.

    `needed` columns must be there, `known` ones are read, `others` passed over. Raises EditError when the
    file is no table with these columns; what is wrong with single lines comes back.
    """
    text = _text(path)
    rows = _rows(text, _separator(text, needed[0]))
    _, header = next(rows, (0, None))
    if not isinstance(header, list):
        raise EditError(
            f"{path} holds no table", mend=f"its first line names the columns: {', '.join(known)}"
        )
    names = [name.strip().lower() for name in header]
    while names and not names[-1]:
        names.pop()
    _check_header(path, names, needed, (*known, *others))
    lines: list[SheetLine] = []
    faults: list[Fault] = []
    for number, row in rows:
        if isinstance(row, str):
            faults.append(
                Fault(number, row, "put the whole cell in quotes, and write a quote inside it twice")
            )
        elif fault := _count_fault(number, row, names):
            faults.append(fault)
        elif any(row):
            lines.append(SheetLine(number, _cells(names, row, known)))
    columns = tuple(name for name in names if name in known)
    return Sheet(columns, tuple(lines), tuple(name for name in names if name not in known), tuple(faults))


def _cells(names: Sequence[str], row: Sequence[str], known: Collection[str]) -> dict[str, str]:
    return {name: _unguarded(value) for name, value in zip(names, row, strict=False) if name in known}


def _text(path: Path) -> str:
    """Return the text of the file; raises EditError."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise EditError(f"{path} can't be read", why=error.strerror, mend="check the path") from error
    if len(raw) > LARGEST_FILE:
        size = LARGEST_FILE // 1024 // 1024
        raise EditError(
            f"{path} is larger than {size} MiB", mend="split it, with the first line in each part"
        )
    if raw.startswith(_UTF_16):
        raise EditError(f"{path} is not UTF-8", why="it is UTF-16", mend=_SAVE_AS)
    if (at := raw.find(b"\0")) >= 0:
        line = raw.count(b"\n", 0, at) + 1
        raise EditError(
            f"{path}:{line} holds a NUL", why="no text has one", mend="export it again, or take it out"
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        why = f"line {line} has a byte that UTF-8 does not; Chinese Excel writes GBK by default"
        raise EditError(f"{path} is not UTF-8", why=why, mend=_SAVE_AS) from None


def _separator(text: str, name: str) -> str:
    """Return what separates the cells: a comma, unless the first line has the column only with another."""
    first = text.lstrip("\r\n").partition("\n")[0]
    for separator in _SEPARATORS:
        if name in [part.strip(' "\r').lower() for part in first.split(separator)]:
            return separator
    return ","


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the number of the first line of each row with its cells, or with what is wrong with it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, _csv_words(str(error))
            continue
        if row:
            yield number, row


def _csv_words(message: str) -> str:
    """Return what the reader of tables complains of, in our words."""
    if "end of data" in message:
        return "a quote is opened and never closed"
    if "field limit" in message:
        return "a cell is too long; most often a quote is not closed"
    if "expected after" in message:
        return "text stands behind a quote that closes"
    return f"it is no line of a table: {message}"


def _check_header(path: Path, names: Sequence[str], needed: Sequence[str], allowed: Collection[str]) -> None:
    """Raise EditError for columns that are missing, unknown, or there twice."""
    for name in names:
        if name not in allowed:
            near = nearest(name, tuple(allowed))
            mend = f"did you mean {near}?" if near else f"take it out; read are {', '.join(allowed)}"
            raise EditError(
                f"{path}:1 names a column that is not known: {clipped(name, _NAMED)!r}", mend=mend
            )
        if names.count(name) > 1:
            raise EditError(f"{path}:1 names the column {name!r} twice", mend="take one of them out")
    missing = [name for name in needed if name not in names]
    if missing:
        why = f"the first line names {', '.join(clipped(name, _NAMED) for name in names[:10]) or 'nothing'}"
        raise EditError(f"{path} has no column {missing[0]!r}", why=why, mend="name it in the first line")


def _count_fault(number: int, row: Sequence[str], names: Sequence[str]) -> Fault | None:
    """Return what is wrong with a row that has not a cell a column; empty ones at its end are free."""
    if len(row) >= len(names) and not any(row[len(names) :]):
        return None
    if not any(row):
        return None
    what = f"it has {len(row)} cells, and the first line has {len(names)}"
    return Fault(number, what, "put a text with commas in quotes, and write a comma for each empty cell")


def _unguarded(value: str) -> str:
    """Return a cell without the quote by which a table keeps spreadsheets from taking it for a formula."""
    return value[1:] if value.startswith("'") and cell(value[1:]) == value else value
