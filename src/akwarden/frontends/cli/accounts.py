"""`akwarden accounts`: which accounts are looked after, as whom they are read, and what can't be seen."""

from collections.abc import Iterator, Sequence

import click

from akwarden.errors import ExitCode, UsageError
from akwarden.frontends.cli.accounts_add import add
from akwarden.frontends.cli.accounts_opened import now, opened
from akwarden.frontends.cli.accounts_probed import write_probes
from akwarden.frontends.cli.accounts_template import template
from akwarden.frontends.cli.output import aligned, json_array, note, open_output, output_options
from akwarden.frontends.cli.rate_option import rate_option
from akwarden.reports.account_rows import AccountRow
from akwarden.reports.json_encoding import encode
from akwarden.reports.visible import visible
from akwarden.workflows.accounts.add import remove_account
from akwarden.workflows.accounts.listing import account_list, named
from akwarden.workflows.accounts.probed import probed_row

_EXAMPLES = """\b
Examples:
  akwarden accounts add tencent prod --from profile:default
  akwarden accounts test prod
  akwarden accounts list
"""


@click.group(epilog=_EXAMPLES)
def accounts() -> None:
    """Add, list, try and remove the cloud accounts whose keys are looked after."""


accounts.add_command(add)
accounts.add_command(template)


@accounts.command(
    "list", short_help="List all accounts.", epilog="\b\nExample:\n  akwarden accounts list --format json"
)
@output_options("text", "json", "jsonl")
def list_accounts(form: str, output: str | None) -> None:
    """List all accounts: how they are read, when they were, and what can't be seen of them."""
    with opened() as session, session.state.reading() as connection:
        rows = list(account_list(connection))
    if not rows:
        note("There are no accounts yet. Add one: akwarden accounts add tencent NAME --from env")
    with open_output(output) as stream:
        if form == "text":
            stream.writelines(_text(rows))
        elif form == "json":
            stream.writelines(json_array(map(encode, rows)))
        else:
            stream.writelines(f"{encode(row)}\n" for row in rows)


def _text(rows: Sequence[AccountRow]) -> Iterator[str]:
    """Yield a table, and below it why accounts could not be read."""
    head = ("NAME", "PROVIDER", "ACCOUNT", "SITE", "READ AS", "SYNCED", "PRINCIPALS", "KEYS", "BLIND SPOTS")
    lines = [_line(row) for row in rows]
    if rows:
        yield from (f"{line}\n" for line in aligned([head, *lines]))
    for row in rows:
        if row.error:
            yield f"\n{visible(row.name)} could not be read: {visible(row.error)}\n"


def _line(row: AccountRow) -> tuple[str, ...]:
    synced = "never" if row.synced_at is None else f"{row.synced_at:%Y-%m-%d %H:%M} UTC"
    return (
        visible(row.name),
        row.provider,
        row.account,
        row.site,
        visible(row.source),
        synced,
        "-" if row.principals is None else f"{row.principals:,}",
        "-" if row.keys is None else f"{row.keys:,}",
        str(len(row.blind_spots)) if row.synced_at else "-",
    )


@accounts.command("test", epilog="\b\nExample:\n  akwarden accounts test prod")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--policy", is_flag=True, help="Print the least policy too that shows everything.")
@rate_option
@output_options("text", "json", "jsonl")
def test(*, names: tuple[str, ...], policy: bool, rate: float, form: str, output: str | None) -> ExitCode:
    """Try whether accounts can be read, and name each right that is missing.

    Exit code 3 when a key does not work. A missing right is no failure: it is listed as a blind spot.
    """
    with opened(rate=rate) as session:
        with session.state.reading() as connection:
            stored = named(connection, names)
        rows = [probed_row(one.account, session.leases, added=True, policy=policy) for one in stored]
    with open_output(output) as stream:
        write_probes(stream, rows, form)
    return ExitCode.AUTHENTICATION if any(row.error for row in rows) else ExitCode.OK


@accounts.command("remove", epilog="\b\nExample:\n  akwarden accounts remove old-account --yes")
@click.argument("name", metavar="NAME")
@click.option("--yes", is_flag=True, help="Do not ask.")
def remove(name: str, yes: bool) -> None:  # noqa: FBT001  click's way
    """Forget an account and what was listed of it; remarks and owners of its keys stay."""
    with opened() as session:
        with session.state.reading() as connection:
            (stored,) = named(connection, (name,))
        account = stored.account
        words = f"{account.name} ({account.provider} {account.number})"
        if not yes and not click.confirm(f"Forget {words} and all that was listed of it?", err=True):
            raise UsageError(
                f"{account.name} was not removed", mend="say --yes to remove it without a question"
            )
        remove_account(session.state, stored, now=now, actor=session.actor)
    note(f"{words} is removed. Nothing was changed at the cloud.")
