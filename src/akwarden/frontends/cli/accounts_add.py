"""`akwarden accounts add`: one account, all of an organisation, or all of a file."""

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from akwarden.errors import ExitCode, UsageError
from akwarden.frontends.cli.accounts_opened import Opened, now, opened
from akwarden.frontends.cli.accounts_probed import write_probes
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.rate_option import rate_option
from akwarden.model.account import Account, AccountSite
from akwarden.providers.registry import PROVIDERS, load
from akwarden.reports.account_rows import ProbeRow
from akwarden.reports.visible import visible
from akwarden.workflows.accounts.add import (
    UNKNOWN,
    Added,
    Refused,
    add_account,
    add_accounts,
    former_members,
    key_of_manager,
    member_accounts,
)
from akwarden.workflows.accounts.address import read_endpoints
from akwarden.workflows.accounts.probed import refused_row, row_of
from akwarden.workflows.accounts.sheet import COLUMNS, read_sheet, read_site
from akwarden.workflows.accounts.source import FORMS, read_source

_Command = TypeVar("_Command", bound=Callable[..., object])
_SECRETS = (
    "--secret-key",
    "--secret-id",
    "--access-key",
    "--secret-access-key",
    "--token",
    "--session-token",
)
_ROLE = "akwarden-reader"
_EXAMPLES = f"""\b
Examples:
  akwarden accounts add tencent prod --from profile:default
  akwarden accounts add aws shop --from role:arn:aws:iam::123456789012:role/akwarden-reader --via env
  akwarden vault put collector && akwarden accounts add tencent prod --from vault:collector
  akwarden accounts add tencent group --from env --organization --role akwarden-reader
  akwarden accounts add --csv accounts.csv
\b
Columns of the file: {",".join(COLUMNS)}
"""


