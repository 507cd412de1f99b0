"""Devices that show one-time codes: bound to users in the console; a scenario or a test binds them here."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class SoftTokens:
    """The devices of one account."""

    seeds: dict[int, str] = field(default_factory=dict)
    """Their seeds, in base 32, by the uins of the users; by that of the account for its root."""
