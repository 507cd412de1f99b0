"""The lines around a finding, made safe and marked where the key stands."""

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from akwarden.model.finding import Finding, FrameLine
from akwarden.reports.leaked_key import short_key_id
from akwarden.reports.visible import visible

_KEY_LIKE = re.compile(r"[0-9A-Za-z_-]{12,}")
_TAB = 4


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """One line of a frame, safe to show."""

    number: int
    """Line number, 1 first."""
    text: str
    """The line on one row: no tabs, no control characters, key ids in their short form."""
    follows_gap: bool
    """Whether lines between the one above and this one are left out."""
    is_primary: bool
    """Whether it is the line that the finding names."""
    mark: tuple[int, int] | None
    """From where to where in `text` the key stands; None when that is not visible."""


def marked_lines(finding: Finding, key_ids: AbstractSet[str]) -> Iterator[MarkedLine]:
    """Yield the frame of `finding`; every id among `key_ids` is shortened."""
    above = None
    for line in finding.frame:
        text = visible(_shortened(line.text.expandtabs(_TAB), finding, key_ids))
        follows_gap = above is not None and line.number != above + 1
        is_primary = line.number == finding.location.line
        mark = _mark(text, finding) if is_primary else None
        yield MarkedLine(line.number, text, follows_gap, is_primary, mark)
        above = line.number


def safe_line(line: FrameLine) -> str:
    """Return one masked line of code, safe to show; its tabs stay, so that columns still fit."""
    return "\t".join(visible(part) for part in line.text.split("\t"))


def _shortened(text: str, finding: Finding, key_ids: AbstractSet[str]) -> str:
    """Return `text` with the key ids in it in their short form."""
    if finding.key_id:
        text = text.replace(finding.key_id, short_key_id(finding.key_id))
    return _KEY_LIKE.sub(
        lambda word: short_key_id(word.group()) if word.group() in key_ids else word.group(), text
    )


def _mark(text: str, finding: Finding) -> tuple[int, int] | None:
    """Return where in `text` the key id stands, else the secret's mask."""
    shown = [short_key_id(finding.key_id)] if finding.key_id else []
    shown += [finding.secret.mask] if finding.secret else []
    for word in map(visible, shown):
        start = text.find(word)
        if word and start >= 0:
            return start, start + len(word)
    return None


def fitted(line: MarkedLine, first: int, room: int) -> MarkedLine:
    """Return `line` from column `first` on, cut to `room` columns, its mark moved along."""
    text = line.text[first:]
    end = _fitting(text, room)
    shown = text if end == len(text) else text[: _fitting(text, room - 1)] + "…"
    start, stop = (min(max(at - first, 0), len(shown)) for at in line.mark or (0, 0))
    return replace(line, text=shown, mark=(start, stop) if start < stop else None)


def _fitting(text: str, room: int) -> int:
    """Return how many characters of `text` fit into `room` columns."""
    taken = 0
    for at, character in enumerate(text):
        taken += column_count(character)
        if taken > room:
            return at
    return len(text)


def column_count(text: str) -> int:
    """Return how many terminal columns `text` takes: two for a wide character, none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )
