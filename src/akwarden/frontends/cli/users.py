"""`akwarden users`: who may use the console and the API; added, given roles, deactivated."""

import os
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.listing import Columns, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.role_option import read_roles, role_option, words
from akwarden.model.person import Person
from akwarden.reports.visible import visible
from akwarden.settings import load
from akwarden.workflows.actor import actor

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.query.tree import Holder
    from akwarden.workflows.access.acting import Acting
    from akwarden.workflows.access.people import Invited

_COLUMNS: Columns[Person] = Columns(
    values={name: attrgetter(name) for name in Person.__struct_fields__ if name != "grants"}
    | {"roles": lambda person: words(person.grants)},
    in_text=("login", "name", "roles", "active", "one_time_codes", "passkeys", "last_seen_at"),
    in_csv=(
        "login",
        "name",
        "email",
        "roles",
        "active",
        "single_sign_on",
        "one_time_codes",
        "passkeys",
        "created_at",
        "last_seen_at",
    ),
)
_EXAMPLES = (
    "\b\nExamples:\n"
    "  akwarden users add ada --role admin\n"
    "  akwarden users add ben --role analyst@payments --name 'Ben Li'\n"
    "  akwarden users list"
)


@click.group(epilog=_EXAMPLES)
def users() -> None:
    """Say who may use the console and the API, and what each may do."""


@users.command(
    "list", epilog="\b\nExamples:\n  akwarden users list\n  akwarden users list --format csv -o users.csv"
)
@output_options("text", "json", "jsonl", "csv")
def list_users(form: str, output: str | None) -> None:
    """List everybody, also those who are not active."""
    with opened_state() as state:
        from akwarden.workflows.access.people import people  # noqa: PLC0415  slow

        found = people(state)
    with open_output(output) as stream:
        write(stream, found, form, (_COLUMNS, _COLUMNS.chosen(None, form)), row=lambda person: person)
    if not found:
        note("There is nobody yet. akwarden up prints a link for the first administrator.")


@users.command(epilog=_EXAMPLES)
@click.argument("login", metavar="LOGIN")
@role_option
@click.option("--name", metavar="TEXT", help="How people call them.")
@click.option("--email", metavar="ADDRESS", help="Where they are reached.")
def add(login: str, *, roles: tuple[str, ...], name: str | None, email: str | None) -> None:
    """Add a person, and print the link with which they set a password; it works once, for a day."""
    grants = read_roles(roles)
    with opened_state() as state:
        from akwarden.workflows.access.people import Invitation, invite  # noqa: PLC0415  slow

        invitation = Invitation(login=login, name=name, email=email, grants=grants)
        invited = invite(state, invitation, _acting())
    _print_link(invited)
    if not grants:
        note(visible(f"no role yet: akwarden users grant {invited.person.login} --role viewer"))


@users.command(
    epilog="\b\nExamples:\n"
    "  akwarden users grant ben --role analyst --role approver@payments\n"
    "  akwarden users grant ben --nothing"
)
@click.argument("login", metavar="LOGIN")
@role_option
@click.option("--nothing", is_flag=True, help="Take every role away.")
def grant(login: str, *, roles: tuple[str, ...], nothing: bool) -> None:
    """Give a person these roles and no others; their sessions end."""
    grants = read_roles(roles)
    if bool(grants) == nothing:
        raise UsageError("say which roles", mend="add --role ROLE, or --nothing to take all away")
    with opened_state() as state:
        from akwarden.workflows.access.people import set_grants  # noqa: PLC0415  slow

        person = set_grants(state, login, grants, _acting())
    click.echo(visible(f"{person.login}: {', '.join(words(person.grants)) or 'no role'}"))


@users.command(epilog="\b\nExample:\n  akwarden users deactivate ben")
@click.argument("login", metavar="LOGIN")
def deactivate(login: str) -> None:
    """Let a person in no more: sessions end, and tokens stop to work."""
    _set_active(login, active=False)


@users.command(epilog="\b\nExample:\n  akwarden users activate ben")
@click.argument("login", metavar="LOGIN")
def activate(login: str) -> None:
    """Let a person in again."""
    _set_active(login, active=True)


