"""`akwarden keys`: every key of every account, with what people say of it and what to do about it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.key_output import KEY_COLUMNS, of_records_lines, page_lines
from akwarden.frontends.cli.keys_temporary import temporary
from akwarden.frontends.cli.lake_opened import lake_if_any
from akwarden.frontends.cli.listing import asked, list_options, now, tell, write
from akwarden.frontends.cli.note_output import saving, tell_saved, write_import
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import open_output, output_options
from akwarden.model.note import NoteField
from akwarden.model.used_key import IssuerPage, UsedKeyPage
from akwarden.workflows.keys.listing import Asked, list_keys
from akwarden.workflows.keys.page import RightsOf, UseOf, key_page
from akwarden.workflows.notes.importing import KEYS
from akwarden.workflows.notes.saving import say_of_key

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from sqlalchemy import Connection

    from akwarden.store.lake.lake import Lake
    from akwarden.workflows.events.key_use import WithUse

_EMPTY = (
    "There are no keys yet. Add an account (akwarden accounts add), then read it (akwarden sync); "
    "akwarden scan --save brings keys that leaked."
)
_dry_run = click.option("--dry-run", is_flag=True, help="Only show what would change.")
_key = click.argument("key", metavar="KEY")


@click.group(epilog="\b\nExamples:\n  akwarden keys list --where advice:act_now\n  akwarden keys show AKIA…")
def keys() -> None:
    """List and show access keys, and say whose they are and what for."""


keys.add_command(temporary)


@keys.command(
    "list",
    short_help="List keys, what needs attention first.",
    epilog="\b\nExamples:\n  akwarden keys list"
    "\n  akwarden keys list --where 'status:active owner:none last>90d' --sort last"
    "\n  akwarden keys list --where type:root --format jsonl"
    "\n  akwarden keys list --format csv -o keys.csv",
)
@click.option("--all-statuses", is_flag=True, help="Also keys that are deleted.")
@list_options(rows="keys", query="status:active owner:none")
def list_them(*, all_statuses: bool, **given: Any) -> None:
    """List keys with their owners: what needs attention first, then what was used last."""
    names = KEY_COLUMNS.chosen(given["columns"], given["form"])
    wanted = asked(given, with_deleted=all_statuses)
    with (
        opened_state() as state,
        state.reading() as connection,
        lake_if_any(state, connection) as lake,
    ):
        listing = list_keys(connection, wanted, _with_use(lake, wanted))
        with open_output(given["output"]) as stream:
            write(stream, listing, given["form"], (KEY_COLUMNS, names), row=lambda one: one.row)
    hidden = "deleted: --all-statuses, or --where status:deleted"
    tell(listing, "key", where=given["where"], empty=_EMPTY, hidden=hidden)


@keys.command(
    short_help="Show all that is known of one key.",
    epilog="\b\nExamples:\n  akwarden keys show AKIA…   (six characters of its beginning or end are enough)"
    "\n  akwarden keys show AKIA… --graph",
)
@_key
@click.option("--graph", is_flag=True, help="Show what can be reached with it, the worst path first.")
@output_options("text", "json")
def show(key: str, form: str, output: str | None, *, graph: bool) -> None:
    """Show KEY: what is wrong and what to do, whose it is, what it may do, where it leaked, its history.

    Where there are audit records, also how it is used, and which of its rights its principal uses.

    Of a key that only audit records know, such as a temporary one, it shows the use; that takes the whole id.
    The name of whoever temporary keys were issued to, such as the ARN of a role, shows all of these.
    """
    at = now()
    if graph:
        _show_graph(key, form, output, at)
        return
    with (
        opened_state() as state,
        state.reading() as connection,
        lake_if_any(state, connection) as lake,
    ):
        try:
            use_of, rights_of = _use_of(lake, connection, at), _rights_of(lake, connection, at)
            lines = page_lines(key_page(connection, key, at, use_of, rights_of), form, at)
        except UsageError:
            known = _of_records(lake, connection, key, at)
            if known is None:
                raise
            lines = of_records_lines(known, form)
    with open_output(output) as stream:
        stream.writelines(lines)


def _show_graph(key: str, form: str, output: str | None, at: datetime) -> None:
    """Write the graph of a key with all that may be shown of it."""
    from akwarden.frontends.cli.graph_output import graph_lines  # noqa: PLC0415  slow
    from akwarden.workflows.reach.key_graph import whole_graph  # noqa: PLC0415  slow

    with opened_state() as state, state.reading() as connection:
        found = whole_graph(connection, key, at)
    with open_output(output) as stream:
        stream.writelines(graph_lines(found, form))


def _with_use(lake: "Lake | None", wanted: Asked) -> "WithUse | None":
    """Return what adds to a list how keys are used, where there are audit records."""
    if lake is None:
        return None
    from akwarden.workflows.events.key_use import WithUse  # noqa: PLC0415  slow
    from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

    return WithUse(events_of(lake), wanted.now, all_keys=wanted.limit is None)


def _use_of(lake: "Lake | None", connection: "Connection", at: datetime) -> UseOf | None:
    """Return what says how a key is used, where there are audit records."""
    if lake is None:
        return None
    from akwarden.workflows.events.key_use import key_use  # noqa: PLC0415  slow
    from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

    return lambda key_id: key_use(connection, events_of(lake), key_id, at)


def _rights_of(lake: "Lake | None", connection: "Connection", at: datetime) -> RightsOf | None:
    """Return what says which rights a principal uses, where there are audit records."""
    if lake is None:
        return None
    from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow
    from akwarden.workflows.events.rights_use import of_principal  # noqa: PLC0415  slow

    return lambda account, principal: of_principal(connection, events_of(lake), (account, principal), at)


def _of_records(
    lake: "Lake | None", connection: "Connection", name: str, at: datetime
) -> UsedKeyPage | IssuerPage | None:
    """Return what audit records alone know of a key, or of whoever temporary keys were issued to."""
    if lake is None:
        return None
    from akwarden.workflows.events.lake_key import issuer_page, used_key_page  # noqa: PLC0415  slow
    from akwarden.workflows.events.opening import events_of  # noqa: PLC0415  slow

    events = events_of(lake)
    return used_key_page(connection, events, name, at) or issuer_page(connection, events, name, at)


@keys.command(
    short_help="Say what a key is for.",
    epilog='\b\nExamples:\n  akwarden keys remark AKIA… "Pay gateway, production"'
    '\n  akwarden keys remark AKIA… ""   (clears it)',
)
@_key
@click.argument("text", metavar="TEXT")
@_dry_run
def remark(key: str, text: str, *, dry_run: bool) -> None:
    """Let TEXT, up to 200 characters, be the remark of KEY; an empty one clears."""
    with opened_state() as state:
        tell_saved(say_of_key(state, key, NoteField.REMARK, [text], saving(dry_run=dry_run)))


@keys.command(
    short_help="Say who answers for a key.", epilog="\b\nExample:\n  akwarden keys owner AKIA… team-pay"
)
@_key
@click.argument("name", metavar="NAME")
@_dry_run
def owner(key: str, name: str, *, dry_run: bool) -> None:
    """Let NAME, a person or a team, answer for KEY; an empty one clears."""
    with opened_state() as state:
        tell_saved(say_of_key(state, key, NoteField.OWNER, [name], saving(dry_run=dry_run)))


@keys.command(
    short_help="Give a key tags.", epilog="\b\nExample:\n  akwarden keys tag AKIA… pay prod   (none clears)"
)
@_key
@click.argument("tags", metavar="[TAG]...", nargs=-1)
@_dry_run
def tag(key: str, tags: tuple[str, ...], *, dry_run: bool) -> None:
    """Let these, and no others, be the tags of KEY; without any, it has none."""
    with opened_state() as state:
        tell_saved(say_of_key(state, key, NoteField.TAGS, tags, saving(dry_run=dry_run)))


@keys.command(
    "import",
    short_help="Take remarks, owners and tags from a CSV file.",
    epilog="\b\nExamples:\n  akwarden keys list --format csv --columns key_id,remark,owner,tags -o keys.csv"
    "\n  akwarden keys import keys.csv          (shows what would change)"
    "\n  akwarden keys import keys.csv --yes",
)
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False))
@click.option("--yes", is_flag=True, help="Make the changes; without it, they are only shown.")
@output_options("text", "json", "jsonl")
def import_(file: str, form: str, output: str | None, *, yes: bool) -> None:
    """Show what FILE would change, or with --yes change it: all lines or none.

    Its first line names the columns: key_id, and of remark, owner and tags those that it sets.
    """
    with opened_state() as state:
        write_import(state, file, KEYS, yes=yes, form=form, output=output)