def _refuse(_ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Refuse a secret on the command line, without a word of its value."""
    if value is not None:
        raise UsageError(
            f"{param.opts[0]} is not taken",
            why="what stands on a command line stays in the shell's history and is seen in the process list",
            mend="akwarden vault put NAME asks for the key; then say --from vault:NAME",
        )


def _refused_options(command: _Command) -> _Command:
    for name in _SECRETS:
        option = click.option(name, expose_value=False, hidden=True, is_eager=True, callback=_refuse)
        command = option(command)
    return command


@click.command(epilog=_EXAMPLES, context_settings={"allow_extra_args": True})
@click.argument("provider", metavar="PROVIDER", required=False, type=click.Choice(PROVIDERS))
@click.argument("name", metavar="NAME", required=False)
@click.option("--from", "source", metavar="SOURCE", help=f"Where its key is: {FORMS}.  [default: env]")
@click.option("--via", metavar="SOURCE", help="Whose key takes the role of --from role:ARN.  [default: env]")
@click.option("--external-id", metavar="ID", help="What the trust policy of the role asks for.")
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="URL|SERVICE=URL",
    help="Where it is called, as inside a VPC. May be repeated.",
)
@click.option("--site", type=click.Choice([str(site) for site in AccountSite]), help="Site or partition.")
@click.option("--department", metavar="TEXT", help="Whose the account is.")
@click.option("--organization", is_flag=True, help="Also add every member of the organisation it manages.")
@click.option("--role", metavar="NAME", help=f"The role in each member.  [default: {_ROLE}]")
@click.option(
    "--csv", "sheet", type=click.Path(path_type=Path, dir_okay=False), help="Add every account of this file."
)
@rate_option
@_refused_options
@output_options("text", "json", "jsonl")
@click.pass_context
def add(
    ctx: click.Context,
    /,
    *,
    provider: str | None,
    name: str | None,
    rate: float,
    form: str,
    output: str | None,
    **options: Any,
) -> ExitCode:
    """Add an account after asking the cloud whose its key is, and show what can be read of it.

    A right that is missing is named as a blind spot and is no failure. Exit code 4 when some of several
    accounts could not be added.
    """
    if ctx.args:
        raise UsageError(
            "an account has a provider and a name, and more stands there",
            why="it is not repeated here, since it could be a key",
            mend="put a name with spaces in quotes; a key goes into the vault: akwarden vault put NAME",
        )
    if options["sheet"] is not None:
        if provider or any(value for option, value in options.items() if option != "sheet"):
            raise UsageError("--csv takes everything from its file", mend="give it alone")
        rows = _add_many(read_sheet(options["sheet"]), rate)
    elif provider is None or name is None:
        raise UsageError("an account needs a provider and a name", mend="akwarden accounts add tencent NAME")
    else:
        account = _account(provider, name, options)
        rows = _add_all(account, options, rate) if account.manages else _add_one(account, rate)
    with open_output(output) as stream:
        write_probes(stream, rows, form)
    if name:
        note(f"{name} is added. Read it now: akwarden sync {shlex.quote(name)}")
    return ExitCode.PARTIAL if any(row.error for row in rows) else ExitCode.OK


def _account(provider: str, name: str, options: Mapping[str, Any]) -> Account:
    """Return the account that the options describe; its number is not known yet."""
    manages = options["organization"]
    external_id = None if manages else options["external_id"]
    if options["role"] and not manages:
        raise UsageError("--role belongs to --organization", mend="for one account say --from role:ARN")
    return Account(
        provider=provider,
        number=UNKNOWN,
        name=name,
        site=read_site(provider, options["site"]),
        source=read_source(options["source"] or "env", via=options["via"], external_id=external_id),
        endpoints=read_endpoints(options["endpoints"]),
        department=options["department"],
        manages=manages,
    )


def _add_one(account: Account, rate: float) -> list[ProbeRow]:
    with opened(rate=rate) as session:
        added = add_account(session.state, account, session.leases, now=now, actor=session.actor)
        return [row_of(added.account, added.probe, added=True, policy=True)]


def _add_all(account: Account, options: Mapping[str, Any], rate: float) -> list[ProbeRow]:
    """Add an account, or find it, and behind it the members of its organisation."""
    key_of_manager(account)
    with opened(rate=rate) as session:
        (result,) = add_accounts(session.state, [account], session.leases, now=now, actor=session.actor)
        if isinstance(result, Refused):
            raise result.error
        members = _members(session, result.account, options["role"] or _ROLE, options["external_id"])
        added = add_accounts(session.state, members, session.leases, now=now, actor=session.actor)
        return [row_of(result.account, result.probe, added=True, policy=True), *_told(added)]


def _add_many(accounts: list[Account], rate: float) -> list[ProbeRow]:
    with opened(rate=rate) as session:
        results = add_accounts(session.state, accounts, session.leases, now=now, actor=session.actor)
        return list(_told(results))


def _members(session: Opened, manager: Account, role: str, external_id: str | None) -> list[Account]:
    """Return the members of the organisation that an account manages."""
    provider = load(manager.provider)
    listed = list(provider.inventory(session.leases.access(provider, manager)).members())
    left = [member for member in listed if not member.active]
    if left:
        note(f"{len(left)} members are suspended or leaving, and are left out.")
    for gone in former_members(session.state, manager, listed):
        forget = f"akwarden accounts remove {shlex.quote(gone.name)}"
        note(f"{visible(gone.name)} is no member any more. Its rows stay until you forget it: {forget}")
    active = [member for member in listed if member.active]
    return list(member_accounts(provider, manager, active, role=role, external_id=external_id))


def _told(results: Iterable[Added | Refused]) -> Iterator[ProbeRow]:
    for number, result in enumerate(results, start=1):
        if isinstance(result, Refused):
            how = "was there already, and can't be read" if result.known else "not added"
            note(f"{number}: {visible(result.account.name)}: {how}: {visible(result.error.what)}")
            yield refused_row(result.account, result.error, added=result.known)
        else:
            how = "was there already" if result.known else "added"
            note(f"{number}: {visible(result.account.name)}: {how}")
            yield row_of(result.account, result.probe, added=True, policy=False)
