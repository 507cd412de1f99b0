"""`akwarden principals`: who can hold keys and rights in the accounts."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import click

from akwarden.frontends.cli.key_output import permission_words
from akwarden.frontends.cli.listing import Columns, ago, asked, list_options, now, tell, text_cell, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import open_output, output_options
from akwarden.model.principal_row import PrincipalRow
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import clipped, visible
from akwarden.workflows.keys.listing import list_principals
from akwarden.workflows.keys.principals import PrincipalPage, principal_page

_EMPTY = "There are no principals yet. Add an account (akwarden accounts add), then read it (akwarden sync)."
_COLUMNS: Columns[PrincipalRow] = Columns(
    values={name: attrgetter(name) for name in PrincipalRow.__struct_fields__},
    in_text=(
        "account_name",
        "principal",
        "principal_type",
        "active_keys",
        "console_login",
        "mfa",
        "last_login_at",
        "created_at",
        "owner",
    ),
    in_csv=PrincipalRow.__struct_fields__,
)


@click.group(
    epilog="\b\nExamples:\n  akwarden principals list --where 'console:yes mfa:no'"
    "\n  akwarden principals show alice"
)
def principals() -> None:
    """List and show root identities, users, roles and collaborators."""


@principals.command(
    "list",
    short_help="List principals.",
    epilog="\b\nExamples:\n  akwarden principals list --where 'console:yes mfa:no'"
    "\n  akwarden principals list --where 'type:user keys>0' --sort -keys",
)
@click.option("--gone", is_flag=True, help="Also those that are not in their account any more.")
@list_options(rows="principals", query="type:user mfa:no")
def list_them(*, gone: bool, **given: Any) -> None:
    """List principals by account and name."""
    names = _COLUMNS.chosen(given["columns"], given["form"])
    with opened_state() as state, state.reading() as connection:
        listing = list_principals(connection, asked(given, with_deleted=gone))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (_COLUMNS, names), row=lambda row: row)
    tell(listing, "principal", where=given["where"], empty=_EMPTY, hidden="gone: --gone")


@principals.command(
    short_help="Show all that is known of one principal.",
    epilog="\b\nExamples:\n  akwarden principals show alice --account prod"
    "\n  akwarden principals show 100001234567",
)
@click.argument("name", metavar="NAME")
@click.option("--account", metavar="ACCOUNT", help="The account, where several have the name.")
@output_options("text", "json")
def show(name: str, account: str | None, form: str, output: str | None) -> None:
    """Show NAME, which may be an ARN or an id too: its keys, what it may do, and what can't be seen."""
    with opened_state() as state, state.reading() as connection:
        page = principal_page(connection, name, account, now())
    with open_output(output) as stream:
        stream.writelines(f"{line}\n" for line in ([encode(page)] if form == "json" else _text(page)))


def _text(page: PrincipalPage) -> Iterator[str]:
    """Yield the page for people."""
    row, at = page.principal, now()
    yield visible(
        f"{row.principal}  ({row.principal_type} of {row.account_name}, {row.provider} {row.account})"
    )
    yield from (f"{name + ':':<15}{value}" for name, value in _facts(page))
    if page.keys:
        yield "\nKeys:"
    for key in page.keys:
        used = f", used {ago(key.last_used_at, at)}" if key.last_used_at else ""
        reason = f": {key.reasons[0]}" if key.reasons else ""
        yield visible(f"  {key.key_id} ({key.status}{used}, {key.advice.replace('_', ' ')}){reason}")
    if page.permissions:
        yield "\nMay do:"
    yield from (visible(f"  {permission_words(one)}") for one in page.permissions)
    if page.trust:
        yield "\nWho may take it:"
        yield f"  {clipped(page.trust, 2000)}"
    if page.blind_spots:
        yield "\nNot seen in its account:"
    yield from (visible(f"  {one.unseen}: {one.reason}. Mend: {one.mend}") for one in page.blind_spots)


def _facts(page: PrincipalPage) -> Iterator[tuple[str, str]]:
    row, at = page.principal, now()
    values = {
        "Owner": row.owner,
        "Remark": row.remark,
        "ARN": row.arn,
        "Id": row.principal_id,
        "Made": row.created_at,
        "Gone": row.deleted_at,
        "Password": row.console_login,
        "Second factor": row.mfa,
        "Last sign-in": row.last_login_at,
        "From": page.last_login_ip,
        "At the cloud": page.cloud_note,
        "Active keys": row.active_keys,
        "Key lives": f"{page.session_seconds:,} s at most" if page.session_seconds else None,
    }
    asked_for = {"Password", "Second factor", "Active keys"}
    for name, value in values.items():
        if value is not None and value != "":
            yield name, text_cell(value, at)
        elif name in asked_for:
            yield name, "not known"
