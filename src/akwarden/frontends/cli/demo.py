"""`akwarden demo`: the console with a made-up company in it, which lives on while somebody looks."""

import os
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akwarden.errors import AkwardenError
from akwarden.frontends.cli.flags import flags_of
from akwarden.frontends.cli.opened import server_needed
from akwarden.frontends.cli.output import note
from akwarden.frontends.cli.up import tell_end
from akwarden.frontends.demo.preset import FEWEST_EVENTS, MOST_EVENTS
from akwarden.reports.visible import visible

if TYPE_CHECKING:  # these take longer to import than the help of a command may
    from akwarden.frontends.demo.scene import Scene

PORT = 8471
_PATIENCE = 15.0
"""Seconds that what goes on beside the server gets to come to an end."""


@click.command(
    epilog="\b\nExamples:\n  akwarden demo\n  akwarden demo --reset"
    "\n  akwarden demo --events 200000 --no-open"
)
@click.option("--reset", is_flag=True, help="Begin anew: what an earlier demo made is deleted.")
@click.option("--port", type=click.IntRange(0, 65_535), default=PORT, show_default=True, help="0: any.")
@click.option("--open/--no-open", "opens", default=None, help="Open a browser; by default, on a desktop.")
@click.option(
    "--events",
    type=click.IntRange(FEWEST_EVENTS, MOST_EVENTS),
    default=None,
    help="Normal calls of 30 days, about.  [default: 60000]",
)
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder for the demo alone.  [default: `demo` in the home folder]",
)
@click.option("--preset", type=click.Choice(["full", "small"]), default="full", hidden=True)
@click.pass_context
def demo(
    ctx: click.Context,
    /,
    *,
    reset: bool,
    port: int,
    opens: bool | None,
    events: int | None,
    home: Path | None,
    preset: str,
) -> None:
    """Open the console with a made-up company in it: 330 keys at two clouds, 30 days of calls, leaks.

    Both clouds are emulated in this process, and no request leaves the machine. What is seen first comes
    first, the rest while you look; and a stolen key is used within a minute or two. The demo has a folder of
    its own: your real keys and settings stay as they are.
    """
    with server_needed():
        from akwarden.frontends.demo.home import named_preset, place_of  # noqa: PLC0415  slow
        from akwarden.frontends.demo.home import reset as cleared  # noqa: PLC0415  slow
        from akwarden.frontends.demo.scene import opened  # noqa: PLC0415  slow
    place = place_of(os.environ, home)
    if reset:
        for left in cleared(place):
            note(visible(f"{place / left} is not of the demo, and stays"))
    with opened(place, named_preset(preset, events), os.environ) as scene:
        _serve(scene, port, opens=opens, quiet=flags_of(ctx).quiet)


def _serve(scene: "Scene", port: int, *, opens: bool | None, quiet: bool) -> None:
    """Serve until somebody ends it, and let the demo come about and live beside that."""
    from akwarden.frontends.api.running import Started, Wanted, run  # noqa: PLC0415  slow
    from akwarden.frontends.demo.home import server_environment  # noqa: PLC0415  slow
    from akwarden.frontends.demo.people import link_of  # noqa: PLC0415  slow
    from akwarden.frontends.demo.preparing import prepare_entrance  # noqa: PLC0415  slow
    from akwarden.workflows.access.links import link_path  # noqa: PLC0415  slow

    prepare_entrance(scene)

    def started(told: Started, _server: object) -> None:
        token = link_of(scene)
        link = told.url if token is None else told.url + link_path(token)
        click.echo(f"The demo: {told.url}")
        if token is not None:
            click.echo(f"Come in as `demo` (works once, for a day): {link}")
        if not quiet:
            _tell(f"everything in it is made up, and lies in {scene.place}; Ctrl-C stops it")
        if opens or (opens is None and _has_desktop()):
            webbrowser.open(link)

    wanted = Wanted(home=scene.place, port=port, demo=True)
    with _beside(scene, quiet=quiet):
        run(wanted, server_environment(scene.env), started=started, ending=lambda: tell_end(quiet=quiet))


@contextmanager
def _beside(scene: "Scene", *, quiet: bool) -> Iterator[None]:
    """Let the demo come about and live in a thread of its own, until this is left."""
    # SQLAlchemy fails in a thread while another one imports its ORM, as the workflows do: that comes first.
    from akwarden.workflows.durable import library  # noqa: F401, PLC0415  slow

    thread = threading.Thread(target=_come_about, args=(scene,), kwargs={"quiet": quiet}, name="demo")
    thread.start()
    try:
        yield
    finally:
        scene.stop.set()
        thread.join(_PATIENCE)


def _come_about(scene: "Scene", *, quiet: bool) -> None:
    from akwarden.frontends.demo.living import Living  # noqa: PLC0415  slow
    from akwarden.frontends.demo.preparing import prepare  # noqa: PLC0415  slow

    try:
        for ended in prepare(scene):
            if not quiet:
                _tell(f"{ended.stage.title}: {ended.said} ({ended.seconds:.0f} s)")
    except AkwardenError as error:
        _tell(f"the demo could not be made to its end: {error.what}")
        _tell("the console shows what is there; run `akwarden demo` again to go on from there")
        return
    if not quiet:
        _tell("all of it is there now, and goes on while you look")
    if not scene.stop.is_set():
        Living(scene).run()


def _tell(text: str) -> None:
    """Say something on standard error, from any thread."""
    click.echo(visible(text), err=True)


def _has_desktop() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt")
