"""SARIF 2.1.0 for code scanning services and editors.

Standard: "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", OASIS. What GitHub reads
of it: "SARIF support for code scanning".
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from akwarden.model.artifact import Coverage
from akwarden.model.finding import Finding
from akwarden.model.severity import Confidence, Severity
from akwarden.reports.artifact_uri import vpath_uri
from akwarden.reports.coverage_words import STOPPED
from akwarden.reports.json_encoding import encode
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.sarif_result import LEVELS, Json, message, result
from akwarden.reports.visible import clipped, visible

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# GitHub sorts alerts by this score: over 9 critical, from 7 high, from 4 medium, else low. Info has none.
_SCORES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.5"}
_PRECISION = {Confidence.HIGH: "very-high", Confidence.MEDIUM: "high", Confidence.LOW: "medium"}


class SarifRenderer:
    """The format for code scanning; it holds no code line whose secret is not masked."""

    name = "sarif"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:  # noqa: ARG002, no choices
        """Write one log with one run."""
        log: Json = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
        out.write(msgspec.json.format(encode(log), indent=2) + "\n")


def _run(report: Report) -> Json:
    """Return the run: the tool with its rules, how it went, the results."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    numbers = {rule: number for number, rule in enumerate(by_rule)}
    return {
        "tool": {"driver": _driver(report.version, by_rule)},
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": [
            result(each, numbers[each.rule], tells_allowed=report.coverage.allowed_shown)
            for each in report.findings
        ],
        "properties": {
            "targets": [visible(each) for each in report.targets],
            "coverage": _amounts(report.coverage),
        },
    }


def _driver(version: str, by_rule: dict[str, list[Finding]]) -> Json:
    """Return the tool, its rules that found something, and what it can notify of."""
    return {
        "name": "akwarden",
        "version": version,
        "rules": [_rule(rule, findings) for rule, findings in by_rule.items()],
        "notifications": [
            {"id": "not-scanned", "shortDescription": {"text": "Not scanned, or only in part"}},
            {"id": "interrupted", "shortDescription": {"text": "The scan was stopped before its end"}},
        ],
    }


def _rule(rule: str, findings: Sequence[Finding]) -> Json:
    """Return one rule, as bad as the worst of its findings and as precise as the surest."""
    worst = max(findings, key=lambda each: each.severity.rank)
    surest = max(findings, key=lambda each: each.confidence.rank)
    properties: Json = {
        "tags": ["security", "secret", visible(worst.provider)],
        "precision": _PRECISION[surest.confidence],
        "problem.severity": {"error": "error", "warning": "warning"}.get(
            LEVELS[worst.severity], "recommendation"
        ),
    }
    if worst.severity in _SCORES:
        properties["security-severity"] = _SCORES[worst.severity]
    return {
        "id": visible(rule),
        "shortDescription": message(worst.title),
        "fullDescription": message(worst.title),
        "help": message(worst.remediation),
        "defaultConfiguration": {"level": LEVELS[worst.severity]},
        "properties": properties,
    }


def _invocation(report: Report) -> Json:
    """Return when the scan ran, whether it came to its end, and what it did not look at."""
    return {
        "executionSuccessful": not report.coverage.interrupted,
        "startTimeUtc": _utc(report.started_at),
        "endTimeUtc": _utc(report.finished_at),
        "toolExecutionNotifications": list(_notifications(report.coverage)),
    }


def _notifications(coverage: Coverage) -> Iterator[Json]:
    """Yield a notification for each thing that was not scanned, and one for an interruption."""
    for each in coverage.skipped:
        place = {"physicalLocation": {"artifactLocation": {"uri": vpath_uri(each.vpath)}}}
        yield {
            "descriptor": {"id": "not-scanned", "index": 0},
            "level": "warning",
            "message": message(f"{clipped(each.vpath)}: {each.reason}"),
            "locations": [place],
        }
    if coverage.interrupted:
        yield {
            "descriptor": {"id": "interrupted", "index": 1},
            "level": "error",
            "message": message(STOPPED),
        }


def _amounts(coverage: Coverage) -> Json:
    """Return how much was looked at and how many findings were set aside."""
    set_aside = ("allowed", "ignored", "allowed_for_gitleaks", "allowed_shown", "baselined", "examples")
    names = ("items", "bytes", *set_aside, "excluded", "unreachable", "unchanged")
    return {name: getattr(coverage, name) for name in names}


def _utc(moment: datetime) -> str:
    """Return `moment` as SARIF writes a time."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
