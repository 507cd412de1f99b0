"""`akwarden canary`: keys without rights that nobody uses, put where only a thief would find them."""

import os
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.accounts_opened import Opened, opened
from akwarden.frontends.cli.listing import Columns, now, write
from akwarden.frontends.cli.opened import opened_state
from akwarden.frontends.cli.output import note, open_output, output_options
from akwarden.frontends.cli.rate_option import rate_option
from akwarden.model.canary import Canary
from akwarden.providers.registry import load
from akwarden.reports.visible import visible
from akwarden.store import canaries
from akwarden.workflows.accounts.listing import named
from akwarden.workflows.actor import actor
from akwarden.workflows.detection.canaries import Recording, find_canary, forget_canary, record_canary
from akwarden.workflows.detection.canary_minting import (
    Delivery,
    Minting,
    delete_canary,
    mint_canary,
    unfinished,
    user_of,
)
from akwarden.workflows.detection.placing import PRINTED, check_free, clear, holds, write_new

if TYPE_CHECKING:
    from akwarden.model.account import Account
    from akwarden.model.credential import Credential
    from akwarden.providers.key_making import KeyMaker
    from akwarden.providers.provider import Provider

_COLUMNS: Columns[Canary] = Columns(
    values={name: attrgetter(name) for name in Canary.__struct_fields__},
    in_text=("key_id", "provider", "account", "place", "minted", "created_at", "created_by"),
    in_csv=Canary.__struct_fields__,
)
_EMPTY = "There are no canaries. akwarden canary create makes one, or takes the id of a key that you made."
_key = click.argument("key", metavar="KEY")


@click.group(
    epilog="\b\nExamples:\n  akwarden canary create --account prod --user svc-report-export \\"
    "\n      --place /srv/build/.aws/credentials\n  akwarden canary list"
)
def canary() -> None:
    """Put keys without rights where only a thief finds them: any use of one is a critical alarm."""


@canary.command(
    short_help="Mint a canary, or take one that you made.",
    epilog="\b\nExamples:\n  akwarden canary create --account prod --user svc-report-export \\"
    "\n      --place /srv/build/.aws/credentials"
    "\n  akwarden canary create --account prod --user svc-report-export --place -"
    "\n  akwarden canary create --key-id AKIA… --place 'wiki page on deployment'",
)
@click.option("--account", metavar="NAME", help="The account that it is a key of, by name or number.")
@click.option("--user", metavar="NAME", help="What the user is called that is made for it.")
@click.option("--key-id", metavar="ID", help="A key that you made by hand: nothing is called or made.")
@click.option(
    "--place",
    required=True,
    metavar="FILE",
    help="A new file, or - to print the key once; with --key-id, where you put it, in words.",
)
@rate_option
def create(account: str | None, user: str | None, key_id: str | None, place: str, rate: float) -> None:
    """Mint a key without rights in an account and put it at FILE; or remember the key --key-id.

    A user without policies and console is made (at AWS with a policy that denies everything), and a key of
    it. The account must be read with a key that may do that; the guide has the policy. The file is written as
    the cloud's own tool reads it, for you alone, and never over another. The secret is kept nowhere else.
    A run that was cut off is finished by the same command, also where the file is there already.
    """
    if key_id is not None:
        if user is not None:
            raise UsageError("--user is for a key that is minted", mend="leave it out, or leave --key-id out")
        _record(key_id, account, place)
        return
    if account is None or user is None:
        raise UsageError(
            "a canary is minted in an account, for a user",
            mend="--account NAME --user NAME, or --key-id ID for a key that you made",
        )
    file = None if place == PRINTED else Path(place).absolute()
    with opened(rate=rate) as session:
        _mint(session, account, user, file)


def _record(key_id: str, account: str | None, place: str) -> None:
    with opened_state() as state:
        asked = Recording(key_id=key_id, account=account, place=place, actor=actor(os.environ), now=now())
        done = record_canary(state, asked)
    for words in done.warnings:
        note(visible(words))
    note(visible(f"{done.canary.key_id} is a canary: any use of it is a critical alarm"))


