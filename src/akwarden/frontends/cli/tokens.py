"""`akwarden tokens`: what lets programs call the API, or signs calls of the wire API; made and revoked."""

import os
import re
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.listing import Columns, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.role_option import read_roles, role_option, words
from akwarden.frontends.cli.vault_input import passphrase_option, sources
from akwarden.model.api_key import ApiKey, ApiKeyKind
from akwarden.model.person import Grant, Role
from akwarden.reports.visible import visible
from akwarden.settings import home_folder
from akwarden.workflows.actor import actor

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from pathlib import Path

    from akwarden.workflows.access.acting import Acting

_COLUMNS: Columns[ApiKey] = Columns(
    values={name: attrgetter(name) for name in ApiKey.__struct_fields__ if name != "grants"}
    | {"roles": lambda key: words(key.grants)},
    in_text=("id", "login", "name", "roles", "networks", "expires_at", "used_at", "revoked_at"),
    in_csv=(
        "id",
        "kind",
        "login",
        "name",
        "roles",
        "networks",
        "created_at",
        "created_by",
        "expires_at",
        "used_at",
        "used_from",
        "revoked_at",
    ),
)
_DAYS = re.compile(r"([0-9]{1,4})d")
_EXAMPLES = (
    "\b\nExamples:\n"
    "  akwarden tokens create ada --name 'nightly export' --role viewer --until 90d > token\n"
    "  akwarden tokens create ada --name pipeline --role analyst --network 192.0.2.0/24\n"
    "  akwarden tokens create ada --name sdk --role viewer --kind wire"
)


@click.group(epilog=f"{_EXAMPLES}\n  akwarden tokens revoke 5f0c1d2e3a4b5c6d")
def tokens() -> None:
    """Let programs call the API for a person, and do no more than was said."""


@tokens.command(epilog=_EXAMPLES)
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, metavar="TEXT", help="What it is for.")
@role_option
@click.option(
    "--network",
    "networks",
    multiple=True,
    metavar="CIDR",
    help="From where it may be used; without it, from everywhere. May be repeated.",
)
@click.option(
    "--until",
    default="365d",
    show_default=True,
    metavar="WHEN",
    help="A day such as 2027-03-31, a number of days such as 90d, or never.",
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ApiKeyKind]),
    default=ApiKeyKind.TOKEN.value,
    show_default=True,
    help="A token for the REST API; or a pair of SecretId and SecretKey for SDKs, not answered yet.",
)
@passphrase_option
def create(
    login: str,
    *,
    name: str,
    roles: tuple[str, ...],
    networks: tuple[str, ...],
    until: str,
    kind: str,
    passphrase_file: "Path | None",
) -> None:
    """Make a token that does no more than LOGIN may, and print it: nobody can show it again.

    Of a pair, the first line is the SecretId and the second the SecretKey. Pairs are made and kept, but this
    version does not answer the calls yet that the SDKs of the cloud sign with them.
    """
    grants, at = read_roles(roles), datetime.now(UTC)
    with opened_state() as state:
        from akwarden.workflows.access.api_keys import Wanted, make  # noqa: PLC0415  slow
        from akwarden.workflows.access.sealing import Keyhole  # noqa: PLC0415  slow

        wanted = Wanted(
            kind=ApiKeyKind(kind), name=name, grants=grants, networks=networks, expires_at=_end(until, at)
        )
        keyhole = Keyhole(state, home_folder(os.environ), sources(passphrase_file))
        made = make(keyhole, login, wanted, _acting(), by=(Grant(Role.ADMIN),))
    if made.key.kind is ApiKeyKind.WIRE:
        click.echo(made.key.id)
    click.echo(made.secret.reveal().decode())
    ends = (
        "never ends" if made.key.expires_at is None else f"ends at {made.key.expires_at:%Y-%m-%d %H:%M} UTC"
    )
    note(visible(f"{made.key.id} of {made.key.login} {ends}; end it: akwarden tokens revoke {made.key.id}"))


@tokens.command(
    "list",
    epilog="\b\nExamples:\n  akwarden tokens list\n  akwarden tokens list --all --format csv -o tokens.csv",
)
@click.option("--all", "everything", is_flag=True, help="Also those that ended or were revoked.")
@output_options("text", "json", "jsonl", "csv")
def list_tokens(form: str, output: str | None, *, everything: bool) -> None:
    """List tokens and pairs, the newest first; what lets in is not among it."""
    at = datetime.now(UTC)
    with opened_state() as state:
        from akwarden.workflows.access.api_keys import keys  # noqa: PLC0415  slow

        found = keys(state)
    shown = [one for one in found if everything or one.works_at(at)]
    with open_output(output) as stream:
        write(stream, shown, form, (_COLUMNS, _COLUMNS.chosen(None, form)), row=lambda key: key)
    if not found:
        note("There are no tokens: akwarden tokens create LOGIN --name TEXT --role viewer")
    elif len(found) > len(shown):
        note(f"hidden: {len(found) - len(shown):,} that ended or were revoked: --all")


@tokens.command(epilog="\b\nExample:\n  akwarden tokens revoke 5f0c1d2e3a4b5c6d")
@click.argument("token_id", metavar="ID")
def revoke(token_id: str) -> None:
    """End a token or a pair for good: the next call with it is refused."""
    with opened_state() as state:
        from akwarden.workflows.access.api_keys import revoke as end  # noqa: PLC0415  slow

        key = end(state, token_id, _acting())
    if key is None:
        raise UsageError("no token has this id", mend="akwarden tokens list --all shows them all")
    click.echo(visible(f"{key.id} of {key.login} works no more"))


def _end(text: str, at: datetime) -> datetime | None:
    """Return when a token ends; raises UsageError for what is no time."""
    if text == "never":
        return None
    if found := _DAYS.fullmatch(text):
        return at + timedelta(days=int(found[1]))
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise UsageError(
            f"{text[:40]!r} is no time until when a token works",
            mend="write a day such as 2027-03-31, a number of days such as 90d, or never",
        ) from None


def _acting() -> "Acting":
    from akwarden.workflows.access.acting import Acting  # noqa: PLC0415  slow

    return Acting(actor=actor(os.environ), now=datetime.now(UTC))
