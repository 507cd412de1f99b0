"""One JSON line a finding, and a last one that says what was looked at."""

from typing import TextIO

from akwarden.reports.json_encoding import encode
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.schema import CoverageLine, FindingLine


class JsonLinesRenderer:
    """The format for programs that read line by line."""

    name = "jsonl"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:  # noqa: ARG002, no choices
        """Write a line a finding, then the coverage line."""
        out.writelines(encode(FindingLine.of(finding)) + "\n" for finding in report.findings)
        out.write(encode(CoverageLine.of(report.coverage)) + "\n")
