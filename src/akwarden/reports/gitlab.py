"""GitLab's secret detection report, for its merge requests and vulnerability pages.

Documentation: "Security scanner integration" and "Pipeline secret detection", GitLab; the form is that of
"secret-detection-report-format.json" in its security report schemas. A server reads a version
that it does not have by the last patch of the same minor one, so an early minor is read by most.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from akwarden.reports.coverage_words import STOPPED, aside_sentences, scanned_words, skipped_place
from akwarden.reports.gitlab_vulnerability import Json, vulnerability
from akwarden.reports.json_encoding import encode
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.visible import clipped

SCHEMA_VERSION = "15.0.7"
"""The version of the schema that the report follows."""

_SCHEMA = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{SCHEMA_VERSION}/dist/secret-detection-report-format.json"
)


class GitlabRenderer:
    """The format for GitLab's security pages; it holds no code line whose secret is not masked."""

    name = "gitlab"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:  # noqa: ARG002, no choices
        """Write one report."""
        written: Json = {
            "version": SCHEMA_VERSION,
            "schema": _SCHEMA,
            "scan": _scan(report),
            "vulnerabilities": [vulnerability(each) for each in report.findings],
        }
        out.write(msgspec.json.format(encode(written), indent=2) + "\n")


def _scan(report: Report) -> Json:
    """Return who scanned, when, whether it came to its end, and what it did not look at."""
    tool = {
        "id": "akwarden",
        "name": "akwarden",
        "version": report.version,
        "vendor": {"name": "akwarden"},
    }
    return {
        "type": "secret_detection",
        "status": "failure" if report.coverage.interrupted else "success",
        "start_time": _utc(report.started_at),
        "end_time": _utc(report.finished_at),
        "analyzer": tool,
        "scanner": tool,
        "messages": list(_messages(report)),
    }


def _messages(report: Report) -> Iterator[Json]:
    """Yield what was looked at, what was not, and what was set aside."""
    yield {"level": "info", "value": scanned_words(report)}
    if report.coverage.interrupted:
        yield {"level": "fatal", "value": STOPPED}
    for each in report.coverage.skipped:
        yield {"level": "warn", "value": f"{skipped_place(each, report)}: {clipped(each.reason)}"}
    for words in aside_sentences(report.coverage):
        yield {"level": "info", "value": words}


def _utc(moment: datetime) -> str:
    """Return `moment` as GitLab wants a time: in UTC, without a word about it."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
