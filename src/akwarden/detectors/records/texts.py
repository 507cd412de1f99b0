r"""Secrets in text that is no JSON, or none any more: `name=value`, headers, URLs, commands, markup.

The rules that this module enforces:

- The value of a quoted text ends at the quote that began it, however often that is escaped.
- A value without quotes ends at a blank, a quote, `&`, `;`, or where the next `name=` begins.
- Where a header or a signed address says itself which part is the signature, only that is a secret.
"""

import re
from collections.abc import Iterator
from string import ascii_letters, digits
from typing import NamedTuple

from akwarden.detectors.records.names import Kind, is_in_resource_name, is_secret, secret_kind


class Spot(NamedTuple):
    """A secret in a text."""

    start: int
    end: int
    name: str
    kind: Kind


_LITERAL = re.compile(
    r"(?i)secret|token|pass|pwd|private|key|sig|cookie|authorization|assertion|jwt|plaintext|seed|sk\b"
)
_NAME_CHARACTERS = ascii_letters + digits + "_.-"
_LONGEST_NAME = 64
_REST_OF_NAME = re.compile(rf"[\w.-]{{0,{_LONGEST_NAME}}}")
_ASSIGNED = re.compile(r"(?:\\*[\"'`])?\]?[ \t]{0,8}(?:=>|:=|[:=])[ \t]{0,8}(?P<quote>\\*[\"'`])?")
_CALLED = re.compile(r"\([ \t]{0,8}(?P<quote>\\*[\"'`])")
_ATTRIBUTE = re.compile(r"\\*[\"']\s{1,8}value\s{0,4}=\s{0,4}(?P<quote>\\*[\"'])")
_FLAGGED = re.compile(r"[ \t]{1,8}(?P<quote>\\*[\"'`])?")
_QUOTED = re.compile(r"[ \t]{1,8}(?P<quote>\\*[\"'`])")
_ELEMENT = re.compile(r"(?P<quote>)>")
_UNQUOTED = re.compile(
    r"(?:[^\s&;\"'`<>\\,]|\\(?![\\\"'`nrt/u])|,(?!\s{0,4}[\w\"'-]{1,40}[\"']?\s{0,4}[=:]))++"
)
_LINE = re.compile(r"[^\r\n\"'`\\<>]++")
_CONTENT = re.compile(r"[^<>]++")
_CLOSING = ",)}]"
_SIGNED = re.compile(r"(?i)signature(?:=|%3d|\\u003d)")
_SPELLED_OUT = (
    (Kind.PRIVATE_KEY, re.compile(r"PRIVATE KEY-----((?:(?!-----)[^\0]){40,16384}+)")),
    (Kind.URL, re.compile(r"://[^/\s\"'@:]{0,64}:([^/\s\"'@]{1,256})@")),
    (Kind.HEADER, re.compile(r"(?i)\b(?:bearer|basic)[ \t]{1,4}([\w.~+/=-]{16,})")),
    (Kind.PASSWORD, re.compile(r"\bmysql\w{0,8}\b[^|;&\n]{0,200}?\s-p([^\s\"'|;&]{2,128})")),
    (
        Kind.PASSWORD,
        re.compile(
            r"\bcurl\b[^|;&\n]{0,400}?\s(?:-u|--user)[ =]?[\\\"']{0,4}[^\s:\"']{1,64}:([^\s\"'\\]{1,256})"
        ),
    ),
    (Kind.PASSWORD, re.compile(r"\bsshpass[ \t]{1,4}-p[ \t]{0,4}[\\\"']{0,4}([^\s\"'\\]{1,128})")),
    (
        Kind.PASSWORD,
        re.compile(r":([^\s\"'|:\\]{1,128})[\\\"']{0,4}\s{0,4}\|\s{0,4}(?:sudo\s)?\s{0,4}chpasswd"),
    ),
    (
        Kind.PASSWORD,
        re.compile(r"(?i)\bidentified\s{1,4}by\s{1,4}(?:password\s{1,4})?\\{0,8}[\"']([^\"'\\]{1,256})"),
    ),
)
"""What has no name before it."""


def secrets_in(text: str) -> list[Spot]:
    """Return the secrets of a text that names or their place give away, in order, none inside another."""
    found = [*_named(text), *_spelled_out(text)]
    found.sort(key=lambda spot: (spot.start, -spot.end))
    kept: list[Spot] = []
    for spot in found:
        if not kept or spot.start >= kept[-1].end:
            kept.append(spot)
    return kept


def _spelled_out(text: str) -> Iterator[Spot]:
    for kind, pattern in _SPELLED_OUT:
        for match in pattern.finditer(text):
            if is_secret(kind, "", match[1]):
                yield Spot(*match.span(1), "", kind)


def _named(text: str) -> Iterator[Spot]:
    done = 0
    for literal in _LITERAL.finditer(text):
        if literal.start() < done:
            continue
        start, done = _word(text, *literal.span())
        name = text[start:done]
        kind = secret_kind(name)
        if kind is None or is_in_resource_name(text[max(0, start - 128) : start]):
            continue
        span = _value(text, done, kind, is_flag=name.startswith("-"))
        if span and is_secret(kind, name, text[slice(*span)]):
            yield Spot(*span, name.strip("-."), kind)
            done = span[1]


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the whole name begins and ends that a piece of it was seen in."""
    before = text[max(0, start - _LONGEST_NAME) : start]
    rest = _REST_OF_NAME.match(text, end)
    return start - len(before) + len(before.rstrip(_NAME_CHARACTERS)), rest.end() if rest else end


def _value(text: str, at: int, kind: Kind, *, is_flag: bool) -> tuple[int, int] | None:
    """Return where the value stands that is given to the name that ends at `at`."""
    patterns = [
        _ASSIGNED,
        _CALLED,
        _ATTRIBUTE,
        *([_FLAGGED] if is_flag else [_QUOTED] if kind is Kind.PASSWORD else []),
    ]
    start = next((match for pattern in patterns if (match := pattern.match(text, at))), None)
    if start is None:
        element = _ELEMENT.match(text, at)
        content = _CONTENT.match(text, element.end()) if element else None
        return content.span() if content else None
    if start["quote"]:
        span = start.end(), _closing(text, start.end(), start["quote"])
    else:
        pattern = _LINE if kind is Kind.HEADER else _UNQUOTED
        match = pattern.match(text, start.end())
        if match is None or match[0][0] in "{[(|>":
            return None
        span = start.end(), match.end() - (len(match[0]) - len(match[0].rstrip(_CLOSING)))
    is_said_inside = kind in {Kind.HEADER, Kind.SIGNATURE} and _SIGNED.search(text, *span)
    return None if is_said_inside else span


def _closing(text: str, start: int, quote: str) -> int:
    """Return where the text ends that `quote` began: at the same mark, escaped as often or less."""
    depth, mark, at = len(quote) - 1, quote[-1], start
    while (at := text.find(mark, at)) >= 0:
        first = at
        while first > start and text[first - 1] == "\\":
            first -= 1
        if at - first <= depth:
            return first
        at += 1
    return len(text)
