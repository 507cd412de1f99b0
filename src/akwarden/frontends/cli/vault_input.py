"""What the commands of the vault take in: a passphrase, and the values of secrets. Never from an option.

What stands on a command line can be read by others while the command runs, and the shell keeps it.
"""

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

from akwarden.errors import UsageError
from akwarden.model.credential import Credential
from akwarden.model.secret import Secret

if TYPE_CHECKING:  # slow to import, and not there without the extra `server`
    from akwarden.workflows.vault.passphrase import PassphraseSources

_Command = TypeVar("_Command", bound=Callable[..., object])
_MOST = (1 << 20) + 3
"""Bytes that are read of a value: the largest one, its line end, and one that shows that it is larger."""


def passphrase_option(command: _Command) -> _Command:
    """Give a command `--passphrase-file`."""
    return click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Take the first line of FILE as the passphrase of the vault.",
    )(command)


def no_value_option(command: _Command) -> _Command:
    """Give a command `--secret-key`, which only says why there is none."""
    return click.option(
        "--secret-key", metavar="", expose_value=False, callback=_refuse_option, help="Refused: pipe it in."
    )(command)


def sources(file: Path | None) -> "PassphraseSources":
    """Return what may be asked for the passphrase; the environment of this process loses it."""
    from akwarden.workflows.vault.passphrase import PassphraseSources, take_from_environment  # noqa: PLC0415  slow

    given = take_from_environment(os.environ)
    return PassphraseSources(file, given, _ask if _has_terminal() else None)


def read_access_key() -> Credential:
    """Return the access key that comes through the pipe, or that a person types."""
    from akwarden.workflows.vault import access_key  # noqa: PLC0415  slow, as above

    if not sys.stdin.isatty():
        return access_key.parse(_piped())
    key_id = click.prompt("Key id", err=True).strip()
    secret = _ask("Secret")
    token = _ask("Session token (empty for a permanent key)")
    return access_key.checked(key_id, secret.strip(), token.strip() or None)


def read_text() -> Secret:
    """Return the text that comes through the pipe, or that a person types."""
    from akwarden.workflows.vault.secrets import text_of  # noqa: PLC0415  slow, as above

    return text_of(os.fsencode(_ask("Value")) if sys.stdin.isatty() else _piped())


def refuse_value(name: str) -> NoReturn:
    """Say why no value is taken from the command line; what was given is not repeated."""
    raise UsageError(
        "the value of a secret is not taken from the command line",
        why="other users see it there while the command runs, and the shell writes it down",
        mend=f"pipe it in: akwarden vault put {name} < FILE; or run it on a terminal, which asks. "
        "Change what was given here: it is known now",
    )


def _refuse_option(ctx: click.Context, param: click.Parameter, value: str | None) -> None:  # noqa: ARG001  click's signature
    if value is not None:
        refuse_value("NAME")


def _piped() -> bytes:
    return sys.stdin.buffer.read(_MOST)


def _has_terminal() -> bool:
    """Say whether a person is there; the passphrase can be typed while a value comes through the pipe."""
    return sys.stdin.isatty() or sys.stderr.isatty()


def _ask(question: str) -> str:
    """Return what a person types without seeing it."""
    try:
        return getpass.getpass(f"{question}: ")
    except EOFError as error:
        raise click.Abort from error
