"""The languages that akwarden speaks, and which of them somebody asked for."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

_MOST_CHARACTERS: Final = 1000
"""Of the header: what is behind them is not looked at."""


class Language(StrEnum):
    """A language that answers can be in, by its name on the web (BCP 47)."""

    ENGLISH = "en"
    """What the texts are made in."""
    CHINESE = "zh-CN"
    """Simplified Chinese; whoever asks for another kind of Chinese gets it too."""


_SPOKEN: Final = {"en": Language.ENGLISH, "zh": Language.CHINESE, "*": Language.ENGLISH}


def asked_for(accepted: str) -> Language:
    """Return the language that an `Accept-Language` asks for most; English where it asks for none of ours.

    Of two that are as welcome, the first counts (RFC 9110, "Accept-Language"). Never raises.
    """
    best, most = Language.ENGLISH, 0.0
    for language, weight in _ranges(accepted[:_MOST_CHARACTERS]):
        if weight > most:
            best, most = language, weight
    return best


def _ranges(accepted: str) -> Iterator[tuple[Language, float]]:
    for part in accepted.split(","):
        name, _, weight = part.partition(";")
        language = _SPOKEN.get(name.strip().lower().partition("-")[0])
        if language is not None:
            yield language, _weight(weight.strip().lower())


def _weight(text: str) -> float:
    """Return how welcome a language is; 0 for one whose weight can't be read."""
    if not text:
        return 1.0
    try:
        return float(text.removeprefix("q=")) if text.startswith("q=") else 0.0
    except ValueError:
        return 0.0
