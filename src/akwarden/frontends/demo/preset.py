"""How large a demo is."""

from typing import Final

import msgspec

MOST_EVENTS: Final = 200_000
FEWEST_EVENTS: Final = 1_000
DAYS: Final = 30
"""How far back its calls go."""


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """What a demo is made with."""

    name: str
    """What it is called."""
    events: int
    """How many normal calls there are in its 30 days, about."""
    stories: tuple[str, ...]
    """The attacks that happen in them, by the ids of `akwarden emulate traffic --list-stories`."""
    people: int = 24
    """How many people the company has; with another number they have other keys."""
    seed: int = 7
    """The same one gives the same company, down to its keys."""


FULL: Final = Preset(
    name="full",
    events=60_000,
    stories=(
        "leaked-key-abroad",
        "slow-leak",
        "insider-at-night",
        "instance-role-outside",
        "key-after-rotation",
        "disabled-key-tried",
        "key-for-another",
        "blind-the-audit",
        "snapshot-shared",
        "mining",
        "role-backdoor",
        "secrets-in-bulk",
        "impossible-travel",
        "dormant-key",
    ),
)
"""What somebody sees who starts the demo."""
SMALL: Final = Preset(
    name="small",
    events=4_000,
    stories=(
        "leaked-key-abroad",
        "key-after-rotation",
        "disabled-key-tried",
        "key-for-another",
        "blind-the-audit",
        "mining",
        "role-backdoor",
        "dormant-key",
    ),
)
"""The same company with little traffic: for tests that need a console with something in it."""
PRESETS: Final = {one.name: one for one in (FULL, SMALL)}
