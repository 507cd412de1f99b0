import json
import re
from typing import Any

import pytest
from hypothesis import given
from syrupy.assertion import SnapshotAssertion
from tests.reports.hostile import is_calm, reports
from tests.reports.published import sarif_validator
from tests.reports.samples import (
    allowed_finding,
    coverage,
    finding,
    findings,
    history_finding,
    location,
    neutral,
    partial_coverage,
    rendered,
    report,
)

from akwarden.model.finding import AllowedBy, FrameLine
from akwarden.model.severity import Confidence, Severity
from akwarden.reports.protocol import Report


def run_of(shown: Report) -> dict[str, Any]:
    """Return the one run of a report as SARIF, held to the schema."""
    log = json.loads(rendered("sarif", shown))
    sarif_validator().validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def result_of(shown: Report) -> dict[str, Any]:
    """Return the one result of a report as SARIF."""
    (result,) = run_of(shown)["results"]
    assert isinstance(result, dict)
    return result


def test_whole_log(snapshot: SnapshotAssertion) -> None:
    shown = report(*findings(), coverage=partial_coverage())

    assert neutral(rendered("sarif", shown)) == snapshot


def test_log_without_findings_is_valid() -> None:
    assert run_of(report())["results"] == []


def test_severity_becomes_level_and_score() -> None:
    found = [finding(rule=level, severity=level) for level in Severity]

    run = run_of(report(*found))

    rules = [
        (rule["id"], rule["defaultConfiguration"]["level"], rule["properties"].get("security-severity"))
        for rule in run["tool"]["driver"]["rules"]
    ]
    assert rules == [
        ("critical", "error", "9.5"),
        ("high", "error", "8.0"),
        ("medium", "warning", "5.5"),
        ("low", "note", "2.5"),
        ("info", "note", None),
    ]
    assert [each["level"] for each in run["results"]] == [level for _, level, _ in rules]


def test_rule_is_as_bad_as_its_worst_finding_and_as_precise_as_its_surest() -> None:
    mild = finding(id="1", severity=Severity.LOW)
    unsure = finding(id="2", confidence=Confidence.LOW)

    (rule,) = run_of(report(mild, unsure))["tool"]["driver"]["rules"]

    assert rule["properties"]["security-severity"] == "9.5"
    assert rule["properties"]["precision"] == "very-high"


def test_fingerprint_is_the_id_of_the_finding() -> None:
    assert result_of(report(finding()))["partialFingerprints"] == {"akwardenFinding/v1": "1" * 64}


def test_snippet_holds_the_masked_line_and_its_tabs() -> None:
    place = result_of(report(finding()))["locations"][0]["physicalLocation"]

    assert place["region"]["snippet"]["text"].startswith('\tsecret_id = "AKID')
    assert place["contextRegion"]["snippet"]["text"].endswith('\tsecret_key = "abcd****wxyz"')


def test_region_around_is_left_out_when_lines_are_missing_in_it() -> None:
    frame = (FrameLine(12, "id"), FrameLine(40, "secret"))

    place = result_of(report(finding(frame=frame)))["locations"][0]["physicalLocation"]

    assert "contextRegion" not in place


def test_column_is_given_only_where_a_byte_is_a_character() -> None:
    wide = finding(frame=(FrameLine(12, "密钥 = 1"),))
    cut = finding(frame=(FrameLine(12, "…key = AKIDab…"),))

    regions = [result_of(report(each))["locations"][0]["physicalLocation"]["region"] for each in (wide, cut)]

    assert [region.get("startColumn") for region in regions] == [None, 14]


def test_column_counts_characters_where_they_are_known() -> None:
    wide = finding(
        location=location(character=6),
        related=(location(line=20, character=3), location(line=30)),
        frame=(FrameLine(12, "密钥 = 1"),),
    )

    result = result_of(report(wide))

    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 6
    assert [each["physicalLocation"]["region"] for each in result["relatedLocations"]] == [
        {"startLine": 20, "startColumn": 3},
        {"startLine": 30},
    ]


def test_other_places_and_commits_are_told() -> None:
    result = result_of(report(history_finding()))

    assert len(result["relatedLocations"]) == 7
    assert result["relatedLocations"][0]["message"]["text"].startswith("deploy/copy-1.env:1:1, in commit")
    assert result["properties"]["location"]["in_head"] is False
    assert result["occurrenceCount"] == 9


def test_links_in_a_message_are_no_links() -> None:
    text = result_of(report(finding(title="see [here](1)")))["message"]["text"]

    assert text.startswith("See \\[here\\](1): ")


def test_everything_skipped_is_a_notification() -> None:
    (invocation,) = run_of(report(coverage=partial_coverage()))["invocations"]

    notes = invocation["toolExecutionNotifications"]
    assert invocation["executionSuccessful"] is True
    assert len(notes) == 12
    assert notes[-1]["message"]["text"] == "app.zip!/inner.rar: encrypted"
    assert notes[-1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "app.zip!/inner.rar"


def test_interrupted_scan_is_no_success() -> None:
    (invocation,) = run_of(report(coverage=coverage(interrupted=True)))["invocations"]

    assert invocation["executionSuccessful"] is False
    assert [note["level"] for note in invocation["toolExecutionNotifications"]] == ["error"]


def test_errata_of_the_standard_hold_too() -> None:
    written = rendered("sarif", report(*findings(), coverage=partial_coverage()))

    regions = re.findall(r'"region": \{\s*"(\w+)"', written)

    assert set(regions) == {"startLine"}


def test_bytes_of_a_path_are_kept_in_its_uri() -> None:
    result = result_of(report(finding(location=location(vpath="d/caf\udce9 1.py"))))

    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "d/caf%E9%201.py"


@given(reports)
def test_hostile_reports_are_valid_and_calm(shown: Report) -> None:
    written = rendered("sarif", shown)

    written.encode()
    assert is_calm(written)
    sarif_validator().validate(json.loads(written))


@pytest.mark.parametrize("by", AllowedBy)
def test_what_is_allowed_is_suppressed_in_the_source_or_outside_with_the_reason(by: AllowedBy) -> None:
    shown = report(allowed_finding(by), finding(), coverage=coverage(allowed_shown=True))

    allowed, counting = run_of(shown)["results"]

    assert allowed["suppressions"] == [
        {
            "kind": "inSource" if by is AllowedBy.INLINE else "external",
            "status": "accepted",
            "justification": "made up for the tests",
            "properties": {"by": by},
        }
    ]
    assert counting["suppressions"] == []


def test_without_what_is_allowed_no_result_speaks_of_suppressions() -> None:
    assert "suppressions" not in result_of(report(finding()))
