"""What all parts of a scenario file are: strict about names, and told by path where they do not fit."""

from typing import Annotated

import msgspec
from msgspec import Meta

Text = Annotated[str, Meta(max_length=1000)]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whatever has fields in a file."""


class MisfitError(Exception):
    """Something in a file that fits its form and still can't be: with the path to it."""

    def __init__(self, path: str, why: str, *, mend: str | None = None) -> None:
        """Take the path, such as `accounts[0].users[3]`, and two sentences."""
        super().__init__(path)
        self.path = path
        self.why = why
        self.mend = mend
