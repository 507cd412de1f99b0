"""What lists of leaks and the page of one are made from."""

import msgspec

from akwarden.model.leak import Closing, LeakRow
from akwarden.model.risk import Risk


class Listed(msgspec.Struct, frozen=True):
    """The leaks that fit a query."""

    rows: tuple[LeakRow, ...]
    hidden: int
    """How many more fit that were closed."""


class LeakPage(msgspec.Struct, frozen=True):
    """All that is known of one leak."""

    row: LeakRow
    risk: Risk | None
    """What is wrong with the key; None where there is none that the inventory could know."""
    closings: tuple[Closing, ...]
    """Each time that it was closed, the last one first."""
