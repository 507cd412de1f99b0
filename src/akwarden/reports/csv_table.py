"""One row a finding, for a spreadsheet.

A table has no place for the coverage; whoever needs to know what was not scanned reads another format.
"""

import csv
import difflib
from collections.abc import Callable
from typing import TextIO

from akwarden.errors import UsageError
from akwarden.model.finding import Finding
from akwarden.model.verification import Active
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.visible import visible

_COLUMNS: dict[str, Callable[[Finding], object]] = {
    "severity": lambda finding: finding.severity,
    "confidence": lambda finding: finding.confidence,
    "title": lambda finding: finding.title,
    "provider": lambda finding: finding.provider,
    "rule": lambda finding: finding.rule,
    "key_id": lambda finding: finding.key_id,
    "key_type": lambda finding: finding.key_type,
    "account": lambda finding: finding.account,
    "secret_mask": lambda finding: finding.secret and finding.secret.mask,
    "secret_fingerprint": lambda finding: finding.secret and finding.secret.fingerprint,
    "parts": lambda finding: " ".join(finding.parts),
    "source": lambda finding: finding.location.source,
    "vpath": lambda finding: finding.location.vpath,
    "line": lambda finding: finding.location.line,
    "column": lambda finding: finding.location.column,
    "offset": lambda finding: finding.location.offset,
    "commit": lambda finding: finding.location.commit,
    "author": lambda finding: finding.location.author,
    "committed_at": lambda finding: finding.location.committed_at,
    "in_head": lambda finding: finding.location.in_head,
    "last_seen_at": lambda finding: finding.location.last_seen_at,
    "occurrences": lambda finding: finding.occurrences,
    "validity": lambda finding: finding.verification.__struct_config__.tag,
    "validity_detail": lambda finding: (
        finding.verification.identity
        if isinstance(finding.verification, Active)
        else finding.verification.reason
    ),
    "example": lambda finding: finding.example,
    "remediation": lambda finding: finding.remediation,
    "id": lambda finding: finding.id,
    "allowed_by": lambda finding: finding.allowed and finding.allowed.by,
    "allowed_reason": lambda finding: finding.allowed and finding.allowed.reason,
}
_FORMULA = frozenset("=+-@|\t\r\n＝＋－＠")


class CsvRenderer:
    """The format for spreadsheets: a header, then a row a finding."""

    name = "csv"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:
        """Write the table with the columns that were asked for."""
        columns = options.columns or tuple(_COLUMNS)
        getters = [_getter(column) for column in columns]
        table = csv.writer(out, lineterminator="\n")
        table.writerow(columns)
        for finding in report.findings:
            table.writerow([cell(get(finding)) for get in getters])


def cell(value: object) -> str:
    """Return `value` as a cell that no spreadsheet takes for a formula; None is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    guard = "'" if text.lstrip()[:1] in _FORMULA or text[:1] in _FORMULA else ""
    return guard + visible(text)


def _getter(column: str) -> Callable[[Finding], object]:
    """Return what reads `column` from a finding.

    Raises:
        UsageError: when there is no such column.
    """
    if column in _COLUMNS:
        return _COLUMNS[column]
    near = difflib.get_close_matches(column, _COLUMNS, n=1)
    what, why = f"there is no column {column!r}", f"the columns are {', '.join(_COLUMNS)}"
    raise UsageError(what, why=why, mend=f"--columns {near[0]}" if near else None)
