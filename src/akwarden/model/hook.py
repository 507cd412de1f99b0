"""The hooks of git that akwarden can stand in."""

from enum import StrEnum


class HookKind(StrEnum):
    """When git asks, and so what is judged."""

    PRE_COMMIT = "pre-commit"
    """On a developer's machine: what the next commit would add."""
    PRE_RECEIVE = "pre-receive"
    """On the server: what a push would bring."""
