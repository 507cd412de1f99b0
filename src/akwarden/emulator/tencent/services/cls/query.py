"""The search conditions of CLS: words, `field:word`, comparisons, AND, OR, NOT and parentheses.

After "Syntax Rules" of CLS. What both its syntaxes share is understood; the SQL behind a bar is refused,
since the index of CloudAudit's topics has statistics switched off.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from akwarden.emulator.tencent.errors import ApiError
from akwarden.emulator.tencent.services.cls.words import comparer, finder, value_of

Condition = Callable[[Mapping[str, str]], bool]
MOST_BYTES = 12 << 10
_DEEPEST = 30
_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()|])|(?P<colon>:(?:>=|<=|>|<|=)?)
    |"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'
    |(?P<word>(?:\\.|[^\s()|:"'\\])+))\s*""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str

    def is_word(self, *names: str) -> bool:
        return self.kind == "word" and self.text.upper() in names

    def is_mark(self, mark: str) -> bool:
        return self.kind == "mark" and self.text == mark


_END = _Token("end", "")


def condition(query: str) -> Condition:
    """Return what decides about a log; raises ApiError for what is no condition."""
    if len(query.encode()) > MOST_BYTES:
        raise ApiError("InvalidParameter", f"A query has up to {MOST_BYTES} bytes.")
    tokens = _tokens(query)
    if not tokens:
        return lambda _: True
    parser = _Parser(tokens)
    found = parser.alternatives("", 0)
    if parser.next is not _END:
        raise _wrong(f"`{parser.next.text}` is unexpected.")
    return found


def _wrong(why: str) -> ApiError:
    return ApiError("FailedOperation.SyntaxError", f"Syntax error: {why}")


def _tokens(query: str) -> list[_Token]:
    found, at = [], 0
    while at < len(query.rstrip()):
        match = _TOKEN.match(query, at)
        if match is None or match.lastgroup is None:
            raise _wrong("a quotation mark is not closed.")
        token = _Token(match.lastgroup, match[match.lastgroup])
        if token.is_mark("|"):
            raise ApiError(
                "OperationDenied.AnalysisSwitchClose", "Statistics are switched off for the fields."
            )
        found.append(token)
        at = match.end()
    return found


class _Parser:
    """Reads a condition from its left to its right."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else _END

    def _take(self) -> _Token:
        found = self.next
        self._at += 1
        return found

    def alternatives(self, field: str, depth: int) -> Condition:
        """Read conditions of which one is enough; `field` is whose words they are about."""
        if depth > _DEEPEST:
            raise _wrong("it is nested too deep.")
        found = [self._all(field, depth)]
        while self.next.is_word("OR"):
            self._take()
            found.append(self._all(field, depth))
        return found[0] if len(found) == 1 else lambda log: any(one(log) for one in found)

    def _all(self, field: str, depth: int) -> Condition:
        """Read conditions that must all hold; a space between two stands for AND."""
        found = [self._one(field, depth)]
        while not (self.next is _END or self.next.is_mark(")") or self.next.is_word("OR")):
            if self.next.is_word("AND"):
                self._take()
            found.append(self._one(field, depth))
        return found[0] if len(found) == 1 else lambda log: all(one(log) for one in found)

    def _one(self, field: str, depth: int) -> Condition:
        is_not = False
        while self.next.is_word("NOT"):
            self._take()
            is_not = not is_not
        found = self._term(field, depth)
        return (lambda log: not found(log)) if is_not else found

    def _term(self, field: str, depth: int) -> Condition:
        token = self._take()
        if token.is_mark("("):
            return self._group(field, depth)
        if token.kind in {"end", "mark", "colon"} or token.is_word("AND", "OR"):
            raise _wrong("a word is missing.")
        if self.next.kind != "colon":
            return _about(field, token)
        if field:
            raise _wrong("a field stands inside another.")
        sign, name = self._take().text[1:], _ESCAPED.sub(r"\1", token.text)
        if sign:
            return _compared(name, sign, self._take())
        value = self._take()
        if value.is_mark("("):
            return self._group(name, depth)
        if value.kind in {"end", "mark", "colon"}:
            raise _wrong(f"the field `{name}` has no value.")
        return _about(name, value)

    def _group(self, field: str, depth: int) -> Condition:
        found = self.alternatives(field, depth + 1)
        if not self._take().is_mark(")"):
            raise _wrong("a parenthesis is not closed.")
        return found


def _about(field: str, token: _Token) -> Condition:
    """Return the condition that a field, or any where none is named, has these words."""
    text = _ESCAPED.sub(r"\1", token.text)
    if text == "*":
        return (lambda log: value_of(log, field) is not None) if field else (lambda _: True)
    if text.startswith(("*", "?")):
        raise _wrong("a word can't begin with a wildcard.")
    if not text:
        return (lambda log: value_of(log, field) == "") if field else (lambda _: True)
    finds = finder(text)
    if not field:
        return lambda log: any(finds(value) for value in log.values())
    return lambda log: finds(value_of(log, field) or "")


def _compared(field: str, sign: str, token: _Token) -> Condition:
    try:
        compares = comparer(sign, float(token.text))
    except ValueError:
        raise _wrong(f"`{token.text}` is no number.") from None
    return lambda log: compares(value_of(log, field) or "")
