"""What the page of one leak is made from."""

import msgspec

from akwarden.model.leak import Closing, LeakRow
from akwarden.model.risk import Risk


class LeakPage(msgspec.Struct, frozen=True):
    """All that is known of one leak."""

    row: LeakRow
    risk: Risk | None
    """What is wrong with the key; None where there is none that the inventory could know."""
    closings: tuple[Closing, ...]
    """Each time that it was closed, the last one first."""
    not_fixed_since: str | None = None
    """Why it can't be closed as fixed: its key works; None where it can."""
