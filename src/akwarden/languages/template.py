"""A text with places that are filled in, and whether another text is that one, filled in.

The rules that this module keeps:

- A place is `{name}`: small letters, digits and `_`. All other braces are letters like any other.
- A place `{n}`, `{n2}` and so on takes a number alone: digits, with `.` and `,` inside.
- A place `{word}`, `{word2}` and so on takes one word, whatever it is.
- A place `{said}`, `{said_why}` and so on takes only what can itself be said; the catalogue sees to that.
- A text is taken apart from the left in one pass, without going back, so that a long one costs no more than
  its length.
"""

import re
from collections.abc import Mapping
from typing import Final, Self

import msgspec

_PLACE: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NUMBERED: Final = re.compile(r"n\d*")
_SINGLE: Final = re.compile(r"word\d*")
_APART: Final = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
_CLOSE: Final = re.compile(r"[\u4e00-\u9fff] [\u4e00-\u9fff]")
_NUMBER: Final = re.compile(r"\d[\d.,]*")


class Template(msgspec.Struct, frozen=True):
    """A text in pieces: what stands between its places, and their names."""

    pieces: tuple[str, ...]
    """One more than there are places; the first and the last may be empty."""
    places: tuple[str, ...]
    """The names, in the order of the text."""

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the template that a text is."""
        parts = _PLACE.split(text)
        return cls(tuple(parts[::2]), tuple(parts[1::2]))

    @property
    def letters(self) -> int:
        """How many characters of a text it fixes: the more, the better it fits."""
        return sum(map(len, self.pieces))

    def values(self, text: str) -> tuple[str, ...] | None:
        """Return what fills each place so that the template becomes this text; None where nothing does."""
        first, *between, last = self.pieces if self.places else (*self.pieces, "")
        if not self.places:
            return () if text == first else None
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        found, at = [], len(first)
        for piece in between:
            where = text.find(piece, at, end)
            if where < 0:
                return None
            found.append(text[at:where])
            at = where + len(piece)
        found.append(text[at:end])
        fits = all(map(_fits, self.places, found))
        return tuple(found) if fits and self._agrees(found) else None

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with its places filled in; raises KeyError for one that has no value.

        Where a value meets Chinese there is a space if it is none itself, as is usual in print.
        """
        told = self.pieces[0]
        for place, piece in zip(self.places, self.pieces[1:], strict=True):
            told = _joined(_joined(told, values[place]), piece)
        return told

    def _agrees(self, values: list[str]) -> bool:
        """Say whether a place that is there twice has one value."""
        return len(set(zip(self.places, values, strict=True))) == len(set(self.places))


def _joined(before: str, after: str) -> str:
    if _APART.fullmatch(before[-1:] + after[:1]):
        return f"{before} {after}"
    if _CLOSE.fullmatch(before[-2:] + after[:1]):
        return before[:-1] + after
    return before + (after[1:] if _CLOSE.fullmatch(before[-1:] + after[:2]) else after)


def _fits(place: str, value: str) -> bool:
    """Say whether a place takes a value: something, and for a number or a word that."""
    if _NUMBERED.fullmatch(place):
        return _NUMBER.fullmatch(value) is not None
    return value != "" and (" " not in value or not _SINGLE.fullmatch(place))
