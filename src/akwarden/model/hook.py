"""The hooks of git that akwarden can stand in."""

from collections.abc import Collection
from enum import StrEnum

import msgspec


class HookKind(StrEnum):
    """When git asks, and so what is judged."""

    PRE_COMMIT = "pre-commit"
    """On a developer's machine: what the next commit would add."""
    PRE_RECEIVE = "pre-receive"
    """On the server: what a push would bring."""


class Choices(msgspec.Struct, frozen=True):
    """What is open to somebody whose commit or push holds a key."""

    may_skip: bool = True
    """Whether they could pass the check by with a reason."""
    may_allow: bool = True
    """Whether a comment in what they commit or push is listened to."""
    not_recorded: str | None = None
    """Why a skip, with a reason, did not count."""
    roots: Collection[str] = ()
    """The commits with a key that have none before them."""
