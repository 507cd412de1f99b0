import json
import uuid
from typing import Any

from hypothesis import given
from syrupy.assertion import SnapshotAssertion
from tests.reports.hostile import is_calm, reports
from tests.reports.published import gitlab_validator
from tests.reports.samples import (
    TENCENT,
    allowed_finding,
    archive_finding,
    coverage,
    example_finding,
    finding,
    findings,
    history_finding,
    location,
    neutral,
    partial_coverage,
    rendered,
    report,
)

from akwarden.model.finding import FrameLine
from akwarden.model.severity import Severity
from akwarden.reports.gitlab import SCHEMA_VERSION
from akwarden.reports.protocol import Report


def read(shown: Report) -> dict[str, Any]:
    """Return a report as GitLab would read it, held to the schema."""
    written = json.loads(rendered("gitlab", shown))
    gitlab_validator().validate(written)
    assert isinstance(written, dict)
    return written


def vulnerability_of(shown: Report) -> dict[str, Any]:
    """Return the one vulnerability of a report."""
    (vulnerability,) = read(shown)["vulnerabilities"]
    assert isinstance(vulnerability, dict)
    return vulnerability


def test_whole_report(snapshot: SnapshotAssertion) -> None:
    shown = report(*findings(), coverage=partial_coverage())

    assert neutral(rendered("gitlab", shown)) == snapshot


def test_report_without_findings_is_valid() -> None:
    written = read(report())

    assert written["vulnerabilities"] == []
    assert written["scan"]["status"] == "success"


def test_schema_that_is_named_is_the_one_of_the_version() -> None:
    written = read(report())

    assert written["version"] == SCHEMA_VERSION
    assert f"/v{SCHEMA_VERSION}/dist/secret-detection-" in written["schema"]


def test_severity_is_one_of_the_words_of_gitlab() -> None:
    written = read(report(*(finding(severity=level) for level in Severity)))

    severities = [each["severity"] for each in written["vulnerabilities"]]
    assert severities == ["Critical", "High", "Medium", "Low", "Info"]


def test_id_is_a_uuid_that_follows_from_the_id_of_the_finding_alone() -> None:
    moved = finding(location=location(line=99, commit="a" * 40))

    one, same, other = (
        vulnerability_of(report(each))["id"] for each in (finding(), moved, finding(id="9" * 64))
    )

    assert one == same != other
    assert uuid.UUID(one).version == 5


def test_commit_is_the_one_that_brought_the_key() -> None:
    place = vulnerability_of(report(history_finding()))["location"]

    assert place["file"] == "deploy/旧配置.env"
    assert (place["start_line"], place["end_line"]) == (3, 3)
    assert place["commit"] == {
        "sha": "c0ffee" * 6 + "c0ff",
        "author": "Lin Wei <lin.wei@example.com>",
        "date": "2024-03-01T09:30:00Z",
    }


def test_what_is_in_no_commit_has_the_one_that_stands_for_none() -> None:
    assert vulnerability_of(report(finding()))["location"]["commit"] == {"sha": "0000000"}


def test_name_holds_nothing_of_the_one_finding() -> None:
    vulnerability = vulnerability_of(report(finding()))

    assert vulnerability["name"] == "Tencent Cloud access key with its secret"
    assert vulnerability["identifiers"] == [
        {"type": "akwarden_rule", "name": "akwarden rule tencent-access-key", "value": "tencent-access-key"}
    ]


def test_names_and_advice_are_cut_to_what_gitlab_takes() -> None:
    vulnerability = vulnerability_of(report(finding(title="long " * 100, remediation="long " * 2000)))

    assert len(vulnerability["name"]) <= 255
    assert 6990 < len(vulnerability["solution"]) <= 7000


def test_line_that_is_shown_is_the_masked_one() -> None:
    secret = finding(location=location(line=13))

    assert vulnerability_of(report(secret))["raw_source_code_extract"] == '\tsecret_key = "abcd****wxyz"'
    assert "raw_source_code_extract" not in vulnerability_of(report(archive_finding()))


def test_details_tell_what_has_no_field() -> None:
    details = vulnerability_of(report(history_finding()))["details"]

    assert details["confidence"]["value"] == "high"
    assert details["key_id"]["value"] == TENCENT
    assert details["secret"]["value"] == "abcd****wxyz"
    assert details["validity"]["value"] == "still works, belongs to sub-user deploy of account 100001234567"
    assert "gone from HEAD" in details["history"]["value"]
    assert details["occurrences"]["value"] == 9
    assert details["places"]["items"][0] == {
        "type": "file-location",
        "file_name": "deploy/copy-1.env",
        "line_start": 1,
    }


def test_example_is_marked_as_no_leak() -> None:
    (flag,) = vulnerability_of(report(example_finding()))["flags"]

    assert flag["type"] == "flagged-as-likely-false-positive"
    assert "flags" not in vulnerability_of(report(finding()))


def test_nothing_in_the_description_is_markdown() -> None:
    described = vulnerability_of(report(finding(title="![x](y) @all #1 <b>")))["description"]

    assert described.startswith("\\!\\[x\\](y) \\@all \\#1 \\<b\\>: ")
    assert "abcd\\*\\*\\*\\*wxyz" in described


def test_path_of_an_archive_does_not_lead_out_of_the_repository() -> None:
    climbing = finding(location=location(vpath="a.zip!/../../x"))

    assert vulnerability_of(report(climbing))["location"]["file"] == "a.zip!/%2E%2E/%2E%2E/x"


def test_everything_skipped_or_set_aside_is_a_message() -> None:
    messages = read(report(coverage=partial_coverage()))["scan"]["messages"]

    assert [each["level"] for each in messages] == ["info"] + 12 * ["warn"] + 6 * ["info"]
    assert messages[12]["value"] == "app.zip!/inner.rar: encrypted"


def test_interrupted_scan_is_a_failure() -> None:
    scan = read(report(coverage=coverage(interrupted=True)))["scan"]

    assert scan["status"] == "failure"
    assert [each["level"] for each in scan["messages"]] == ["info", "fatal"]


def test_hostile_line_is_safe_and_keeps_its_tabs() -> None:
    shown = finding(frame=(FrameLine(12, "\tkey\x00\x1b[31m\u202e"),))

    assert vulnerability_of(report(shown))["raw_source_code_extract"] == "\tkey\\x00\\x1b[31m\\u202e"


@given(reports)
def test_hostile_reports_are_valid_and_calm(shown: Report) -> None:
    written = rendered("gitlab", shown)

    written.encode()
    assert is_calm(written)
    # PostgreSQL, in which GitLab keeps reports, takes no null character, also none that is escaped.
    assert "\\u0000" not in written
    gitlab_validator().validate(json.loads(written))


def test_what_is_allowed_is_marked_as_no_leak_with_the_reason() -> None:
    (flag,) = vulnerability_of(report(allowed_finding()))["flags"]

    assert flag["description"] == "allowed by an ignore file: made up for the tests"
