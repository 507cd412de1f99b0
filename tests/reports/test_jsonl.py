import json

import msgspec
from hypothesis import given
from inline_snapshot import snapshot
from tests.reports.hostile import is_calm, reports
from tests.reports.published import validate
from tests.reports.samples import (
    allowed_finding,
    example_finding,
    finding,
    neutral,
    partial_coverage,
    rendered,
    report,
)

from akwarden.reports.protocol import Report


def test_line_of_a_finding() -> None:
    line, _ = rendered("jsonl", report(finding())).splitlines()

    # Compared as text, since the order of the keys is published too.
    assert msgspec.json.format(neutral(line), indent=2) == snapshot("""\
{
  "schema": "akwarden.finding/1",
  "id": "1111111111111111111111111111111111111111111111111111111111111111",
  "rule": "tencent-access-key",
  "provider": "tencent",
  "severity": "critical",
  "confidence": "high",
  "title": "Tencent Cloud access key with its secret",
  "key_id": "<TENCENT>",
  "key_type": "permanent",
  "secret": {
    "mask": "abcd****wxyz",
    "fingerprint": "hmac-sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  },
  "parts": [
    "key_id",
    "secret"
  ],
  "location": {
    "source": ".",
    "vpath": "app/config.py",
    "line": 12,
    "column": 14,
    "offset": 345,
    "commit": null,
    "author": null,
    "committed_at": null,
    "in_head": null,
    "last_seen_at": null,
    "character": null
  },
  "occurrences": 1,
  "related": [],
  "verification": {
    "state": "unverified",
    "reason": "offline"
  },
  "remediation": "Disable the key in the console of Access Management, then rotate it."
}\
""")


def test_line_of_the_coverage() -> None:
    coverage = rendered("jsonl", report()).removesuffix("\n")

    assert coverage == snapshot(
        '{"schema":"akwarden.coverage/1","items":1204,"bytes":12900000,"skipped":[],"allowed":0,'
        '"baselined":0,"ignored":0,"allowed_for_gitleaks":0,"allowed_shown":false,"examples":0,'
        '"excluded":[],"unreachable":0,"unchanged":0,"interrupted":false}'
    )


def test_example_is_told_only_when_it_is_one() -> None:
    example, other, _ = map(json.loads, rendered("jsonl", report(example_finding(), finding())).splitlines())

    assert example["example"] is True
    assert "example" not in other


def test_code_frame_is_left_out() -> None:
    assert "class Settings" not in rendered("jsonl", report(finding()))


def test_last_line_is_the_coverage_with_everything_that_was_skipped() -> None:
    last = json.loads(rendered("jsonl", report(coverage=partial_coverage())).splitlines()[-1])

    assert last["schema"] == "akwarden.coverage/1"
    assert len(last["skipped"]) == 12
    assert last["skipped"][-1] == {"vpath": "app.zip!/inner.rar", "reason": "encrypted"}
    assert (last["items"], last["bytes"], last["baselined"]) == (1204, 12_900_000, 1200)


@given(reports)
def test_hostile_reports_are_calm_lines_that_fit_the_schemas(shown: Report) -> None:
    written = rendered("jsonl", shown)

    assert is_calm(written)
    written.encode()
    *findings, coverage = map(json.loads, written.split("\n")[:-1])
    assert len(findings) == len(shown.findings)
    validate("coverage", coverage)
    for each in findings:
        validate("finding", each)


def test_what_is_allowed_is_told_only_where_it_is() -> None:
    lines = rendered("jsonl", report(allowed_finding(), finding())).splitlines()

    allowed, other, _ = map(json.loads, lines)

    assert allowed["allowed"] == {"by": "ignore_file", "reason": "made up for the tests"}
    assert "allowed" not in other
    validate("finding", allowed)
