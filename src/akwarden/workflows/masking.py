"""Keeps secrets out of what is printed: those that a scan found, and in words of others what could be one.

The rules that this module enforces:

- A reason that somebody wrote shows no run of characters that could be a key, whether or not one is known.
- A secret that a scan found is masked wherever else it stands: in a path, an author, an address. What is
  shorter than eight characters, or a word, is left: masked, it would hide places that have nothing to do
  with it.
- Ids of findings are made of the real path, so they stay what they are.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

import msgspec

from akwarden.model.artifact import Coverage, Skipped
from akwarden.model.finding import Allowed, Finding, FrameLine
from akwarden.model.location import Location
from akwarden.model.match import Match
from akwarden.model.secret import Secret

LONGEST_REASON = 200
"""Characters that are kept of the reason of an allowance; an inline one may run into the code behind it."""

_LONG_RUN = re.compile(r"[0-9A-Za-z+/=_%\\-]{16,}")
_WORD = r"(?:[a-z]{1,15}|[A-Z]{1,15}|[A-Z][a-z]{1,14})(?:[A-Z][a-z]{2,14}){0,3}"
_PIECE = rf"(?:{_WORD}[0-9]{{0,4}}|[0-9]{{1,8}})?"
_WORDS = re.compile(rf"{_PIECE}(?:[_/%\\-]++{_PIECE})*")
"""Words, numbers and paths of them, as in the address of a ticket."""
_HEAD = 8
"""Characters by which a known secret is looked up, and so the fewest that one has."""
_LONGEST_WORD = 15


def masked(reason: str) -> str:
    """Return a reason with every run of characters masked that could be a key."""
    return _LONG_RUN.sub(lambda run: run[0] if _WORDS.fullmatch(run[0]) else "****", reason)


def masked_path(path: str) -> str:
    """Return a path, or the name of a ref, with every part of it masked in which a key could stand."""
    return "/".join(map(masked, path.split("/")))


def shown_reason(reason: str) -> str:
    """Return the reason of an allowance as reports have it: masked, then cut to a readable length."""
    shown = masked(reason)
    return shown if len(shown) <= LONGEST_REASON else f"{shown[: LONGEST_REASON - 1]}…"


class Veil:
    """Hides the secrets that a scan found, wherever they stand in a text."""

    def __init__(self, values: Iterable[Secret] = ()) -> None:
        """Take the secrets; those that are too short or a word are left out."""
        self._masks: dict[str, str] = {}
        self._shared: dict[str, str] = {}
        by_head: dict[str, set[str]] = {}
        for value in values:
            for text in _spellings(value.reveal().decode("utf-8", "surrogateescape")):
                self._masks[text] = value.mask
                by_head.setdefault(text[:_HEAD], set()).add(text)
        self._by_head = {head: sorted(texts, key=len, reverse=True) for head, texts in by_head.items()}

    def over(self, text: str) -> str:
        """Return `text` with a mask in the place of each secret."""
        pieces: list[str] = []
        at = done = 0
        while self._by_head and at <= len(text) - _HEAD:
            secrets = self._by_head.get(text[at : at + _HEAD], ())
            found = next((secret for secret in secrets if text.startswith(secret, at)), None)
            if found is None:
                at += 1
                continue
            pieces += [text[done:at], self._masks[found]]
            at = done = at + len(found)
        return "".join([*pieces, text[done:]]) if pieces else text

    def over_finding(self, finding: Finding) -> Finding:
        """Return a finding with every place, line and reason in it masked."""
        why = finding.allowed
        allowed = why and Allowed(why.by, shown_reason(self.over(why.reason)))
        return msgspec.structs.replace(
            finding,
            location=self._over_location(finding.location),
            related=tuple(map(self._over_location, finding.related)),
            frame=tuple(FrameLine(line.number, self.over(line.text)) for line in finding.frame),
            allowed=allowed,
        )

    def over_coverage(self, coverage: Coverage) -> Coverage:
        """Return the coverage with what was skipped and excluded masked."""
        return msgspec.structs.replace(
            coverage,
            skipped=tuple(
                Skipped(self.over(one.vpath), self.over(one.reason), self.over(one.source))
                for one in coverage.skipped
            ),
            excluded=tuple(map(self.over, coverage.excluded)),
        )

    def _over_location(self, place: Location) -> Location:
        return msgspec.structs.replace(
            place,
            source=self._over_often(place.source),
            vpath=self._over_often(place.vpath),
            author=place.author and self._over_often(place.author),
        )

    def _over_often(self, text: str) -> str:
        """Return the same for a text that many places share."""
        if text not in self._shared:
            self._shared[text] = self.over(text)
        return self._shared[text]


def veil_of(matches: Iterable[Match]) -> Veil:
    """Return what hides the secrets of these matches; documented examples are none."""
    return Veil(
        value for match in matches if not match.example for value in (match.secret, match.token) if value
    )


def _spellings(value: str) -> set[str]:
    """Return how a secret may stand in a path or an address, or nothing for what would hide too much."""
    if len(value) < _HEAD or (value.isalpha() and len(value) <= _LONGEST_WORD):
        return set()
    return {value, quote(value, safe="", errors="surrogateescape")}
