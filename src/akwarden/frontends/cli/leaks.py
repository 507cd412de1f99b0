"""`akwarden leaks`: what saved scans found, whose keys that are, and what became of it."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from akwarden.frontends.cli.leak_output import columns_of, listed, page_lines
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.model.leak import CLOSED, LeakRow, LeakStatus
from akwarden.reports.wording import counted
from akwarden.workflows.actor import actor

if TYPE_CHECKING:  # this takes longer to import than the help of a command may
    from akwarden.workflows.keys.listing import Listing

_ID = "\b\nExample:\n  akwarden leaks"


@click.group(epilog="\b\nExamples:\n  akwarden scan . --save\n  akwarden leaks list --where validity:active")
def leaks() -> None:
    """List, show and close the leaks that saved scans found."""


@leaks.command(
    "list",
    short_help="List the leaks.",
    epilog="\b\nExamples:\n  akwarden leaks list\n  akwarden leaks list --where 'level:critical owner:none'"
    "\n  akwarden leaks list --where status:fixed,ignored --format csv -o closed.csv",
)
@click.option("--where", default="", metavar="QUERY", help="Only leaks that fit: `case:code source:*shop*`.")
@click.option("--all", "closed", is_flag=True, help="Also those that were closed.")
@click.option("--columns", metavar="NAME,NAME", help="Which columns, in this order. For text and csv.")
@click.option("--sort", metavar="NAME", help="By what to sort; -NAME for the other way round.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N leaks.")
@click.option("--after", metavar="CURSOR", help="The page behind CURSOR, which the page before prints.")
@output_options("text", "json", "jsonl", "csv")
def list_them(*, columns: str | None, form: str, output: str | None, closed: bool, **given: Any) -> None:
    """List the leaks: keys that work first, then the worst. What was closed is left out and counted."""
    wanted = columns_of(columns, form)
    with opened_state() as state, state.reading() as connection:
        from akwarden.workflows.keys.listing import Asked  # noqa: PLC0415  slow
        from akwarden.workflows.leaks.listing import list_leaks  # noqa: PLC0415  slow

        found = list_leaks(connection, Asked(**given, with_deleted=closed, now=datetime.now(UTC)))
        rows = list(found)
    with open_output(output) as stream:
        stream.writelines(listed(rows, form, wanted))
    note(_count_words(found))


@leaks.command(short_help="Show one leak.", epilog=f"{_ID} show 3f9a02c1b7d4")
@click.argument("leak", metavar="LEAK")
@output_options("text", "json")
def show(leak: str, form: str, output: str | None) -> None:
    """Show what is wrong, what to do, and where LEAK stands: an id or its beginning, or the id of a key."""
    with opened_state() as state, state.reading() as connection:
        from akwarden.workflows.leaks.listing import show_leak  # noqa: PLC0415  slow

        page = show_leak(connection, leak)
    with open_output(output) as stream:
        stream.writelines(page_lines(page, form))


@leaks.command(
    short_help="Close a leak.",
    epilog=f"{_ID} close 3f9a02c1b7d4 --as fixed --reason 'deleted, ticket 123'",
)
@click.argument("leak", metavar="LEAK")
@click.option(
    "--as",
    "status",
    required=True,
    type=click.Choice([str(status) for status in CLOSED]),
    help="What became of it.",
)
@click.option("--reason", required=True, metavar="TEXT", help="Why, in up to 200 characters; it is kept.")
def close(leak: str, status: str, reason: str) -> None:
    """Close LEAK as fixed, or as ignored. One whose key works can't be closed as fixed."""
    with opened_state() as state:
        from akwarden.workflows.leaks.closing import close_leak  # noqa: PLC0415  slow

        row = close_leak(
            state, leak, LeakStatus(status), reason, actor=actor(os.environ), now=datetime.now(UTC)
        )
    note(f"leak {row.leak.id[:12]} is {row.leak.status}")


@leaks.command(short_help="Open a closed leak again.", epilog=f"{_ID} reopen 3f9a02c1b7d4")
@click.argument("leak", metavar="LEAK")
def reopen(leak: str) -> None:
    """Open LEAK again, which was closed."""
    with opened_state() as state:
        from akwarden.workflows.leaks.closing import reopen_leak  # noqa: PLC0415  slow

        row = reopen_leak(state, leak, actor=actor(os.environ), now=datetime.now(UTC))
    note(f"leak {row.leak.id[:12]} is {row.leak.status}")


def _count_words(found: "Listing[LeakRow]") -> str:
    """Return how many are listed, and how many are not and how to see them."""
    hidden = found.hidden
    more = (
        f", and {hidden:,} closed {'one is' if hidden == 1 else 'ones are'} hidden: --all" if hidden else ""
    )
    if found.next is None:
        return f"{counted(found.total, 'leak')}{more}"
    return f"{found.taken:,} of {counted(found.total, 'leak')}{more}. More: --after {found.next}"
