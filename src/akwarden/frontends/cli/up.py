"""`akwarden up`: the console, the API and the workers, in one process."""

import os
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.opened import URL_NAME, server_needed
from akwarden.settings import home_folder

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.frontends.api.running import Started
    from akwarden.frontends.api.server import Server


@click.command(
    epilog="\b\nExamples:\n  akwarden up\n  akwarden up --port 9000 --no-open"
    "\n  akwarden up --address 0.0.0.0 --url https://keys.example.com   (behind a proxy with TLS)"
)
@click.option("--address", metavar="ADDRESS", help="Where to listen; only this machine unless you say so.")
@click.option("--port", type=click.IntRange(0, 65_535), help="The port; 0 for any that is free.")
@click.option("--url", metavar="URL", help="How browsers reach it, where a proxy stands before it.")
@click.option("--open/--no-open", "opens", default=None, help="Open a browser; by default, on a desktop.")
@click.option("--work/--no-work", default=True, help="Also run the workers: reading, judging, scanning.")
@click.pass_context
def up(
    ctx: click.Context,
    /,
    *,
    address: str | None,
    port: int | None,
    url: str | None,
    opens: bool | None,
    work: bool,
) -> None:
    """Start the console, the API and the workers, and open the console.

    The first start prints a link by which you become its administrator. Ctrl-C stops it in order: what runs
    goes on where it was when it is started again.
    """
    with server_needed():
        from akwarden.frontends.api.running import Wanted, run  # noqa: PLC0415  slow
    quiet = flags_of(ctx).quiet

    def started(told: "Started", _server: "Server") -> None:
        tell(told, quiet=quiet)
        if opens or (opens is None and _has_desktop()):
            webbrowser.open(told.link or told.url)

    wanted = Wanted(
        home=home_folder(os.environ),
        database_url=os.environ.get(URL_NAME),
        address=address,
        port=port,
        url=url,
        work=work,
    )
    run(wanted, os.environ, started=started, ending=lambda: tell_end(quiet=quiet))


def tell_end(*, quiet: bool) -> None:
    """Say that it was asked to stop: requests and jobs that run may take some seconds to end."""
    if quiet:
        return
    with suppress(OSError, ValueError):  # nobody reads it any more: it ends in order all the same
        click.echo("Stopping: what runs goes on where it was at the next start.", err=True)


def tell(told: "Started", *, quiet: bool) -> None:
    """Say where the console is, and how the first administrator comes in."""
    click.echo(f"The console: {told.url}")
    if told.link is not None:
        click.echo(f"Become its administrator (works once, for a day): {told.link}")
    if not quiet:
        log = str(told.log) if told.log else "to standard error, since the home can't be written"
        click.echo(f"log: {log}\nCtrl-C stops it.", err=True)


def _has_desktop() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt")
