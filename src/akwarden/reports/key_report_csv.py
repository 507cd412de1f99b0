"""The report of all keys for a spreadsheet: a header, then a row a key, and nothing that is a formula."""

import csv
from collections.abc import Callable, Mapping
from typing import TextIO

from akwarden.reports.csv_table import cell
from akwarden.reports.key_report import NOT_KNOWN, KeyReport, KeyReportRow, last_use, moment

_COLUMNS: Mapping[str, Callable[[KeyReportRow], object]] = {
    "provider": lambda row: row.provider,
    "account": lambda row: row.account,
    "account_name": lambda row: row.account_name,
    "site": lambda row: row.site,
    "department": lambda row: row.department,
    "principal": lambda row: row.principal,
    "arn": lambda row: row.arn,
    "principal_type": lambda row: row.principal_type,
    "principal_creation_time": lambda row: moment(row.principal_created_at),
    "password_enabled": lambda row: _flag(row.console_login),
    "mfa_active": lambda row: _flag(row.mfa),
    "access_key_id": lambda row: row.key_id,
    "access_key_status": lambda row: row.status,
    "access_key_created": lambda row: moment(row.created_at),
    "access_key_last_used": last_use,
    "access_key_last_used_service": lambda row: row.last_used_service,
    "access_key_last_used_region": lambda row: row.last_used_region,
    "leaks": lambda row: row.leaks,
    "advice": lambda row: row.advice,
    "reasons": lambda row: "; ".join(row.reasons),
    "owner": lambda row: row.owner,
    "remark": lambda row: row.remark,
}


def write_csv(report: KeyReport, out: TextIO) -> None:
    """Write the table. It has no place for what was not seen: whoever writes it tells that elsewhere."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow(_COLUMNS)
    for row in report.keys:
        table.writerow([cell(get(row)) for get in _COLUMNS.values()])


def _flag(value: bool | None) -> object:  # noqa: FBT001  a flag that may not be known
    return NOT_KNOWN if value is None else value
