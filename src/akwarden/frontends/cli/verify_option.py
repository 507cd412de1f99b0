"""`--verify` and `--own` of `akwarden scan`: how they are read, and the warning that belongs to them."""

from typing import Any

import click

from akwarden.frontends.cli.output import note
from akwarden.model.verification import VerifyMode
from akwarden.settings import Settings, cache_folder
from akwarden.workflows.verify import Verifier, new_verifier

_ANY = (
    "warning: --verify=any calls the clouds with keys that may be a stranger's. Without their consent that"
    " may be unlawful, and they see it: the call, its time and your address."
)
_UNUSED = "--own is of no use without --verify"


class VerifyCommand(click.Command):
    """A command whose `--verify` may stand alone, also before a target."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; `--verify` takes the next word only where that is one of its own."""
        return super().parse_args(ctx, _spelled_out(args))


def _spelled_out(args: list[str]) -> list[str]:
    """Return the arguments with a lone `--verify` as `--verify=own`."""
    given: list[str] = []
    for index, argument in enumerate(args):
        if argument == "--":
            return given + args[index:]
        follower = args[index + 1] if index + 1 < len(args) else ""
        alone = argument == "--verify" and follower not in set(VerifyMode)
        given.append(f"--verify={VerifyMode.OWN}" if alone else argument)
    return given


def verify_options(command: Any) -> Any:
    """Give a command `--verify` and `--own`; where they are not given, the settings say it."""
    mode = click.option(
        "--verify",
        type=click.Choice([str(mode) for mode in VerifyMode]),
        default=None,
        help="Ask the clouds whether keys work: your own ones (alone, it means own), or any. [default: off]",
    )
    own = click.option(
        "--own",
        multiple=True,
        metavar="ACCOUNT",
        help="What is yours: an account, a bucket with its APPID, a domain. May be repeated.",
    )
    return mode(own(command))


def verifier(settings: Settings, fingerprint_key: bytes, *, own_given: bool) -> Verifier | None:
    """Return what asks the clouds, or None where nobody is to be; warns of calls with strangers' keys."""
    mode = settings.scan.verify
    if mode is VerifyMode.OFF and own_given:
        note(_UNUSED)
    if mode is VerifyMode.ANY:
        # Shown with --quiet too: it is no note on progress.
        click.echo(_ANY, err=True)
    return new_verifier(settings.scan, cache_folder() / "verify", fingerprint_key)
