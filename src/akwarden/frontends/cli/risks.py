"""`akwarden risks`: what is wrong with keys and principals, what to do first, and what does not matter."""

import os
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.accounts_opened import opened
from akwarden.frontends.cli.lake_opened import calls_of
from akwarden.frontends.cli.listing import asked, list_options, now, tell, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.rate_option import rate_option
from akwarden.frontends.cli.risk_output import (
    FIX_COLUMNS,
    IDENTITY_COLUMNS,
    KIND_COLUMNS,
    RISK_COLUMNS,
    fix_lines,
    page_lines,
    recheck_lines,
    status_words,
)
from akwarden.reports.visible import visible
from akwarden.reports.wording import counted
from akwarden.workflows.actor import actor
from akwarden.workflows.keys.listing import Asked, Listing
from akwarden.workflows.posture.deciding import ignore_risk, unignore_risk
from akwarden.workflows.posture.first import first_fixes
from akwarden.workflows.posture.listing import list_risks
from akwarden.workflows.posture.page import risk_page
from akwarden.workflows.posture.recheck import recheck_risk
from akwarden.workflows.posture.ruleset import load_posture
from akwarden.workflows.posture.summing import risk_identities_of, risk_items_of

_EMPTY = "There are no risks. Accounts are judged when they are read: akwarden sync"
_DAYS = re.compile(r"([0-9]{1,5})d")
_MOST_DAYS = 3660
_NEVER = "never"
_risk = click.argument("risk", metavar="RISK")


@click.group(
    epilog="\b\nExamples:\n  akwarden risks list --first"
    "\n  akwarden risks list --where 'level:critical,high account:prod'\n  akwarden risks show 3f9a02c1b7d4"
)
def risks() -> None:
    """List what is wrong with keys and principals, and ask again whether it still is."""


@risks.command(
    "list",
    short_help="List the risks, the worst first.",
    epilog="\b\nExamples:\n  akwarden risks list"
    "\n  akwarden risks list --first      (one fix closes many)"
    "\n  akwarden risks list --where 'level:critical,high owner:none'"
    "\n  akwarden risks list --where status:ignored --format csv -o ignored.csv",
)
@click.option("--first", is_flag=True, help="What to do first: at most 7 fixes, and what each closes.")
@click.option("--all-statuses", is_flag=True, help="Also risks that are ignored, and that are no more.")
@list_options(rows="risks", query="level:critical account:prod")
def list_them(*, first: bool, all_statuses: bool, **given: Any) -> None:
    """List risks, the worst first. Those that are ignored or are no more are left out and counted."""
    if first:
        _write_first(given)
        return
    names = RISK_COLUMNS.chosen(given["columns"], given["form"])
    with opened_state() as state, state.reading() as connection:
        listing = list_risks(connection, asked(given, with_deleted=all_statuses))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (RISK_COLUMNS, names), row=lambda row: row)
    hidden = "that are ignored or are no more: --all-statuses"
    tell(listing, "risk", where=given["where"], empty=_EMPTY, hidden=hidden)


def _write_first(given: dict[str, Any]) -> None:
    """Write the fixes that close the most of the worst."""
    if given["sort"] or given["after"] or given["everything"]:
        raise UsageError(
            "--first has an order of its own and one page",
            why="--sort, --after and --all are for the whole list",
            mend="leave them out",
        )
    names = FIX_COLUMNS.chosen(given["columns"], given["form"])
    with opened_state() as state, state.reading() as connection:
        found = first_fixes(connection, asked(given))
    with open_output(given["output"]) as stream:
        if given["form"] == "text" and given["columns"] is None:
            stream.writelines(fix_lines(found.fixes))
        else:
            write(stream, found.fixes, given["form"], (FIX_COLUMNS, names), row=lambda row: row)
    if not found.fixes and not given["where"]:
        note(_EMPTY)
        return
    closed = sum(one.closes for one in found.fixes)
    fixes = "1 fix" if len(found.fixes) == 1 else f"{len(found.fixes):,} fixes"
    note(f"{fixes} of {found.total:,}; together they close {counted(closed, 'risk')}")


@risks.command(
    short_help="List the identities that have risks, the worst first.",
    epilog="\b\nExamples:\n  akwarden risks identities --where 'level:critical owner:none'"
    "\n  akwarden risks identities --sort open",
)
@list_options(rows="risks", query="level:critical account:prod")
def identities(**given: Any) -> None:
    """List the identities that have open risks, also of their keys, with what is known of their use.

    The query is that of `akwarden risks list`; only the risks that fit are counted.
    """
    names = IDENTITY_COLUMNS.chosen(given["columns"], given["form"])
    with opened_state() as state, state.reading() as connection:
        found = risk_identities_of(connection, asked(given))
    listing = Listing(((row, "") for row in found.rows), None, found.total, 0)
    with open_output(given["output"]) as stream:
        write(stream, listing, given["form"], (IDENTITY_COLUMNS, names), row=lambda row: row)
    listing.next = found.next
    tell(listing, "identity", plural="identities", where=given["where"], empty=_EMPTY)


