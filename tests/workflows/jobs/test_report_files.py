from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from akwarden.errors import StateError
from akwarden.workflows.jobs.report_files import Writing, find, listed, name_of, sweep

AT = datetime(2026, 11, 30, 12, 0, 1, tzinfo=UTC)
JOB = "0123456789abcdef"


def written(folder: Path, at: datetime, text: str = "x") -> str:
    name = name_of("keys", "csv", JOB, at)
    with Writing(folder, name) as stream:
        stream.write(text)
    return name


def test_a_report_tells_by_its_name_what_it_is_and_until_when(tmp_path: Path) -> None:
    name = written(tmp_path, AT, "日志\n")

    found = find(tmp_path, name, days=7)

    assert found is not None
    assert (found.report, found.form, found.job, found.size) == ("keys", "csv", JOB, 7)
    assert (found.built_at, found.expires_at) == (AT, AT + timedelta(days=7))
    assert listed(tmp_path, days=7) == [found]


def test_a_report_that_broke_off_is_none(tmp_path: Path) -> None:
    name = name_of("keys", "csv", JOB, AT)

    def write() -> None:
        with Writing(tmp_path, name) as stream:
            stream.write("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()

    assert list(tmp_path.iterdir()) == []


def test_old_reports_are_deleted_and_nothing_else(tmp_path: Path) -> None:
    old, new = written(tmp_path, AT), written(tmp_path, AT + timedelta(days=1))
    (tmp_path / "state.db").write_text("x")

    assert sweep(tmp_path, AT + timedelta(days=7), days=7) == 1
    assert {path.name for path in tmp_path.iterdir()} == {new, "state.db"}
    assert find(tmp_path, old, days=7) is None


@pytest.mark.parametrize(
    "name",
    ["", "..", "state.db", "../keys-20261130T120000Z-0123456789abcdef.csv", "keys-x-0123456789abcdef.csv"],
)
def test_what_is_no_name_of_a_report_finds_nothing(tmp_path: Path, name: str) -> None:
    assert find(tmp_path, name, days=7) is None
    assert find(tmp_path, "keys-20269999T120000Z-0123456789abcdef.csv", days=7) is None


def test_a_folder_that_can_t_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(StateError, match="can't be kept"):
        Writing(tmp_path / "file", "x")
    assert listed(tmp_path / "none", days=7) == []
