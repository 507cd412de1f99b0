"""Is a value made of random characters, or did a person or a program write words, counts or hashes?

The bounds were set by simulation so that fewer than one in ten thousand random values is lost.
"""

import re
from collections import Counter
from enum import Enum
from math import log2
from operator import ne
from string import ascii_lowercase, ascii_uppercase, digits

from akwarden.model.rule import Placeholders

_KINDS = dict.fromkeys(range(128), "m") | {
    ord(character): kind
    for kind, characters in (("l", ascii_lowercase), ("u", ascii_uppercase), ("d", digits))
    for character in characters
}
"""What kind a character is of: lower case, upper case, digit or mark."""
_REPEATED = re.compile(r"(.)\1{4}")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")
_LETTERS_OF_BOTH_CASES = 24
_FEWEST_CHARACTERS = 8
_SHORTEST_WORD = 4
_LONG_WORD = 6
_MOST_CODE_WORDS = 1


class Shape(Enum):
    """What kind of text a value is."""

    RANDOM = "random"
    PLACEHOLDER = "placeholder"
    """Stands where a key would stand: a documented example, `xxxx`, `your-secret-key`."""
    ORDINARY = "ordinary"
    """A hash, an identifier, a word."""


class ShapeJudge:
    """Judges values against the lists of a rule set."""

    def __init__(self, placeholders: Placeholders) -> None:
        """Prepare the lists."""
        self._documented = placeholders.documented
        self._words = placeholders.words
        self._code_words = tuple(w for w in placeholders.code_words if len(w) >= _SHORTEST_WORD)

    def judge(self, value: str, prefix: int = 0) -> Shape:
        """Return the shape of `value`; its first `prefix` characters are fixed and do not count."""
        if value.startswith(self._documented):
            return Shape.PLACEHOLDER
        body = value[prefix:]
        folded = body.lower()
        if _REPEATED.search(folded) or any(word in folded for word in self._words):
            return Shape.PLACEHOLDER
        if _HEX.fullmatch(body) or not _is_mixed(body) or self._has_code_words(folded):
            return Shape.ORDINARY
        return Shape.RANDOM

    def judge_patterned(self, value: str) -> Shape:
        """Return the shape of a value whose form says already what it is, such as hexadecimal or a block."""
        body = value.lower()
        made_up = value.startswith(self._documented) or any(word in body for word in self._words)
        fewest = min(_FEWEST_CHARACTERS, max(2, len(body) // 4))
        return Shape.PLACEHOLDER if made_up or len(set(body)) < fewest else Shape.RANDOM

    def _has_code_words(self, folded: str) -> bool:
        found = [word for word in self._code_words if word in folded]
        return len(found) > _MOST_CODE_WORDS or any(len(word) >= _LONG_WORD for word in found)


def entropy(text: str) -> float:
    """Return how much a character tells, in bits: 0 where all are the same."""
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * log2(share) for share in shares)


def changes(text: str) -> int:
    """Return how often the kind of character changes from one to the next: 3 for `Root@1`."""
    kinds = text.translate(_KINDS)
    return sum(map(ne, kinds, kinds[1:]))


def _is_mixed(body: str) -> bool:
    """Say whether the characters are spread as random ones are: many different, classes alternating."""
    if len(Counter(body)) < min(len(body) * 3 // 8, 15):
        return False
    if len(body) < _LETTERS_OF_BOTH_CASES:
        return True
    kinds = body.translate(_KINDS)
    return "l" in kinds and "u" in kinds and changes(body) * 5 >= len(body) - 1