@risks.command(
    short_help="List the kinds of risks, and how many each hits.",
    epilog="\b\nExamples:\n  akwarden risks kinds"
    "\n  akwarden risks kinds --where 'account:prod' --format csv",
)
@click.option("--where", default="", metavar="QUERY", help="Only risks that fit: `account:prod`.")
@click.option("--columns", metavar="NAME,NAME", help="Which columns, in this order. For text and csv.")
@output_options("text", "json", "jsonl", "csv")
def kinds(where: str, columns: str | None, form: str, output: str | None) -> None:
    """List what is looked for, with how many accounts, identities and keys each hits, the worst first.

    Without a query, what was found nowhere stands behind the rest.
    """
    names = KIND_COLUMNS.chosen(columns, form)
    with opened_state() as state, state.reading() as connection:
        found = risk_items_of(connection, Asked(where=where, now=now()), load_posture())
    with open_output(output) as stream:
        write(stream, found, form, (KIND_COLUMNS, names), row=lambda row: row)
    hit = sum(one.open > 0 for one in found)
    note(f"{counted(hit, 'kind')} of risks found")


@risks.command(
    short_help="Show one risk, and how it is mended.",
    epilog="\b\nExample:\n  akwarden risks show 3f9a02c1b7d4   (the beginning of its id is enough)",
)
@_risk
@output_options("text", "json")
def show(risk: str, form: str, output: str | None) -> None:
    """Show RISK: what is wrong, by what it can be seen, why it matters, and how it is mended."""
    with opened_state() as state, state.reading() as connection:
        page = risk_page(connection, risk, load_posture(), now())
    with open_output(output) as stream:
        stream.writelines(page_lines(page, form, now()))


@risks.command(
    short_help="Ask the cloud again about one risk.",
    epilog="\b\nExample:\n  akwarden risks recheck 3f9a02c1b7d4",
)
@_risk
@rate_option
@output_options("text", "json")
def recheck(risk: str, rate: float, form: str, output: str | None) -> None:
    """Ask the cloud whether RISK is still there, with as few calls as tell it."""
    with opened(rate=rate) as session, calls_of(session.state) as calls:
        found = recheck_risk(session.state, risk, session.leases, load_posture(), now, calls_of=calls)
    with open_output(output) as stream:
        stream.writelines(recheck_lines(found, form))


@risks.command(
    short_help="Say that a risk does not matter.",
    epilog="\b\nExamples:\n  akwarden risks ignore 3f9a02c1b7d4 --reason 'break-glass user, ticket 123'"
    "\n  akwarden risks ignore 3f9a02c1b7d4 --reason 'until the move' --until 2027-03-31",
)
@_risk
@click.option("--reason", required=True, metavar="TEXT", help="Why, in up to 200 characters; it is kept.")
@click.option(
    "--until",
    default="90d",
    show_default=True,
    metavar="WHEN",
    help="A day such as 2027-03-31, a number of days such as 30d, or never.",
)
def ignore(risk: str, reason: str, until: str) -> None:
    """Ignore RISK for a while: it is left out of lists and counts, and comes back by itself."""
    at = now()
    with opened_state() as state:
        row = ignore_risk(state, risk, reason, _end(until, at), actor=actor(os.environ), now=at)
    note(visible(f"risk {row.id[:12]} is {status_words(row)}"))


@risks.command(
    short_help="Let a risk count again.", epilog="\b\nExample:\n  akwarden risks unignore 3f9a02c1b7d4"
)
@_risk
def unignore(risk: str) -> None:
    """Let RISK count again, which somebody ignores."""
    with opened_state() as state:
        row = unignore_risk(state, risk, actor=actor(os.environ), now=now())
    note(visible(f"risk {row.id[:12]} is {status_words(row)}"))


def _end(text: str, at: datetime) -> datetime | None:
    """Return the time until when a risk is ignored, None for never; raises UsageError for none."""
    if text == _NEVER:
        return None
    found = _DAYS.fullmatch(text)
    if found and 0 < int(found[1]) <= _MOST_DAYS:
        return at + timedelta(days=int(found[1]))
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(
            f"{text[:40]!r} is no time until when a risk is ignored",
            why=f"it is a day such as 2027-03-31, up to {_MOST_DAYS} days such as 90d, or never",
            mend="--until 90d",
        ) from None
