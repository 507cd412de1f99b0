"""What holds a secret as plain text for a moment, on its way in or out: shown, it names its kind alone."""

import msgspec


class Hidden(msgspec.Struct, frozen=True):
    """A request, an answer or a step of a login that no message may show."""

    def __repr__(self) -> str:
        """Show what it is, and nothing that is in it."""
        return f"{type(self).__name__}(****)"
