r"""Regular expressions that mean the same on every engine.

Patterns of rules are RE2's, as pySigma checks them. Java, which Spark runs, reads some of them in another
way without a word. So a pattern is rewritten to what both read alike, and refused where that can't be:

- `^` and `$` become the begin and the end of the text, `.` a class without the line feed (or of everything).
- `\d`, `\w`, `\s` and POSIX classes become ranges; all that is neither letter nor digit is escaped by number.
- Groups do not capture. Without regard to case a letter becomes the class of its forms.
- Refused: `^` and `$` for lines, `\b`, `\p`, `\Q`, `\C`, `\x{}`, octal numbers, a group that is ungreedy.
"""

import re
from dataclasses import dataclass, field
from string import ascii_letters, digits
from typing import Final, NamedTuple

import re2
from sigma.exceptions import SigmaRegularExpressionError

from akwarden.detectors.behavior.sigma.ranges import (
    DIGIT,
    LAST,
    POSIX,
    SPACE,
    WORD,
    Range,
    class_of,
    complement,
    escaped,
    without_case,
)
from akwarden.detectors.behavior.sigma.refusal import RefusedError

_REPEAT: Final = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}\??|[*+?]\??")
_GROUP: Final = re.compile(
    r"\(\?P?<[A-Za-z_][A-Za-z0-9_]*>|\(\?(?P<on>[imsU]*)(?:-(?P<off>[imsU]+))?(?P<end>[:)])"
)
_POSIX: Final = re.compile(r"\[:(?P<not>\^?)(?P<name>[a-z]+):\]")
_HEX: Final = re.compile(r"\\x(?P<code>[0-9A-Fa-f]{2})")
_CLASSES: Final = {"d": DIGIT, "w": WORD, "s": SPACE}
_CONTROLS: Final = {"a": 7, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_PLAIN: Final = frozenset(ascii_letters + digits + "_/.=+@-")
_WORDLIKE: Final = re.compile(r"[a-df-zA-DF-Z]")
_SHORTEST: Final = 4
_NEWLINE: Final = ((10, 10),)
_BEGIN, _END = r"\A", r"\z"


class Portable(NamedTuple):
    """A pattern that every engine reads alike."""

    pattern: str
    fits_all: bool
    """Whether it is found in every text."""
    has_capitals: bool
    """Whether a capital letter must be there, so that a text in lower case never fits."""
    literal: str = ""
    """A text that has to be there, which no form of JSON writes in another way but by a backslash."""


def compiled(pattern: str, flags: str = "") -> re2._Regexp:
    """Return a pattern as RE2 reads it; raises SigmaRegularExpressionError for one that it does not take.

    RE2 would write what it finds wrong to the stream of errors; it is told not to.
    """
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(f"(?{flags}){pattern}" if flags else pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else "unknown"
        told = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
        raise SigmaRegularExpressionError(f"the pattern `{pattern}` is wrong: {told}") from None


def portable(pattern: str, flags: str = "") -> Portable:
    """Return a pattern of RE2 for every engine; `flags` are of `i`, `m` and `s`.

    Raises RefusedError for what engines read differently, SigmaRegularExpressionError for no pattern at all.
    """
    matcher = compiled(pattern, flags)
    writer = _Writer(pattern, [_Flags(*(flag in flags for flag in "ims"))])
    text = writer.written()
    fits_all = not writer.is_anchored and matcher.search("") is not None
    has_capitals = writer.has_capitals and not writer.has_choice
    return Portable(text, fits_all, has_capitals, writer.literal())


class _Flags(NamedTuple):
    ignores_case: bool
    by_line: bool
    dot_is_all: bool


@dataclass(slots=True)
class _Writer:
    """Reads a pattern from left to right and writes what it means."""

    pattern: str
    flags: list[_Flags]
    """Those of the groups that are open, the innermost last."""
    at: int = 0
    out: list[str] = field(default_factory=list)
    is_anchored: bool = False
    has_capitals: bool = False
    has_choice: bool = False
    """Whether some part of it need not be there."""
    has_branches: bool = False
    run: str = ""
    """The letters that were read last, all of which have to be there next to each other."""
    runs: list[str] = field(default_factory=list)

    def written(self) -> str:
        while self.at < len(self.pattern):
            self._step()
        return "".join(self.out)

    def literal(self) -> str:
        """Return the longest text that has to be there, empty for none of use."""
        found = [run for run in (*self.runs, self.run) if len(run) >= _SHORTEST and _WORDLIKE.search(run)]
        return "" if self.has_branches else max(found, key=len, default="")

    def _step(self) -> None:
        letter = self.pattern[self.at]
        match letter:
            case "\\":
                self._escape()
            case "[":
                self._class()
            case "(":
                self._open()
            case ")":
                self.flags.pop()
                self._take(1, ")")
            case "|":
                self.has_choice = True
                self.has_branches |= len(self.flags) == 1
                self._take(1, "|")
            case ".":
                everything = self.flags[-1].dot_is_all
                self._take(1, class_of([(0, LAST)]) if everything else class_of(_NEWLINE, negated=True))
            case "^" | "$":
                self._anchor(letter)
            case _:
                self._repeat_or_literal(letter)

    def _cut(self) -> None:
        self.runs.append(self.run)
        self.run = ""

    def _take(self, length: int, text: str) -> None:
        self._cut()
        self.at += length
        self.out.append(text)

    def _refused(self, what: str) -> RefusedError:
        return RefusedError(f"the pattern `{self.pattern}` has {what}, which engines read differently")

    def _anchor(self, letter: str) -> None:
        if self.flags[-1].by_line:
            raise self._refused(f"`{letter}` for the ends of lines")
        self.is_anchored = True
        self._take(1, _BEGIN if letter == "^" else _END)

    def _repeat_or_literal(self, letter: str) -> None:
        repeat = _REPEAT.match(self.pattern, self.at)
        if repeat:
            self.has_choice |= repeat[0][0] != "+"
            # What is repeated may be missing, and what comes next may be far.
            self.run = self.run[:-1]
            self._take(len(repeat[0]), repeat[0])
        else:
            self._literal(ord(letter), 1)

    def _literal(self, code: int, length: int) -> None:
        if self.flags[-1].ignores_case and chr(code).isalpha():
            self._take(length, _one_of(without_case([(code, code)])))
            return
        self.has_capitals |= chr(code).isupper()
        run = self.run
        self._take(length, escaped(code))
        if len(self.flags) == 1 and chr(code) in _PLAIN:
            self.runs.pop()
            self.run = run + chr(code)

    def _open(self) -> None:
        found = _GROUP.match(self.pattern, self.at)
        if not found:
            if self.pattern.startswith("(?", self.at):
                raise self._refused(f"`{self.pattern[self.at : self.at + 3]}`")
            self.flags.append(self.flags[-1])
            self._take(1, "(?:")
            return
        if found["end"] is None:
            self.flags.append(self.flags[-1])
            self._take(len(found[0]), "(?:")
            return
        changed = self._changed(found["on"], found["off"] or "")
        if found["end"] == ")":
            self.flags[-1] = changed
            self._take(len(found[0]), "")
            return
        self.flags.append(changed)
        self._take(len(found[0]), "(?:")

    def _changed(self, on: str, off: str) -> _Flags:
        if "U" in on + off:
            raise self._refused("`(?U)`")
        flags = zip("ims", self.flags[-1], strict=True)
        return _Flags(*((was or name in on) and name not in off for name, was in flags))

    def _escape(self) -> None:
        letter = self.pattern[self.at + 1]
        if letter in ("A", "z"):
            self.is_anchored = True
            self._take(2, f"\\{letter}")
        elif letter.lower() in _CLASSES:
            self._take(2, class_of(self._cased(_CLASSES[letter.lower()]), negated=letter.isupper()))
        else:
            code, length = self._escaped_code()
            self._literal(code, length)

    def _escaped_code(self) -> tuple[int, int]:
        """Return the character that an escape stands for, and how long the escape is."""
        letter = self.pattern[self.at + 1]
        number = _HEX.match(self.pattern, self.at)
        if number:
            return int(number["code"], 16), len(number[0])
        if letter in _CONTROLS:
            return _CONTROLS[letter], 2
        if letter.isalnum():
            raise self._refused(f"`\\{letter}`")
        return ord(letter), 2

    def _cased(self, ranges: tuple[Range, ...]) -> tuple[Range, ...]:
        return without_case(ranges) if self.flags[-1].ignores_case else ranges

    def _class(self) -> None:
        self.at += 1
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        ranges: list[Range] = []
        is_first = True
        while is_first or self.pattern[self.at] != "]":
            ranges += self._class_part()
            is_first = False
        self._take(1, class_of(self._cased(tuple(ranges)), negated=negated))

    def _class_part(self) -> tuple[Range, ...]:
        """Return what the next part of a class holds."""
        posix = _POSIX.match(self.pattern, self.at)
        if posix:
            self.at += len(posix[0])
            found = self._cased(POSIX[posix["name"]])
            return complement(found) if posix["not"] else found
        letter = self.pattern[self.at + 1] if self.pattern[self.at] == "\\" else ""
        if letter.lower() in _CLASSES:
            self.at += 2
            found = self._cased(_CLASSES[letter.lower()])
            return complement(found) if letter.isupper() else found
        first = self._class_code()
        if self.pattern[self.at] != "-" or self.pattern[self.at + 1] == "]":
            return ((first, first),)
        self.at += 1
        return ((first, self._class_code()),)

    def _class_code(self) -> int:
        if self.pattern[self.at] != "\\":
            code, length = ord(self.pattern[self.at]), 1
        else:
            code, length = self._escaped_code()
        self.at += length
        return code


def _one_of(ranges: tuple[Range, ...]) -> str:
    (first, last), *more = ranges
    return escaped(first) if first == last and not more else class_of(ranges)
