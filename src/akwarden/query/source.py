"""The text of a query, and how a person is shown the place that is wrong in it."""

import re
import unicodedata

import msgspec

from akwarden.errors import QueryError

MOST_CHARACTERS = 4096
MOST_TOKENS = 200
"""Words, values, brackets and connecting words."""
MOST_NESTING = 20

_BEFORE, _AFTER = 36, 60
_NAMED = 40
_LONG_RUN = re.compile(r"[\w+/=-]{20,}", re.ASCII)
_KINDS = (str.isdigit, str.isupper, str.islower)
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})


class Span(msgspec.Struct, frozen=True):
    """A stretch of the text."""

    start: int
    end: int
    """Behind the last character."""


def is_blank(character: str) -> bool:
    """Say whether a character separates words; the wide blank of Chinese input does."""
    return character == " " or unicodedata.category(character) == "Zs"


class Source(msgspec.Struct, frozen=True):
    """A query as it was written."""

    text: str

    def check(self) -> None:
        """Refuse what is too long, or holds a character that can't be seen or kept; raises QueryError."""
        if len(self.text) > MOST_CHARACTERS:
            what = f"it has {len(self.text)} characters, and a query has {MOST_CHARACTERS} at most"
            raise self.wrong(Span(MOST_CHARACTERS, MOST_CHARACTERS + 1), what)
        for at, character in enumerate(self.text):
            if unicodedata.category(character) in _REFUSED:
                what = f"a character that can't be typed stands in it: U+{ord(character):04X}"
                raise self.wrong(Span(at, at + 1), what, mend="separate words by blanks")

    def wrong(self, span: Span, what: str, *, mend: str | None = None) -> QueryError:
        """Return the error that shows the place."""
        place = (span.start, span.end)
        return QueryError(f"the query is wrong: {what}", why=self._shown(span), mend=mend, place=place)

    def _shown(self, span: Span) -> str:
        """Return the text around the place, cut to a line, and below it what points to the place."""
        masked = _masked(self.text)
        start = max(span.start - _BEFORE, 0)
        end = min(max(span.start + _AFTER, start + 1), len(masked))
        before = ("…" if start else "") + masked[start : span.start]
        at = masked[span.start : min(span.end, end)]
        behind = masked[span.start + len(at) : end] + ("…" if end < len(masked) else "")
        pointer = " " * _width(before) + "^" * max(_width(at), 1)
        return f"it is this place:\n    {before}{at}{behind}\n    {pointer}"


def named(text: str) -> str:
    """Return a piece of a query as a message names it."""
    shown = _masked(text)
    return f"'{shown}'" if len(shown) <= _NAMED else f"'{shown[:_NAMED]}…'"


def _masked(text: str) -> str:
    """Return as many characters without any that steers a terminal and without what could be a key."""
    seen = "".join(c if c.isprintable() or is_blank(c) else "\N{REPLACEMENT CHARACTER}" for c in text)
    return _LONG_RUN.sub(_mask, seen)


def _mask(run: re.Match[str]) -> str:
    """Return stars for a run with all kinds of characters that secrets have, else the run itself."""
    could_be_key = all(any(map(kind, run[0])) for kind in _KINDS)
    return "*" * len(run[0]) if could_be_key else run[0]


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )
