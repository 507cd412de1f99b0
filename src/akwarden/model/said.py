"""Texts that akwarden itself says to people, as a type: they can be said in other languages."""

from typing import Annotated, Final, TypeAlias

import msgspec

SAID: Final = msgspec.Meta(extra={"said": True})
"""Marks a text that akwarden says. What people gave is never marked: it stays as they wrote it."""
Said: TypeAlias = Annotated[str, SAID]
UNDER: Final = "said_under"
"""Names, in what a mark holds, the keys below which texts are said."""


def said_under(*names: str) -> msgspec.Meta:
    """Return the mark of a value without a type of its own, whose texts stand under these keys."""
    return msgspec.Meta(extra={UNDER: frozenset(names)})
