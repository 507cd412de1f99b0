import json

from hypothesis import given
from tests.reports.hostile import is_calm, reports
from tests.reports.published import validate
from tests.reports.samples import findings, partial_coverage, rendered, report

from akwarden.reports.protocol import Report


def test_document_holds_the_objects_of_the_lines() -> None:
    shown = report(*findings(), coverage=partial_coverage())

    document = json.loads(rendered("json", shown))

    *lines, coverage = map(json.loads, rendered("jsonl", shown).splitlines())
    assert document == {"schema": "akwarden.scan/1", "findings": lines, "coverage": coverage}


def test_document_without_findings() -> None:
    document = json.loads(rendered("json", report()))

    assert document["findings"] == []
    validate("scan", document)


@given(reports)
def test_hostile_reports_fit_the_schema(shown: Report) -> None:
    written = rendered("json", shown)

    assert is_calm(written)
    written.encode()
    validate("scan", json.loads(written))
