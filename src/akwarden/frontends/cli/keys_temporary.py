"""`akwarden keys temporary`: the temporary keys that audit records know, by whom they were issued to."""

from operator import attrgetter
from typing import Any

import click

from akwarden.frontends.cli.lake_opened import opened_lake
from akwarden.frontends.cli.listing import Columns, asked, list_options, tell, write
from akwarden.frontends.cli.output import open_output
from akwarden.model.temporary_key_row import IssuerRow, TemporaryKeyRow

_EMPTY = "No temporary key is in the audit records. akwarden audit import takes files of them."
_ISSUERS: Columns[IssuerRow] = Columns(
    values={name: attrgetter(name) for name in IssuerRow.__struct_fields__},
    in_text=("issuer", "provider", "account", "keys", "sessions", "source_ips", "calls", "failed", "last_at"),
    in_csv=IssuerRow.__struct_fields__,
)
_KEYS: Columns[TemporaryKeyRow] = Columns(
    values={name: attrgetter(name) for name in TemporaryKeyRow.__struct_fields__},
    in_text=("key_id", "session_name", "source_ips", "calls", "failed", "first_at", "last_at"),
    in_csv=TemporaryKeyRow.__struct_fields__,
)


@click.command(
    short_help="List temporary keys that were used.",
    epilog="\b\nExamples:\n  akwarden keys temporary --where 'time<30d' --sort keys"
    "\n  akwarden keys temporary arn:aws:iam::111122223333:role/ci",
)
@click.argument("issuer", required=False)
@list_options(rows="keys", query="time<30d -kind:cloud")
def temporary(*, issuer: str | None, **given: Any) -> None:
    """List the principals that temporary keys were issued to, or the keys of ISSUER, by audit records.

    The query says which calls count.
    """
    columns: Columns[Any] = _ISSUERS if issuer is None else _KEYS
    names = columns.chosen(given["columns"], given["form"])
    with opened_lake() as (state, lake, _), state.reading() as connection:
        from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow
        from akwarden.workflows.events.temporary import list_issuers, list_temporary_keys  # noqa: PLC0415  slow

        events, wanted = events_of(lake), asked(given)
        listing: Any = (
            list_issuers(connection, events, wanted)
            if issuer is None
            else list_temporary_keys(connection, events, wanted, issuer)
        )
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (columns, names), row=lambda row: row)
    tell(listing, "issuer" if issuer is None else "temporary key", where=given["where"], empty=_EMPTY)
