import csv
import io

import pytest
from tests.reports.key_report_samples import REPORT, hostile_report, report_with

from akwarden.reports.key_report import KeyReport
from akwarden.reports.key_report_csv import write_csv


def rows(report: KeyReport) -> list[dict[str, str]]:
    """Give the rows that a spreadsheet reads."""
    out = io.StringIO()
    write_csv(report, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_a_key_is_one_row_with_its_principal() -> None:
    (row,) = rows(REPORT)

    assert (row["account"], row["principal"], row["access_key_id"]) == (
        "100000000001",
        "alice",
        f"AKID{1:032d}",
    )
    assert (row["access_key_created"], row["leaks"]) == ("2025-04-27T12:00:00Z", "1")


def test_never_and_not_known_are_told_apart_and_neither_is_empty() -> None:
    (never,) = rows(REPORT)
    (not_known,) = rows(report_with(last_use_known=False, created_at=None))

    assert (never["access_key_last_used"], never["mfa_active"]) == ("never", "not known")
    assert never["password_enabled"] == "true"
    assert (not_known["access_key_last_used"], not_known["access_key_created"]) == ("not known", "not known")


def test_no_cell_is_taken_for_a_formula_or_steers_a_terminal() -> None:
    (row,) = rows(hostile_report())

    assert [cell for cell in row.values() if cell[:1] in "=+-@" and cell] == []
    assert all(cell.isprintable() for cell in row.values())
    assert row["remark"].startswith("'=cmd")


@pytest.mark.parametrize("owner", ["-2+3", "@SUM(1)", "\t=1", "+49 30", " =1"])
def test_each_beginning_of_a_formula_is_guarded(owner: str) -> None:
    (row,) = rows(report_with(owner=owner))

    assert row["owner"].startswith("'")