def _set_active(login: str, *, active: bool) -> None:
    with opened_state() as state:
        from akwarden.workflows.access.people import set_active  # noqa: PLC0415  slow

        person = set_active(state, login, _acting(), active=active)
    click.echo(visible(f"{person.login} is {'active' if person.active else 'not active any more'}"))


@users.command(epilog="\b\nExamples:\n  akwarden users link ben\n  akwarden users link ben --forget-codes")
@click.argument("login", metavar="LOGIN")
@click.option(
    "--forget-codes", is_flag=True, help="Take one-time codes and passkeys away: the phone is lost."
)
def link(login: str, *, forget_codes: bool) -> None:
    """Print a link with which a person sets a new password; it works once, for a day."""
    with opened_state() as state:
        from akwarden.workflows.access.people import new_link  # noqa: PLC0415  slow

        invited = new_link(state, login, _acting(), forget_codes=forget_codes)
    _print_link(invited)


@users.group(
    epilog="\b\nExamples:\n"
    "  akwarden users groups set payments --account tencent:100001234567 --account aws:123456789012\n"
    "  akwarden users groups list"
)
def groups() -> None:
    """Name sets of accounts, for which a person may have a role."""


@groups.command("list", epilog="\b\nExample:\n  akwarden users groups list")
def list_groups() -> None:
    """List account groups with their accounts."""
    with opened_state() as state:
        from akwarden.workflows.access.account_groups import account_groups  # noqa: PLC0415  slow

        found = account_groups(state)
    for group in found:
        held = ", ".join(f"{one.provider}:{one.number}" for one in group.accounts)
        click.echo(visible(f"{group.name}: {held or 'no account'}"))
    if not found:
        note("There are no account groups: akwarden users groups set NAME --account tencent:NUMBER")


@groups.command(
    "set",
    epilog="\b\nExample:\n"
    "  akwarden users groups set payments --account tencent:100001234567 --account aws:123456789012",
)
@click.argument("name", metavar="NAME")
@click.option("--account", "accounts", multiple=True, metavar="CLOUD:NUMBER", help="May be repeated.")
def set_accounts(name: str, *, accounts: tuple[str, ...]) -> None:
    """Let the group NAME have these accounts and no others; it is made where there is none."""
    held = [_account(text) for text in accounts]
    with opened_state() as state:
        from akwarden.workflows.access.account_groups import set_group  # noqa: PLC0415  slow

        group = set_group(state, name, held, _acting())
    click.echo(visible(f"{group.name}: {len(group.accounts)} accounts"))


@groups.command("remove", epilog="\b\nExample:\n  akwarden users groups remove payments")
@click.argument("name", metavar="NAME")
def remove_group(name: str) -> None:
    """Take a group away that nobody has a role for."""
    with opened_state() as state:
        from akwarden.workflows.access.account_groups import remove_group as remove  # noqa: PLC0415  slow

        if not remove(state, name, _acting()):
            raise UsageError(
                "there is no such account group", mend="akwarden users groups list shows them all"
            )
    click.echo(visible(f"{name} is gone"))


def _account(text: str) -> "Holder":
    from akwarden.query.tree import Holder  # noqa: PLC0415  slow

    provider, colon, number = text.partition(":")
    if not colon or provider not in ("tencent", "aws"):
        raise UsageError(
            f"{text[:60]!r} names no account", mend="write tencent:100001234567 or aws:123456789012"
        )
    return Holder(provider, number)


def _acting() -> "Acting":
    from akwarden.workflows.access.acting import Acting  # noqa: PLC0415  slow

    return Acting(actor=actor(os.environ), now=datetime.now(UTC))


def _print_link(invited: "Invited") -> None:
    from akwarden.workflows.access.links import link_path  # noqa: PLC0415  slow

    server = load(None, os.environ, {}).settings.server
    url = (server.url or f"http://{server.address}:{server.port}").rstrip("/")
    path = link_path(invited.link)
    click.echo(f"{url}{path}")
    if server.url is None:
        note(f"{url} is what the settings say. A server that was started with --url or --port has another")
        note("address: put that one before /welcome, or set server.url once for both.")
    note(visible(f"Hand this link to {invited.person.login} alone. It works once, for 24 hours."))
