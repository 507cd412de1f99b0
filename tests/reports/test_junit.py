import re
from xml.etree import ElementTree as ET

from hypothesis import given
from syrupy.assertion import SnapshotAssertion
from tests.reports.hostile import is_calm, reports
from tests.reports.samples import (
    TENCENT,
    allowed_finding,
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

from akwarden.model.artifact import Skipped
from akwarden.model.finding import FrameLine
from akwarden.reports.leaked_key import short_key_id
from akwarden.reports.protocol import Report

OUTCOMES = ("failure", "error", "skipped")


def suite_of(shown: Report) -> ET.Element:
    """Return the one suite of a report, its numbers held to its tests."""
    root = ET.fromstring(rendered("junit", shown))  # noqa: S314  our own text
    (suite,) = root
    assert (root.tag, suite.tag, suite.get("name")) == ("testsuites", "testsuite", "akwarden")
    assert {case.tag for case in suite} == {"testcase"}
    assert suite.get("tests") == str(len(suite))
    for outcome, attribute in zip(OUTCOMES, ("failures", "errors", "skipped"), strict=True):
        assert suite.get(attribute) == str(len(suite.findall(f"testcase/{outcome}")))
    return suite


def failures(shown: Report) -> list[str]:
    """Return what each failure of a report says."""
    return [each.text or "" for each in suite_of(shown).iterfind("testcase/failure")]


def names(suite: ET.Element) -> list[str | None]:
    """Return the names of the tests."""
    return [case.get("name") for case in suite]


def test_whole_report(snapshot: SnapshotAssertion) -> None:
    shown = report(*findings(), coverage=partial_coverage())

    assert neutral(rendered("junit", shown)) == snapshot


def test_clean_scan_is_one_test_that_passes() -> None:
    (case,) = suite_of(report())

    assert [part.tag for part in case] == ["system-out"]
    assert "Scanned 1,204 items (12.3 MiB) in 2.1 s: ." in (case[0].text or "")


def test_finding_is_a_test_that_fails() -> None:
    _, case = suite_of(report(finding()))

    (failure,) = case
    assert case.get("classname") == "akwarden.tencent-access-key"
    assert (case.get("file"), case.get("line")) == ("app/config.py", "12")
    assert failure.attrib == {
        "type": "tencent-access-key",
        "message": "Tencent Cloud access key with its secret",
    }


def test_failure_tells_place_key_advice_and_masked_lines() -> None:
    when = "gone from HEAD since 2024-05-02 10:00 UTC, still in the history"

    (text,) = failures(report(history_finding()))

    assert text.splitlines() == [
        "deploy/旧配置.env:3:1",
        f"in commit c0ffeec0ffee of 2024-03-01 09:30 UTC by Lin Wei <lin.wei@example.com>, {when}",
        f"key: {TENCENT} (permanent, secret abcd****wxyz)",
        "rule: tencent-access-key, high confidence, critical severity",
        "validity: still works, belongs to sub-user deploy of account 100001234567",
        "what to do: Disable the key in the console of Access Management, then rotate it.",
        "",
        f"> 3 | SECRET_ID={short_key_id(TENCENT)}",
        "",
        *(f"also deploy/copy-{n}.env:{n}:1" for n in range(1, 6)),
        "and 3 more places",
    ]


def test_lines_left_out_of_the_frame_are_seen() -> None:
    frame = (FrameLine(9, "id"), FrameLine(12, "\tsecret"))

    (text,) = failures(report(finding(frame=frame)))

    assert text.endswith("\n   9 | id\n     ...\n> 12 |     secret")


def test_example_says_so() -> None:
    (text,) = failures(report(example_finding()))

    assert "note: an example key or a placeholder" in text
    assert "what to do" not in text


def test_name_of_a_test_survives_an_edit_above_the_key() -> None:
    moved = finding(location=location(line=99, column=1, offset=5000))

    assert names(suite_of(report(finding()))) == names(suite_of(report(moved)))


def test_tests_of_one_name_are_told_apart() -> None:
    same = [finding(), finding(id="8" * 64), finding(id="9" * 64)]

    _, first, *others = names(suite_of(report(*same)))

    assert others == [f"{first} (2)", f"{first} (3)"]


def test_everything_skipped_is_a_test_that_is_skipped_with_the_reason() -> None:
    suite = suite_of(report(coverage=partial_coverage()))

    skipped = suite.findall("testcase[@classname='akwarden.not-scanned']")
    assert len(skipped) == 12
    assert skipped[-1].get("name") == "app.zip!/inner.rar"
    assert (skipped[-1][0].get("message"), skipped[-1][0].text) == ("encrypted", "encrypted")


def test_what_was_set_aside_is_told_by_the_scan_itself() -> None:
    scan, *_ = suite_of(report(coverage=partial_coverage()))

    assert "Not shown: 1,200 known from the baseline" in (scan[0].text or "")


def test_interrupted_scan_is_a_test_with_an_error() -> None:
    (scan,) = suite_of(report(coverage=coverage(interrupted=True)))

    assert [part.tag for part in scan] == ["error", "system-out"]
    assert scan[0].get("type") == "interrupted"


def test_control_characters_that_xml_forbids_are_made_visible() -> None:
    hostile = finding(title="\0\x1b[2J\ufffe", location=location(vpath="a\x08\udcff\n.py"))

    _, case = suite_of(report(hostile, coverage=coverage(skipped=())))

    assert case[0].get("message") == "\\x00\\x1b[2J\\ufffe"
    assert case.get("file") == "a\\x08\\xff\\n.py"


def test_markup_stays_text() -> None:
    shown = report(
        finding(rule='"><x>', remediation="]]></failure><testcase/>"),
        coverage=coverage(skipped=(Skipped("&lt;", "<!--"),)),
    )

    written = rendered("junit", shown)

    assert len(suite_of(shown)) == 3
    assert len(re.findall("<testcase", written)) == 3


@given(reports)
def test_hostile_reports_are_whole_calm_and_have_no_name_twice(shown: Report) -> None:
    written = rendered("junit", shown)

    written.encode()
    assert is_calm(written)
    suite = suite_of(shown)
    assert len(suite) == 1 + len(shown.findings) + len(shown.coverage.skipped)
    assert len(set(names(suite))) == len(suite)


def test_what_is_allowed_is_a_test_that_is_skipped_with_the_reason() -> None:
    suite = suite_of(report(allowed_finding()))

    (skipped,) = suite.iterfind("testcase/skipped")
    assert suite.get("failures") == "0"
    assert skipped.get("message") == "allowed by an ignore file: made up for the tests"
    assert "tests/fixtures/app.ini:2:1" in (skipped.text or "")
