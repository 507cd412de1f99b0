"""`akwarden emulate`: a cloud on this machine to try things against, and audit logs to try detectors on."""

import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from akwarden.errors import ExitCode, UsageError

if TYPE_CHECKING:  # slow to import, and needed by one command alone
    from akwarden.emulator.traffic.organisation import Known, Name

LAYOUTS = ("jsonl", "buckets", "answers", "tar")
"""Values of `Layout`, which this file can't import before the command is asked for."""
_UNITS = {"k": 1_000, "m": 1_000_000}


@click.group(
    epilog="\b\nExamples:\n"
    "  akwarden emulate tencent --port 18080 --scenario acme\n"
    "  akwarden emulate traffic --events 100k --out logs"
)
def emulate() -> None:
    """Stand in for a cloud, for tests and demonstrations: a server, or audit logs of a made-up company."""


@emulate.command(
    epilog="\b\nExamples:\n"
    "  akwarden emulate tencent\n"
    "  akwarden emulate tencent --port 18080 --scenario acme\n"
    "  akwarden emulate tencent --scenario my-company.yml --seed 7 --no-rate-limits"
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option(
    "--scenario", default="empty", show_default=True, metavar="NAME|FILE", help="What is there at the start."
)
@click.option("--seed", type=int, default=None, help="Make the same ids and keys each time.")
@click.option(
    "--key-delay",
    default=0.0,
    show_default=True,
    type=click.FloatRange(0),
    help="Seconds until a new key works.",
)
@click.option(
    "--rate-limits/--no-rate-limits", default=True, help="Refuse too many calls, as the cloud does."
)
def tencent(  # noqa: PLR0917  click hands them over by name
    host: str,
    port: int,
    scenario: str,
    seed: int | None,
    key_delay: float,
    rate_limits: bool,  # noqa: FBT001
) -> ExitCode:
    """Answer the official SDKs and tccli as Tencent Cloud does.

    When it is ready it prints one line of JSON with the endpoint and the root key of each account. It ends
    with Ctrl-C. The keys open nothing but this server.
    """
    try:
        from akwarden.emulator.tencent.control import accounts_of  # noqa: PLC0415  only this command needs them
        from akwarden.emulator.tencent.scenario import load_scenario  # noqa: PLC0415
        from akwarden.emulator.tencent.server import Emulator  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "this installation has no server",
            why=f"{error.name} is missing",
            mend="install akwarden with its extra `server`",
        ) from error
    cloud = load_scenario(scenario, seed=seed)
    cloud.key_delay = key_delay
    try:
        emulator = Emulator(cloud, host=host, port=port, rate_scale=1.0 if rate_limits else 0.0)
    except OSError as error:
        raise UsageError(
            f"{host}:{port} can't be listened on",
            why=error.strerror or str(error),
            mend="take another --port",
        ) from error
    ready = {"endpoint": emulator.endpoint, "accounts": accounts_of(cloud)}
    # The server has a thread of its own, so that the line comes when it answers, and Ctrl-C is this one's.
    with suppress(KeyboardInterrupt), emulator:
        sys.stdout.write(msgspec.json.encode(ready).decode() + "\n")
        sys.stdout.flush()
        Event().wait()
    return ExitCode.OK


def _number(_ctx: click.Context, _param: click.Parameter, text: str) -> int:
    """Return a number such as `5000`, `100k` or `2m`; raises click.BadParameter for another text."""
    unit = _UNITS.get(text[-1:].lower(), 1)
    digits = text[:-1] if unit > 1 else text
    if not (digits.isascii() and digits.isdecimal()):
        raise click.BadParameter(f"{text!r} is no number; write 5000, 100k or 2m")
    return int(digits) * unit


