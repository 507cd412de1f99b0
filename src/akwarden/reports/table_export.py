"""Rows of a list as a file to take away: CSV, a spreadsheet, JSON, or JSON lines; few in memory at a time.

A cell that a spreadsheet would take for a formula is text, in CSV with a quote before it.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import IO, Final

import msgspec

from akwarden.reports.csv_table import cell
from akwarden.reports.json_encoding import encode

_PIECE: Final = 256 * 1024
_WIDEST: Final = 60
_SPREADSHEET_ROWS: Final = 1_048_575
"""Rows of a sheet beside its heading ("Excel specifications and limits")."""


class ExportForm(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    JSONL = "jsonl"

    @property
    def media_type(self) -> str:
        """What browsers are told that it is."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES: Final = {
    ExportForm.CSV: "text/csv; charset=utf-8",
    ExportForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportForm.JSON: "application/json",
    ExportForm.JSONL: "application/x-ndjson",
}


def exported(rows: Iterable[msgspec.Struct], columns: Sequence[str], form: ExportForm) -> Iterator[bytes]:
    """Yield the bytes of a file with these rows; JSON has whole rows, a table the columns alone."""
    match form:
        case ExportForm.JSON:
            yield from _json(rows)
        case ExportForm.JSONL:
            yield from (f"{encode(row)}\n".encode() for row in rows)
        case ExportForm.CSV:
            yield from _csv(rows, columns)
        case ExportForm.XLSX:
            yield from _xlsx(rows, columns)


def _json(rows: Iterable[msgspec.Struct]) -> Iterator[bytes]:
    before = b"["
    for row in rows:
        yield before + b"\n" + encode(row).encode()
        before = b","
    yield b"]\n" if before == b"," else b"[]\n"


def _csv(rows: Iterable[msgspec.Struct], columns: Sequence[str]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    # Spreadsheets read UTF-8 where a mark says so.
    buffer.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(_plain(getattr(row, name))) for name in columns])
        if buffer.tell() > _PIECE:
            yield buffer.getvalue().encode("utf-8", "backslashreplace")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8", "backslashreplace")


def _plain(value: object) -> object:
    """Return a value as a table holds it."""
    match value:
        case datetime():
            return f"{value:%Y-%m-%dT%H:%M:%SZ}"
        case tuple() | list():
            return " ".join(str(_plain(one)) for one in value)
        case msgspec.Struct():
            return encode(value)
        case _:
            return value


def _xlsx(rows: Iterable[msgspec.Struct], columns: Sequence[str]) -> Iterator[bytes]:
    import xlsxwriter  # noqa: PLC0415  needed for this form alone

    with tempfile.TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(
            file, options | {"default_date_format": "yyyy-mm-dd hh:mm:ss", "remove_timezone": True}
        )
        sheet = book.add_worksheet("akwarden")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
        last = _rows(sheet.write, rows, columns)
        sheet.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))
        sheet.set_column(0, max(len(columns) - 1, 0), 22)
        book.close()
        file.seek(0)
        yield from _pieces(file)


def _rows(write: Callable[..., object], rows: Iterable[msgspec.Struct], columns: Sequence[str]) -> int:
    number = 0
    for number, row in enumerate(rows, start=1):
        if number > _SPREADSHEET_ROWS:
            break
        for place, name in enumerate(columns):
            value = getattr(row, name)
            write(number, place, value if isinstance(value, datetime | int | bool) else _text(value))
    return number


def _text(value: object) -> object:
    plain = _plain(value)
    return plain if plain is None else str(plain)[:32_767]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    while piece := file.read(_PIECE):
        yield piece
