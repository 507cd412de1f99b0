"""What commands share that give roles: `--role ROLE` or `--role ROLE@GROUP`, and how roles are shown."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import click

from akwarden.errors import UsageError
from akwarden.model.person import Grant, Role
from akwarden.query.vocabulary import nearest

_Command = TypeVar("_Command", bound=Callable[..., object])


def role_option(command: _Command) -> _Command:
    """Give a command `--role` (its parameter is `roles`)."""
    return click.option(
        "--role",
        "roles",
        multiple=True,
        metavar="ROLE[@GROUP]",
        help=f"One of {', '.join(Role)}; behind @, for an account group alone. May be repeated.",
    )(command)


def read_roles(texts: Sequence[str]) -> tuple[Grant, ...]:
    """Return what `--role` says; raises UsageError for a role that there is not."""
    return tuple(dict.fromkeys(_read(text) for text in texts))


def _read(text: str) -> Grant:
    name, at, group = text.strip().partition("@")
    known = tuple(role.value for role in Role)
    if name not in known:
        near = nearest(name, known)
        mend = f"did you mean {near}?" if near else f"write one of {', '.join(known)}"
        raise UsageError(f"{name[:40]!r} is no role", mend=mend)
    if at and not group:
        raise UsageError(
            f"{text[:40]!r} names no account group", mend="write ROLE@GROUP, or ROLE for all accounts"
        )
    return Grant(Role(name), group or None)


def words(grants: Sequence[Grant]) -> tuple[str, ...]:
    """Return roles as a table shows them."""
    return tuple(one.role.value if one.group is None else f"{one.role.value}@{one.group}" for one in grants)
