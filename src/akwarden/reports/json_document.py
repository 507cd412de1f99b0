"""The whole scan as one JSON document, with the same objects as the JSON lines."""

from typing import TextIO

from akwarden.reports.json_encoding import encode
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.schema import SCAN_SCHEMA, CoverageLine, FindingLine


class JsonRenderer:
    """The format for programs that want one value.

    It is written piece by piece, a finding a line, so that a scan with very many findings needs no
    second copy of them in memory.
    """

    name = "json"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:  # noqa: ARG002, no choices
        """Write the document."""
        out.write(f'{{"schema":"{SCAN_SCHEMA}","findings":[')
        separator = "\n"
        for finding in report.findings:
            out.write(separator + encode(FindingLine.of(finding)))
            separator = ",\n"
        out.write(f'\n],"coverage":{encode(CoverageLine.of(report.coverage))}}}\n')