@emulate.command(
    epilog="\b\nExamples:\n"
    "  akwarden emulate traffic --events 100k --out logs\n"
    "  akwarden emulate traffic --events 2m --days 90 --layout buckets --out logs\n"
    "  akwarden emulate traffic --story mining --story ransom --seed 7 --out logs\n"
    "  akwarden emulate traffic --list-stories"
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="A new or empty folder."
)
@click.option(
    "--events",
    default="100k",
    show_default=True,
    metavar="NUMBER",
    callback=_number,
    help="Normal events, about: 1k to 100m.",
)
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(7, 400), help="How long the time is."
)
@click.option(
    "--start",
    default="2026-03-02",
    show_default=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day, in UTC.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same one makes the same files.")
@click.option(
    "--people",
    type=click.IntRange(12, 2000),
    default=None,
    help="How many people there are; without it as many as would make so many events.",
)
@click.option(
    "--scenario",
    metavar="NAME|FILE",
    help="Let users have the numbers and keys that `emulate tencent` gives them with this scenario and seed.",
)
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default="jsonl",
    show_default=True,
    help="Lines of one file, as clouds deliver to buckets, as answers of their APIs, or one tar.gz.",
)
@click.option("--story", "wanted", multiple=True, metavar="ID", help="Let only these attacks happen.")
@click.option("--no-stories", is_flag=True, help="Let no attack happen.")
@click.option("--list-stories", is_flag=True, help="List the attacks, and make nothing.")
def traffic(  # noqa: PLR0917  click hands them over by name
    out: Path | None,
    events: int,
    days: int,
    start: datetime,
    seed: int,
    people: int | None,
    scenario: str | None,
    layout: str,
    wanted: tuple[str, ...],
    no_stories: bool,  # noqa: FBT001
    list_stories: bool,  # noqa: FBT001
) -> ExitCode:
    """Write audit logs of a made-up company at Tencent Cloud and AWS, with attacks in it.

    Beside the logs are `labels.jsonl`, which says which events are of an attack, and `manifest.json`. The
    company, its people and its keys do not exist; the keys open nothing.
    """
    if list_stories:
        return _list_stories()
    names = () if no_stories else wanted or None
    company = _Company(seed, people, scenario)
    _write_traffic(out, events, days, start.date(), company=company, layout=layout, names=names)
    return ExitCode.OK


class _Company(NamedTuple):
    """Whose traffic it is."""

    seed: int
    people: int | None
    scenario: str | None


def _known(company: _Company) -> "Mapping[Name, Known]":
    """Return the users that a scenario has; raises ScenarioError for one that can't be read."""
    from akwarden.emulator.tencent.scenario import load_scenario  # noqa: PLC0415  only this command needs them
    from akwarden.emulator.traffic.scenario import known_of  # noqa: PLC0415

    return known_of(load_scenario(company.scenario, seed=company.seed)) if company.scenario else {}


def _list_stories() -> ExitCode:
    from akwarden.emulator.traffic.story import stories  # noqa: PLC0415  only this command needs it

    for story in stories().values():
        click.echo(f"{story.id}  {story.title}")
    return ExitCode.OK


def _empty_folder(out: Path | None) -> Path:
    """Return the folder to write into, made where it is not there; raises UsageError."""
    if out is None:
        raise UsageError("nowhere to write to", mend="give a new or empty folder with --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        if any(out.iterdir()):
            raise UsageError(f"{out} is not empty", mend="give a new or empty folder with --out")
    except OSError as error:
        raise UsageError(f"{out} can't be written to", why=error.strerror or str(error)) from error
    return out


def _write_traffic(
    out: Path | None,
    events: int,
    days: int,
    start: date,
    *,
    company: _Company,
    layout: str,
    names: tuple[str, ...] | None,
) -> None:
    """Write it all, and print a line of JSON that says how much it is; raises UsageError."""
    from akwarden.emulator.traffic.layout import Layout  # noqa: PLC0415  only this command needs them
    from akwarden.emulator.traffic.organisation import Organisation, people_for  # noqa: PLC0415
    from akwarden.emulator.traffic.output import write_traffic  # noqa: PLC0415
    from akwarden.emulator.traffic.traffic import Traffic  # noqa: PLC0415

    try:
        people = company.people or people_for(events, days)
        made = Organisation.from_seed(company.seed, people, known=_known(company))
        told = Traffic(made, days, events, start, wanted=names)
    except ValueError as error:
        raise UsageError(
            str(error), mend="`akwarden emulate traffic --list-stories` names the attacks"
        ) from error
    folder = _empty_folder(out)
    try:
        manifest = write_traffic(told, Layout(layout), folder)
    except OSError as error:
        raise UsageError(f"{folder} can't be written to", why=error.strerror or str(error)) from error
    summary = {
        "folder": str(folder),
        "records": manifest.records,
        "malicious": manifest.malicious,
        "stories": len(manifest.stories),
    }
    sys.stdout.write(msgspec.json.encode(summary).decode() + "\n")
