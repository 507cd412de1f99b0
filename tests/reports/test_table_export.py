import csv
import io
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest

from akwarden.reports.table_export import ExportForm, exported

COLUMNS = ("name", "at", "tags", "count")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")')


class Row(msgspec.Struct, frozen=True):
    name: str
    at: datetime | None
    tags: tuple[str, ...]
    count: int


ROW = Row("gate", datetime(2026, 11, 30, 12, tzinfo=UTC), ("a", "b"), 3)


def whole(rows: list[Row], form: ExportForm) -> bytes:
    return b"".join(exported(iter(rows), COLUMNS, form))


def test_csv_has_a_heading_exact_times_and_tags_side_by_side() -> None:
    found = list(csv.reader(io.StringIO(whole([ROW], ExportForm.CSV).decode("utf-8-sig"))))

    assert found == [["name", "at", "tags", "count"], ["gate", "2026-11-30T12:00:00Z", "a b", "3"]]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    rows = [msgspec.structs.replace(ROW, name=text)]

    cell = next(csv.DictReader(io.StringIO(whole(rows, ExportForm.CSV).decode("utf-8-sig"))))["name"]

    assert cell[0] not in "=+-@\t\r"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_spreadsheet_is_a_formula(text: str) -> None:
    rows = [msgspec.structs.replace(ROW, name=text)]

    with zipfile.ZipFile(io.BytesIO(whole(rows, ExportForm.XLSX))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in sheet
    assert b"<v>3</v>" in sheet  # a number stays one


@pytest.mark.parametrize("rows", [[], [ROW], [ROW, ROW]])
def test_json_is_one_list(rows: list[Row]) -> None:
    assert msgspec.json.decode(whole(rows, ExportForm.JSON), type=list[Row]) == rows


def test_json_lines_are_one_row_each() -> None:
    lines = whole([ROW, ROW], ExportForm.JSONL).splitlines()

    assert [msgspec.json.decode(line, type=Row) for line in lines] == [ROW, ROW]
