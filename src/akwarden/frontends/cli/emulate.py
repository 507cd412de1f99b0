"""`akwarden emulate`: a cloud on this machine, to try things against."""

import sys
from contextlib import suppress
from threading import Event

import click
import msgspec

from akwarden.errors import ExitCode, UsageError


@click.group(epilog="\b\nExamples:\n  akwarden emulate tencent --port 18080 --scenario acme")
def emulate() -> None:
    """Run a server that behaves as a cloud does, for tests and demonstrations."""


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