def _mint(session: Opened, account: str, user: str, file: Path | None) -> None:
    provider, where, maker = _maker(session, account)
    place = "printed" if file is None else str(file)
    asked = Minting(account=where, user=user, place=place, actor=session.actor, now=now())
    made = mint_canary(session.state, maker, asked, _delivery(provider, file))
    if file is not None:
        clear(file)
    note(visible(f"{made.key_id} is a canary in {where.name}, of the user {user}, {place}"))
    note("any use of it is a critical alarm, as soon as the audit records of the account are read")


def _delivery(provider: "Provider", file: Path | None) -> Delivery:
    """Return the place that a key goes to."""
    if file is None:
        return Delivery(partial(_print, provider))

    def write_it(credential: "Credential") -> None:
        write_new(file, provider.key_making.written(credential, file.name))

    return Delivery(write_it, partial(holds, file), partial(check_free, file))


def _print(provider: "Provider", credential: "Credential") -> None:
    note("the key is shown this once and kept nowhere; whoever reads it here knows it")
    click.echo(provider.key_making.written(credential, ""), nl=False)


def _maker(session: Opened, name: str) -> "tuple[Provider, Account, KeyMaker]":
    """Return the cloud of an account, the account, and what makes keys in it."""
    with session.state.reading() as connection:
        (stored,) = named(connection, (name,))
    provider = load(stored.account.provider)
    access = session.leases.access(provider, stored.account)
    return provider, stored.account, provider.key_making.opened(access)


@canary.command(
    "list", short_help="List the canaries.", epilog="\b\nExample:\n  akwarden canary list --format jsonl"
)
@click.option("--all", "everything", is_flag=True, help="Also those that were removed.")
@output_options("text", "json", "jsonl", "csv")
def list_them(form: str, output: str | None, *, everything: bool) -> None:
    """List the canaries, the newest first; no secret is kept, so none is shown."""
    with opened_state() as state, state.reading() as connection:
        found = canaries.listed(connection, with_removed=everything)
        begun = unfinished(connection)
    with open_output(output) as stream:
        write(stream, found, form, (_COLUMNS, _COLUMNS.chosen(None, form)), row=lambda one: one)
    if not found:
        note(_EMPTY)
    else:
        note(f"{len(found):,} {'canary' if len(found) == 1 else 'canaries'}")
    for one in begun:
        note(
            visible(
                f"not finished: the user {one.user} in {one.provider} {one.account}; the same command again, "
                "with the same --user, finishes it"
            )
        )


@canary.command(
    short_help="Forget a canary.",
    epilog="\b\nExamples:\n  akwarden canary remove AKIA…\n  akwarden canary remove AKIA… --delete",
)
@_key
@click.option("--delete", is_flag=True, help="Disable and delete the key and its user at the cloud first.")
@rate_option
def remove(key: str, rate: float, *, delete: bool) -> None:
    """Let KEY be no canary any more; without --delete it says what deletes it at the cloud."""
    if delete:
        with opened(rate=rate) as session:
            gone = _deleted(session, key)
        note(f"{gone.key_id} is deleted at the cloud, and no canary any more")
        return
    with opened_state() as state:
        gone = forget_canary(state, key, actor=actor(os.environ), now=now())
        with state.reading() as connection:
            user = user_of(connection, gone.key_id)
    note(f"{gone.key_id} is no canary any more; at the cloud it is as it was")
    if user is None:
        note("delete it there, in the console of the cloud")
        return
    note("this deletes it there, with its user:")
    for line in load(gone.provider).key_making.deleting(user, gone.key_id):
        click.echo(line)


def _deleted(session: Opened, key: str) -> Canary:
    with session.state.reading() as connection:
        found = find_canary(connection, key)
    if found.account is None or not found.minted:
        raise UsageError(
            f"{found.key_id} was made by hand",
            why="akwarden deletes only keys that it made",
            mend="delete it in the console of the cloud, then leave --delete out",
        )
    _, _, maker = _maker(session, found.account)
    return delete_canary(session.state, maker, found, actor=session.actor, now=now())
