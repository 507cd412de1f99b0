r"""The text of a query cut into tokens.

- Blanks separate tokens. `(` and `)` are tokens by themselves, and `-` is one where a token begins.
- The first of `: = != < <= > >=` in what is not quoted ends the name of a field. Values follow, with commas
  between them.
- In quotes everything is text, and `\"`, `\\` and `\*` are a quote, a backslash and a star.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from akwarden.query.globs import folded
from akwarden.query.source import MOST_TOKENS, Source, Span, is_blank
from akwarden.query.vocabulary import RESERVED

_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"')
_NAME = re.compile(r'(?:[^\s():=<>!"]|!(?!=))*+')
_OPERATOR = re.compile(r"[<>!]=|[:=<>]")
_VALUE = re.compile(r'[^\s()",]*+')


class Sign(StrEnum):
    """What a mark does."""

    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    AND = "and"
    OR = "or"


class Mark(msgspec.Struct, frozen=True):
    """A token that connects others."""

    sign: Sign
    span: Span


class Piece(msgspec.Struct, frozen=True):
    """A text as it was written: of a quoted one, what stands between its quotes."""

    raw: str
    is_quoted: bool
    span: Span


class Pair(msgspec.Struct, frozen=True):
    """A field, an operator and the values."""

    name: Piece
    operator: str
    values: tuple[Piece, ...]
    span: Span


Token = Mark | Piece | Pair


def tokens(source: Source) -> Iterator[Token]:
    """Yield the tokens in order; raises QueryError at the first that is none, or one too many."""
    at = count = 0
    text = source.text
    while at < len(text):
        if is_blank(text[at]):
            at += 1
            continue
        token = _token(source, at)
        count += _weight(token)
        if count > MOST_TOKENS:
            raise source.wrong(token.span, f"it has more than {MOST_TOKENS} words and values")
        yield token
        at = token.span.end


def _weight(token: Token) -> int:
    """Return how much a token counts; a minus is free, since `!=` has none and means the same."""
    match token:
        case Pair(values=values):
            return len(values)
        case Mark(sign=Sign.MINUS):
            return 0
        case _:
            return 1


def _token(source: Source, at: int) -> Token:
    """Return the token that begins here."""
    first = source.text[at]
    if first in "()":
        return Mark(Sign(first), Span(at, at + 1))
    if first == "-":
        return _minus(source, at)
    if first == '"':
        piece = _quoted(source, at)
        _check_end(source, piece.span.end)
        return piece
    end = _name_end(source.text, at)
    operator = _OPERATOR.match(source.text, end)
    name = Piece(source.text[at:end], is_quoted=False, span=Span(at, end))
    if operator:
        return _pair(source, name, operator)
    _check_end(source, end)
    return _word(source, name)


def _name_end(text: str, at: int) -> int:
    """Return where the name or word ends that begins here."""
    found = _NAME.match(text, at)
    return found.end() if found else at


def _minus(source: Source, at: int) -> Mark:
    """Return the mark that negates what follows."""
    behind = source.text[at + 1 : at + 2]
    if not behind or is_blank(behind) or behind in ")-":
        what = "a minus stands before what it negates, with no blank and no other minus between"
        raise source.wrong(Span(at, at + 1), what, mend='to look for a minus itself, write "-"')
    return Mark(Sign.MINUS, Span(at, at + 1))


def _word(source: Source, word: Piece) -> Mark | Piece:
    """Return a word, or the mark that it is."""
    small = folded(word.raw)
    if small not in RESERVED:
        return word
    if small == "not":
        mend = 'write a minus before what is not to hold, or "not" for the word'
        raise source.wrong(word.span, "there is no 'not'", mend=mend)
    return Mark(Sign(small), word.span)


def _pair(source: Source, name: Piece, operator: re.Match[str]) -> Pair:
    """Return a field with what it is compared with."""
    if not name.raw:
        what = f"no field stands before {operator[0]}"
        raise source.wrong(Span(*operator.span()), what, mend="put text with such a character in quotes")
    values = [_value(source, operator.end(), operator[0])]
    while source.text[values[-1].span.end : values[-1].span.end + 1] == ",":
        values.append(_value(source, values[-1].span.end + 1, ","))
    end = values[-1].span.end
    _check_end(source, end)
    return Pair(name, operator[0], tuple(values), Span(name.span.start, end))


def _value(source: Source, at: int, before: str) -> Piece:
    """Return the value that begins here."""
    if source.text[at : at + 1] == '"':
        return _quoted(source, at)
    found = _VALUE.match(source.text, at)
    if not found or not found[0]:
        what = f"a value is missing behind {before}"
        raise source.wrong(Span(at - len(before), at), what, mend="write it with no blank before it")
    return Piece(found[0], is_quoted=False, span=Span(*found.span()))


def _quoted(source: Source, at: int) -> Piece:
    """Return the text whose opening quote stands here."""
    found = _QUOTED.match(source.text, at)
    if not found:
        mend = 'put " behind the text; a quote that belongs to it is written \\"'
        raise source.wrong(Span(at, len(source.text)), "a quote is not closed", mend=mend)
    span = Span(*found.span())
    if not found[1]:
        raise source.wrong(
            span, "nothing stands between the quotes", mend="for what is not set, write field:none"
        )
    return Piece(found[1], is_quoted=True, span=span)


def _check_end(source: Source, at: int) -> None:
    """Refuse a token that goes on with what can't belong to it."""
    behind = source.text[at : at + 1]
    if behind and behind != ")" and not is_blank(behind):
        what = f"{behind} can't stand here"
        raise source.wrong(Span(at, at + 1), what, mend="put a blank before it, or the whole text in quotes")
