"""`akwarden backup` and `akwarden restore`: the whole state in one file, and back."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from akwarden.errors import UsageError
from akwarden.frontends.cli.opened import URL_NAME, opened_state, server_needed
from akwarden.frontends.cli.output import note
from akwarden.reports.wording import counted
from akwarden.settings import home_folder
from akwarden.workflows.actor import actor


@click.command(epilog="\b\nExample:\n  akwarden backup akwarden-2026-11-29.backup")
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write the state, as it is at this moment, into FILE. Secrets stay sealed; their key is not in it.

    The file can be restored into SQLite and into PostgreSQL, whichever it came from.
    """
    with opened_state() as state:
        from akwarden.workflows.backup import save  # noqa: PLC0415  slow

        saved = save(state, home_folder(os.environ), file, datetime.now(UTC))
    click.echo(f"{file}: {counted(sum(saved.header.counts.values()), 'row')}")
    if saved.kek_file is not None:
        note(f"The key of the vault is not in it: keep a copy of {saved.kek_file} in another place.")


@click.command(
    epilog="\b\nExamples:\n"
    "  akwarden restore akwarden-2026-11-29.backup\n"
    "  akwarden restore akwarden-2026-11-29.backup --replace --yes"
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Give up the state that is there, its audit log too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(*, file: Path, replace: bool, yes: bool) -> None:
    """Put what FILE holds into the state, once all of FILE was found whole."""
    if replace and not yes:
        _confirm()
    with server_needed():
        from akwarden.workflows.backup import restore as put_back  # noqa: PLC0415  slow

    home = home_folder(os.environ)
    done = put_back(
        home,
        os.environ.get(URL_NAME),
        file,
        replace=replace,
        actor=actor(os.environ),
        now=datetime.now(UTC),
    )
    made = f"{done.header.made_at:%Y-%m-%d %H:%M:%S} UTC"
    click.echo(f"restored {counted(sum(done.header.counts.values()), 'row')} of {made}")
    if done.set_aside is not None:
        note(f"The damaged state lies in {done.set_aside} now.")
    if done.needs_kek:
        note(f"Its secrets need the key of their vault: put its file, kek or kek.passphrase, into {home}.")


def _confirm() -> None:
    """Ask on a terminal; refuse where nobody can answer."""
    if not sys.stdin.isatty():
        raise UsageError(
            "--replace gives up the state that is there, and nobody can be asked",
            mend="say --yes too",
        )
    click.confirm("Give up the state that is there, with its audit log?", abort=True, err=True)
