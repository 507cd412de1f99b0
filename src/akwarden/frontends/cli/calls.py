"""`akwarden calls`: who called what, with which key, from where, and who called at all."""

from operator import attrgetter
from typing import Any

import click

from akwarden.frontends.cli.lake_opened import opened_lake
from akwarden.frontends.cli.listing import Columns, asked, list_options, tell, write
from akwarden.frontends.cli.output import open_output
from akwarden.model.call_row import CallRow
from akwarden.model.user_row import UserRow

_EMPTY = (
    "There are no audit records yet. akwarden audit import takes files of them, and akwarden audit pull asks "
    "the clouds of your accounts."
)
_COLUMNS: Columns[CallRow] = Columns(
    values={
        **{name: attrgetter(name) for name in CallRow.__struct_fields__},
        "api": lambda row: f"{row.service}:{row.action}",
        "network": lambda row: " ".join(word for word in (row.ip_country, row.ip_org) if word),
    },
    in_text=("last_at", "key_id", "principal", "source_ip", "network", "api", "result", "count", "client"),
    in_csv=CallRow.__struct_fields__,
)
_USER_COLUMNS: Columns[UserRow] = Columns(
    values={
        **{name: attrgetter(name) for name in UserRow.__struct_fields__},
        "user": lambda row: row.name or row.principal,
        "type": lambda row: row.principal_type,
    },
    in_text=(
        "last_at",
        "provider",
        "account",
        "type",
        "user",
        "keys",
        "addresses",
        "calls",
        "failed",
        "console",
        "sensitive",
    ),
    in_csv=UserRow.__struct_fields__,
)


@click.group(
    epilog="\b\nExamples:\n  akwarden calls list --where 'key:AKID* result:denied time<7d'"
    "\n  akwarden calls users --where 'time<30d' --sort addresses"
)
def calls() -> None:
    """List who called what, with which key, from where."""


@calls.command(
    "list",
    short_help="List records of calls.",
    epilog="\b\nExamples:\n  akwarden calls list --where 'key:AKID* -kind:cloud'"
    "\n  akwarden calls list --where 'sensitive:yes time<7d' --sort count"
    "\n  akwarden calls list --where ip:203.0.113.0/24 --format csv -o calls.csv",
)
@list_options(rows="calls", query="result:denied time<7d")
def list_them(**given: Any) -> None:
    """List calls, one row for each key, address, API, day and result, the latest first.

    Of all temporary keys of a role each has rows of its own: `issuer:` asks for those of one issuer.
    """
    names = _COLUMNS.chosen(given["columns"], given["form"])
    with opened_lake() as (state, lake, _), state.reading() as connection:
        from akwarden.workflows.events.calls import list_calls  # noqa: PLC0415  slow
        from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

        listing = list_calls(connection, events_of(lake), asked(given))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (_COLUMNS, names), row=lambda row: row)
    tell(listing, "call record", where=given["where"], empty=_EMPTY)


@calls.command(
    short_help="List who called.",
    epilog="\b\nExamples:\n  akwarden calls users --where 'account:prod time<30d'"
    "\n  akwarden calls users --where 'type:role sensitive:yes' --sort addresses"
    "\n  akwarden calls users --where 'result:denied' --format csv -o users.csv",
)
@list_options(rows="users", query="type:user time<30d")
def users(**given: Any) -> None:
    """List who called, the latest first: with how many keys, from how many addresses, how often.

    The query says which calls count. Sessions of a role are one row, and so is a user that was renamed.
    """
    names = _USER_COLUMNS.chosen(given["columns"], given["form"])
    with opened_lake() as (state, lake, _), state.reading() as connection:
        from akwarden.workflows.events.calls import list_users  # noqa: PLC0415  slow
        from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

        listing = list_users(connection, events_of(lake), asked(given))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (_USER_COLUMNS, names), row=lambda row: row)
    tell(listing, "user", where=given["where"], empty=_EMPTY)
