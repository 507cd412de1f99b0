from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akwarden.errors import EditError
from akwarden.reports.csv_table import cell
from akwarden.workflows.notes import sheet
from akwarden.workflows.notes.sheet import Sheet, read_sheet


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the place of a file."""
    return tmp_path / "keys.csv"


def read(file: Path, content: str | bytes) -> Sheet:
    """Read a file with this content."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_sheet(file, ("key_id",), ("key_id", "remark"), ("account",))


def cells(found: Sheet) -> list[tuple[int, str, str | None]]:
    """Give the lines of a sheet."""
    return [(line.number, line.cells["key_id"], line.cells.get("remark")) for line in found.lines]


@pytest.mark.parametrize(
    "content",
    [
        "key_id,remark\nK1,one\nK2,two\n",
        "key_id,remark\r\nK1,one\r\nK2,two\r\n",
        "\ufeffkey_id,remark\nK1,one\nK2,two",
        "key_id;remark\nK1;one\nK2;two\n",
        "key_id\tremark\nK1\tone\nK2\ttwo\n",
        "KEY_ID, Remark\nK1,one\nK2,two\n",
        '"key_id","remark"\n"K1","one"\n"K2","two"\n',
        "key_id,remark,,\nK1,one,,\nK2,two,,\n",
    ],
)
def test_the_forms_that_spreadsheets_write_are_all_read(file: Path, content: str) -> None:
    assert cells(read(file, content)) == [(2, "K1", "one"), (3, "K2", "two")]


def test_a_cell_may_hold_line_breaks_and_its_line_is_called_by_the_first(file: Path) -> None:
    found = read(file, 'key_id,remark\nK1,"one\ntwo"\n\nK2,"a ""b"", c"\n')

    assert cells(found) == [(2, "K1", "one\ntwo"), (5, "K2", 'a "b", c')]


def test_columns_of_our_own_tables_are_passed_over_and_told(file: Path) -> None:
    found = read(file, "account,key_id\n1,K1\n")

    assert (found.columns, found.passed_over, cells(found)) == (("key_id",), ("account",), [(2, "K1", None)])


def test_chinese_of_excel_in_gbk_is_told_with_what_to_do(file: Path) -> None:
    with pytest.raises(EditError, match="is not UTF-8") as refused:
        read(file, "key_id,remark\nK1,支付网关\n".encode("gbk"))

    assert refused.value.why is not None
    assert refused.value.why.startswith("line 2 ")
    assert "CSV UTF-8" in (refused.value.mend or "")


def test_utf_16_is_told_from_other_encodings(file: Path) -> None:
    with pytest.raises(EditError, match="is not UTF-8") as refused:
        read(file, "key_id\nK1\n".encode("utf-16"))

    assert refused.value.why == "it is UTF-16"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"key_id,remark\nK1,a\x00b\n", r"keys.csv:2 holds a NUL"),
        (b"", "holds no table"),
        (b"\n\n", "holds no table"),
        (b"key,remark\nK1,x\n", "names a column that is not known: 'key'"),
        (b"remark\nx\n", "has no column 'key_id'"),
        (b"key_id,remark,remark\nK1,x,y\n", "names the column 'remark' twice"),
        (b'"key_id,remark\nK1,x\n', "holds no table"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(file: Path, content: bytes, what: str) -> None:
    with pytest.raises(EditError, match=what):
        read(file, content)


def test_a_file_that_is_not_there_or_too_large_is_refused(file: Path) -> None:
    with pytest.raises(EditError, match="can't be read"):
        read_sheet(file, ("key_id",), ("key_id",), ())
    with file.open("wb") as large:
        large.truncate(sheet.LARGEST_FILE + 1)
    with pytest.raises(EditError, match="larger than 64 MiB"):
        read_sheet(file, ("key_id",), ("key_id",), ())


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("K1", "it has 1 cells, and the first line has 2"),
        ("K1,x,y", "it has 3 cells, and the first line has 2"),
        ('K1,"x', "a quote is opened and never closed"),
        ('K1,"x"y', "text stands behind a quote that closes"),
        (f'K1,"{"x" * 200_000}"', "a cell is too long"),
    ],
)
def test_a_wrong_line_is_named_and_the_lines_before_it_are_read(file: Path, line: str, what: str) -> None:
    found = read(file, f"key_id,remark\nK0,fine\n{line}\n")

    assert cells(found)[0] == (2, "K0", "fine")
    (fault,) = found.faults
    assert fault.line == 3
    assert fault.what.startswith(what)
    assert fault.mend


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_remark_that_looks_like_a_formula_comes_back_as_our_tables_wrote_it(file: Path, text: str) -> None:
    quoted = cell(text).replace('"', '""')

    found = read(file, f'key_id,remark\nK1,"{quoted}"\n')

    if text.isprintable() and not text.startswith("'"):
        assert cells(found) == [(2, "K1", text)]


@given(content=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_file_is_read_or_refused(file: Path, content: bytes) -> None:
    try:
        found = read(file, b"key_id,remark\n" + content)
    except EditError:
        pass
    else:
        assert all(line.number > 1 for line in found.lines)
