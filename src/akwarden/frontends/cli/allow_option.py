"""The options of `akwarden scan` that say what is meant to be there, and what a person is told about it."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from akwarden.frontends.cli.output import note
from akwarden.workflows.allowing.grounds import Opened
from akwarden.workflows.masking import Veil

_NOTES_SHOWN = 5
_Command = TypeVar("_Command", bound=Callable[..., object])


def allow_options(command: _Command) -> _Command:
    """Give a command `--allow`, `--show-allowed` and `--ignore-file`, each of which is a setting too."""
    options = (
        _option("--allow/--no-allow", help="Let what is scanned allow findings itself. [default: yes]"),
        _option("--show-allowed/--no-show-allowed", help="Also what is allowed or known, with the reason."),
        _option(
            "--ignore-file",
            type=click.Path(dir_okay=False),
            metavar="FILE",
            help="Leave out what FILE says, by rule, path and value.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _option(name: str, **more: Any) -> Callable[[_Command], _Command]:
    return click.option(name, default=None, **more)


def tell_what_is_not_used(opened: Opened) -> None:
    """Say which given rules could not be used, the first of them one by one."""
    notes: Sequence[str] = opened.rules.ruleset.notes
    for words in notes[:_NOTES_SHOWN]:
        note(words)
    if len(notes) > _NOTES_SHOWN:
        note(f"and {len(notes) - _NOTES_SHOWN:,} more: akwarden rules list --rules FILE tells all of them")


def tell_what_was_used(opened: Opened, veil: Veil, *, whole: bool) -> None:
    """Say what a person should know of the grounds, after the scan, with what was found in it masked.

    `whole` says that all of the targets was read.
    """
    for words in opened.allowing.remarks(whole=whole):
        note(veil.over(words))
