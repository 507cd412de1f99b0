"""A text that akwarden says, in another language."""

from functools import lru_cache
from typing import Final

from akwarden.languages.catalogue import catalogue_of
from akwarden.languages.language import Language

_KEPT: Final = 8192
"""Texts whose form is kept: a list says the same few again and again."""
_LONGEST: Final = 4000
"""Characters; a longer text is nothing that akwarden says, and stays as it is."""


def said(text: str, language: Language) -> str:
    """Return a text in a language; the text itself in English, and where nothing is known of it."""
    if language is Language.ENGLISH or not text or len(text) > _LONGEST:
        return text
    return _said(text, language)


@lru_cache(maxsize=_KEPT)
def _said(text: str, language: Language) -> str:
    return catalogue_of(language).said(text)
