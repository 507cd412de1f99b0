"""Sets of characters as ranges of code points, for classes that every engine reads in the same way."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

Range = tuple[int, int]
"""The first and the last code point."""

LAST: Final = 0x10FFFF
_BMP_LETTERS: Final = 0x1F000
"""No letter with two cases has a greater code point."""
_ASCII: Final = 0x80


def _of(text: str) -> tuple[Range, ...]:
    return tuple((ord(text[at]), ord(text[at + 1])) for at in range(0, len(text), 2))


DIGIT: Final = _of("09")
WORD: Final = _of("09AZ__az")
SPACE: Final = ((9, 10), (12, 13), (32, 32))
"""As RE2 has it; Java takes the vertical tab too."""

POSIX: Final = {
    "alnum": _of("09AZaz"),
    "alpha": _of("AZaz"),
    "ascii": ((0, 0x7F),),
    "blank": ((9, 9), (32, 32)),
    "cntrl": ((0, 31), (127, 127)),
    "digit": DIGIT,
    "graph": _of("!~"),
    "lower": _of("az"),
    "print": _of(" ~"),
    "punct": _of("!/:@[`{~"),
    "space": ((9, 13), (32, 32)),
    "upper": _of("AZ"),
    "word": WORD,
    "xdigit": _of("09AFaf"),
}


def complement(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return all characters that are not in these ranges."""
    found, after = [], 0
    for first, last in merged(ranges):
        if first > after:
            found.append((after, first - 1))
        after = last + 1
    if after <= LAST:
        found.append((after, LAST))
    return tuple(found)


def merged(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges in order, none touching another."""
    found: list[Range] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def without_case(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the ranges with every letter that differs from one of theirs in case alone."""
    whole = merged(ranges)
    groups = _all_groups() if any(last >= _ASCII for _, last in whole) else _ascii_groups()
    more = [(one, one) for group in groups if any(_holds(whole, one) for one in group) for one in group]
    return merged((*whole, *more))


def escaped(code: int) -> str:
    """Return a character so that it means itself in a pattern and in a class."""
    letter = chr(code)
    if code >= _ASCII or letter.isalnum():
        return letter
    return f"\\x{code:02x}"


def class_of(ranges: Iterable[Range], *, negated: bool = False) -> str:
    """Return the class of these characters as a pattern."""
    whole = merged(ranges)
    if whole and whole[-1][1] == LAST:
        # By what is not in it: the last code point is no character, and not for every engine's text.
        whole, negated = complement(whole), not negated
    if not whole:
        return r"[\s\S]" if negated else r"[^\s\S]"
    return f"[{'^' if negated else ''}{''.join(map(_written, whole))}]"


def _written(one: Range) -> str:
    first, last = one
    if first == last:
        return escaped(first)
    return f"{escaped(first)}{'-' if last > first + 1 else ''}{escaped(last)}"


def _holds(ranges: tuple[Range, ...], code: int) -> bool:
    return any(first <= code <= last for first, last in ranges)


@cache
def _ascii_groups() -> tuple[tuple[int, ...], ...]:
    """Return the letters A to Z with their other forms: those of `k` and `s` lie outside ASCII."""
    return tuple(group for group in _all_groups() if group[0] < _ASCII)


@cache
def _all_groups() -> tuple[tuple[int, ...], ...]:
    """Return the groups of letters that differ in case alone; in order, and each group too."""
    groups: dict[str, list[int]] = {}
    for code in _letters():
        groups.setdefault(_form(chr(code)), []).append(code)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _letters() -> Iterator[int]:
    return (code for code in range(_BMP_LETTERS) if chr(code).isalpha() or chr(code).casefold() != chr(code))


def _form(letter: str) -> str:
    """Return what all letters of a group have in common."""
    small = letter.casefold()
    return small if len(small) == 1 else letter.lower()
