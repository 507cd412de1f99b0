"""`akwarden audit-log`: who did what, and whether anybody changed what is written about it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import click

from akwarden.errors import ExitCode
from akwarden.frontends.cli.opened import opened_state, server_needed
from akwarden.frontends.cli.output import json_array, note, open_output, output_options
from akwarden.reports.csv_table import cell
from akwarden.reports.json_encoding import encode
from akwarden.reports.vault_rows import AuditRow
from akwarden.reports.visible import clipped

_COLUMNS = ("number", "at", "actor", "action", "object", "details")


@click.group(
    epilog="\b\nExamples:\n"
    "  akwarden audit-log list --last 20\n"
    "  akwarden audit-log head -o head-2026-11-29.json\n"
    "  akwarden audit-log verify --head head-2026-11-29.json"
)
def audit_log() -> None:
    """Read the audit log, and prove that it is as it was written."""


@audit_log.command(
    "list",
    short_help="List who did what.",
    epilog="\b\nExamples:\n  akwarden audit-log list --last 20\n  akwarden audit-log list --format jsonl",
)
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the last N records.")
@output_options("text", "json", "jsonl", "csv")
def list_records(last: int | None, form: str, output: str | None) -> None:
    """List who did what, the oldest first. It says nothing about whether it is whole: `verify` does."""
    with opened_state() as state:
        from akwarden.workflows.audit import rows  # noqa: PLC0415  slow

        with open_output(output) as stream:
            stream.writelines(_lines(rows(state, last=last), form))


@audit_log.command(
    epilog="\b\nExamples:\n"
    "  akwarden audit-log verify\n"
    "  akwarden audit-log verify --head head-2026-11-29.json\n"
    "  akwarden audit-log verify --database state.backup --head head-2026-11-29.json\n\n"
    "Exit codes: 0 whole, 1 somebody changed it."
)
@click.option(
    "--head",
    "heads",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A head that was saved where nobody can change it. May be repeated.",
)
@click.option(
    "--database",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Look at a copy of the database, or at a backup, and not at the state.",
)
@output_options("text", "json")
def verify(heads: Sequence[Path], database: Path | None, form: str, output: str | None) -> ExitCode:
    """Check that no record was changed, removed, moved or put in between, and say the first fault."""
    with server_needed():
        from akwarden.workflows.audit import read_heads, verify_file, verify_state  # noqa: PLC0415  slow

    saved = read_heads(heads)
    if database is not None:
        found = verify_file(database, saved)
    else:
        with opened_state() as state:
            found = verify_state(state, saved)
    with open_output(output) as stream:
        stream.write(f"{encode(found) if form == 'json' else found.text}\n")
    if found.whole and not found.vouched:
        note("A log that was cut off at its end, or written anew, looks whole without a saved head.")
    return ExitCode.OK if found.whole else ExitCode.FINDINGS


@audit_log.command(epilog="\b\nExample:\n  akwarden audit-log head -o head-2026-11-29.json")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Write the head to FILE and not to standard output.",
)
def head(output: str | None) -> ExitCode:
    """Give the head of the log: one line to keep where nobody can change it.

    It vouches for every record so far. A log that is not whole has no head.
    """
    with opened_state() as state:
        from akwarden.store.audit_log import head as heads  # noqa: PLC0415  slow
        from akwarden.workflows import audit  # noqa: PLC0415  slow

        found = audit.head(state, datetime.now(UTC))
    if not isinstance(found, heads.Head):
        click.echo(str(found))
        return ExitCode.FINDINGS
    with open_output(output) as stream:
        stream.write(f"{heads.encode(found).decode()}\n")
    return ExitCode.OK


def _lines(rows: Iterable[AuditRow], form: str) -> Iterator[str]:
    match form:
        case "text":
            for row in rows:
                yield f"{'  '.join(clipped(text) for text in _cells(row)).rstrip()}\n"
        case "csv":
            yield _csv(_COLUMNS)
            for row in rows:
                yield _csv([cell(value) for value in _cells(row)])
        case "json":
            yield from json_array(map(encode, rows))
        case _:
            yield from (f"{encode(row)}\n" for row in rows)


def _cells(row: AuditRow) -> tuple[str, ...]:
    details = " ".join(f"{name}={'' if value is None else value}" for name, value in row.details.items())
    at = "" if row.at is None else f"{row.at:%Y-%m-%dT%H:%M:%SZ}"
    return str(row.number), at, row.actor, row.action, row.object, details


def _csv(cells: Sequence[str]) -> str:
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
