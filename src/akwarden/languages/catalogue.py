"""What akwarden says in a language, by what it says in English: read from PO files, once, when needed.

An entry is a text or a template. One with a context (`msgctxt`) holds only for what fills the place of that
name: `day` for `{unit}` is no text of its own, and nobody's name is taken for one.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from importlib.resources import files
from typing import Final, Self, TypeAlias

import msgspec
import polib

from akwarden.languages.language import Language
from akwarden.languages.template import Template

_FILES: Final = ("rules.po", "sentences.po")
"""What rule files say, and what the code says."""
_DEEPEST: Final = 8
"""Templates in a text, one filled in to another; ours have four at most."""
_ENDS: Final = 3
"""By how many letters at its beginning, or else at its end, a template is found."""
_ASKS: Final = "said"
"""What the name of a place begins with that takes only what can be said."""
Known: TypeAlias = Callable[[str, str], bool]
"""Says whether a place, by its name, takes a value."""
_JOINED: Final = 3
"""What it costs of that depth to look whether a part is known: parts of parts of parts are not looked at."""


class Entry(msgspec.Struct, frozen=True):
    """A text, and how it is said."""

    source: Template
    said: Template
    longest: str
    """The longest piece of the source."""

    @property
    def weight(self) -> tuple[bool, int]:
        """How well it fits where it does: whether it joins sentences that are known, then what it fixes."""
        joins = all(place.startswith(_ASKS) for place in self.source.places)
        return joins, self.source.letters


class Phrases:
    """Entries of one context."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take texts with how they are said."""
        self._exact: dict[str, str] = {}
        self._by_first: dict[str, list[Entry]] = {}
        self._by_last: dict[str, list[Entry]] = {}
        for text, said in entries:
            source = Template.of(text)
            if not source.places:
                self._exact[text] = said
                continue
            first, last = source.pieces[0], source.pieces[-1]
            entries_of = self._by_first if first else self._by_last
            end = first[:_ENDS] or last[-_ENDS:]
            entries_of.setdefault(end, []).append(
                Entry(source, Template.of(said), max(source.pieces, key=len))
            )
        for found in (*self._by_first.values(), *self._by_last.values()):
            found.sort(key=lambda one: one.weight, reverse=True)

    def exact_for(self, text: str) -> str | None:
        """Return how a text without places is said; inside a sentence it may begin with a small letter."""
        return self._exact.get(text) or self._exact.get(text[:1].upper() + text[1:])

    def fitting(self, text: str, is_known: Known) -> tuple[Entry, tuple[str, ...]] | None:
        """Return the template that fixes most of a text, with what fills it; None where none fits."""
        ends = range(1, _ENDS + 1)
        groups = [
            *(self._by_first.get(text[:length]) for length in ends),
            *(self._by_last.get(text[-length:]) for length in ends),
            self._by_last.get(""),
        ]
        best = None
        for entry, values in _firsts(text, groups, is_known):
            if best is None or entry.weight > best[0].weight:
                best = entry, values
        return best


def _firsts(
    text: str, groups: Iterable[list[Entry] | None], is_known: Known
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Yield of each group the first that fits: they are sorted."""
    for group in groups:
        for entry in group or ():
            # Most do not fit, and this says so fastest.
            values = entry.source.values(text) if entry.longest in text else None
            if values is not None and all(map(is_known, entry.source.places, values)):
                yield entry, values
                break


class Catalogue:
    """All that is said in one language."""

    def __init__(self, entries: Iterable[tuple[str | None, str, str]]) -> None:
        """Take entries: the context or None, the text, how it is said."""
        contexts: dict[str | None, list[tuple[str, str]]] = {None: []}
        for context, text, said in entries:
            contexts.setdefault(context, []).append((text, said))
        self._contexts = {name: Phrases(found) for name, found in contexts.items()}

    @classmethod
    def read(cls, texts: Iterable[str]) -> Self:
        """Return what PO files hold; entries without a translation, or an uncertain one, are left out."""
        return cls(
            (entry.msgctxt, entry.msgid, entry.msgstr)
            for text in texts
            for entry in polib.pofile(text)
            if entry.translated()
        )

    def said(self, text: str, context: str | None = None, depth: int = _DEEPEST) -> str:
        """Return how a text is said; the text itself where that is not known.

        What fills the places of a template is said in the same way, `depth` templates deep.
        """
        for name in dict.fromkeys((context, None)):
            phrases = self._contexts.get(name)
            if phrases is None:
                continue
            # One word that fills a place is more likely somebody's name than a text of ours.
            exact = phrases.exact_for(text) if context == name or " " in text else None
            if exact is not None:
                return exact
            found = phrases.fitting(text, partial(self._is_known, depth - _JOINED)) if depth > 0 else None
            if found is not None:
                return self._filled(*found, depth - 1)
        return text

    def _is_known(self, depth: int, place: str, value: str) -> bool:
        """Say whether a value may fill a place: one that asks for it has to be said."""
        return not place.startswith(_ASKS) or self.said(value, place, depth) != value

    def _filled(self, entry: Entry, values: tuple[str, ...], depth: int) -> str:
        pairs = zip(entry.source.places, values, strict=True)
        return entry.said.filled({place: self.said(value, place, depth) for place, value in pairs})


@cache
def catalogue_of(language: Language) -> Catalogue:
    """Return what is said in a language; English needs none."""
    folder = files("akwarden.languages") / language.value
    return Catalogue.read((folder / name).read_text(encoding="utf-8") for name in _FILES)
