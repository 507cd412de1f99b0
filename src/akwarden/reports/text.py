"""The report for a person at a terminal: a block a key, then what was and was not looked at."""

import textwrap
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TextIO

from akwarden.model.finding import Finding
from akwarden.model.location import Location
from akwarden.model.severity import Severity
from akwarden.reports.code_frame import MarkedLine, column_count, fitted, marked_lines
from akwarden.reports.coverage_words import (
    aside_sentences,
    saw_everything,
    scanned_words,
    skipped_by_reason,
    skipped_place,
)
from akwarden.reports.leaked_key import LeakedKey, count_by_severity, counting, group_by_key
from akwarden.reports.place import history_of, label_of
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.visible import clipped, visible
from akwarden.reports.wording import (
    allowed_words,
    counted,
    key_words,
    rule_words,
    validity_counts,
    verification_words,
)

_BOLD, _DIM = "1", "2"
_LEVELS = {
    Severity.CRITICAL: "1;31",
    Severity.HIGH: "1;35",
    Severity.MEDIUM: "1;33",
    Severity.LOW: "1;32",
    Severity.INFO: "1;34",
}
"""ANSI colours; red for critical only."""
_PLACES_SHOWN = 5
_SKIPPED_SHOWN = 10
_REASONS_SHOWN = 10
_WORD, _LABEL = 10, 12
_NARROWEST = 40


class TextRenderer:
    """The format for people; without colours it is plain text."""

    name = "text"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:
        """Write the report."""
        ink = Ink(is_on=options.color)
        width = max(options.width, _NARROWEST)
        keys = group_by_key(report.findings)
        key_ids = frozenset(each.key_id for each in report.findings if each.key_id)
        for key in keys:
            _write(out, _key_lines(key, key_ids, ink, width))
        _write(out, _summary_lines(keys, ink))
        _write(out, _coverage_lines(report, ink, width))


class Ink:
    """Colours a text, or leaves it as it is."""

    def __init__(self, *, is_on: bool) -> None:
        """Take whether there are colours at all."""
        self._is_on = is_on

    def strong(self, text: str) -> str:
        """Return `text` in bold."""
        return self._styled(_BOLD, text)

    def faint(self, text: str) -> str:
        """Return `text` so that it stands back."""
        return self._styled(_DIM, text)

    def level(self, severity: Severity, text: str) -> str:
        """Return `text` in the colour of `severity`."""
        return self._styled(_LEVELS[severity], text)

    def _styled(self, style: str, text: str) -> str:
        """Return `text` between an ANSI style and the end of all styles."""
        return f"\x1b[{style}m{text}\x1b[0m" if self._is_on else text


def _write(out: TextIO, lines: Iterator[str]) -> None:
    """Write each line, with no blanks at its end; of several empty lines one."""
    last = ""
    for line in (each.rstrip(" ") for each in lines):
        if line or last:
            out.write(line + "\n")
        last = line


def _key_lines(key: LeakedKey, key_ids: AbstractSet[str], ink: Ink, width: int) -> Iterator[str]:
    """Yield the block of one key: what, how sure, what to do, where."""
    worst = key.worst
    words = ["ALLOWED", worst.severity.upper()] if key.allowed else [worst.severity.upper()]
    first = _WORD * len(words)
    title, *rest = _wrapped(visible(worst.title), width - first) or ["untitled"]
    marked = (ink.faint(word) if key.allowed else ink.level(worst.severity, word) for word in words)
    gaps = (" " * (_WORD - len(word)) for word in words)
    yield "".join(map("".join, zip(marked, gaps, strict=True))) + ink.strong(title)
    yield from (" " * first + ink.strong(line) for line in rest)
    if key.allowed:
        yield from _labelled("why", allowed_words(key.allowed), width)
    yield from _labelled("key", key_words(key), width)
    yield from _labelled("rule", rule_words(worst), width)
    yield from _labelled("validity", verification_words(key.verification), width)
    if any(each.example for each in key.findings):
        yield from _labelled("note", "an example key or a placeholder", width)
    for advice in () if key.allowed else key.remediations:
        yield from _labelled("what to do", visible(advice), width)
    yield ""
    yield from _place_lines(key, key_ids, ink, width)


def _labelled(label: str, words: str, width: int) -> Iterator[str]:
    """Yield `words` wrapped beside their label."""
    for number, line in enumerate(_wrapped(words, width - _LABEL - 2)):
        yield f"  {'' if number else label:<{_LABEL}}{line}"


def _wrapped(words: str, width: int) -> list[str]:
    """Return `words` in lines of at most `width` characters; a longer word is cut."""
    return textwrap.wrap(words, width, break_on_hyphens=False)


def _place_lines(key: LeakedKey, key_ids: AbstractSet[str], ink: Ink, width: int) -> Iterator[str]:
    """Yield the first places, those with a code frame first, and how many more there are."""
    framed = {each.location: each for each in reversed(key.findings)}
    for place in key.places[:_PLACES_SHOWN]:
        yield f"  {ink.strong(label_of(place))}"
        yield from _history_lines(place, width)
        if place in framed:
            yield from _frame_lines(framed[place], key_ids, ink, width)
    hidden = key.occurrences - len(key.places[:_PLACES_SHOWN])
    if hidden > 0:
        yield f"  and {counted(hidden, 'more place')}"
    yield ""


def _history_lines(place: Location, width: int) -> Iterator[str]:
    """Yield what the git history says, wrapped."""
    for line in _wrapped(history_of(place) or "", width - 4):
        yield f"    {line}"


def _frame_lines(finding: Finding, key_ids: AbstractSet[str], ink: Ink, width: int) -> Iterator[str]:
    """Yield the code frame with line numbers, the primary line marked by `>` and carets."""
    lines = list(marked_lines(finding, key_ids))
    digits = max((len(str(line.number)) for line in lines), default=0)
    room = width - digits - 9
    first = _first_column(lines, room)
    for line in (fitted(line, first, room) for line in lines):
        if line.follows_gap:
            yield f"      {'':>{digits}} {ink.faint('...')}"
        pointer = ink.level(finding.severity, ">") if line.is_primary else " "
        yield f"    {pointer} {line.number:>{digits}} {ink.faint('|')} {line.text}"
        if line.mark:
            start, stop = line.mark
            before, marked = column_count(line.text[:start]), column_count(line.text[start:stop])
            carets = " " * before + ink.level(finding.severity, "^" * marked)
            yield f"      {'':>{digits}} {ink.faint('|')} {carets}"
    if lines:
        yield ""


def _first_column(lines: list[MarkedLine], room: int) -> int:
    """Return from which column to show a frame, so that the mark is inside."""
    stop = max((line.mark[1] for line in lines if line.mark), default=0)
    return max(0, stop + 4 - room)


def _summary_lines(keys: tuple[LeakedKey, ...], ink: Ink) -> Iterator[str]:
    """Yield the one line that says how bad it is."""
    counted_keys = counting(keys)
    if not counted_keys:
        yield ink.strong("No keys found.")
    else:
        counts = count_by_severity(counted_keys)
        levels = ", ".join(ink.level(level, f"{count:,} {level}") for level, count in counts.items() if count)
        places = sum(key.occurrences for key in counted_keys)
        yield ink.strong(f"{counted(len(counted_keys), 'key')} in {counted(places, 'place')}: ") + levels
    validity = validity_counts(counted_keys)
    if validity:
        yield ink.strong(f"{validity[:1].upper()}{validity[1:]}.")
    if len(keys) > len(counted_keys):
        yield f"Shown, but allowed: {counted(len(keys) - len(counted_keys), 'key')}."


def _coverage_lines(report: Report, ink: Ink, width: int) -> Iterator[str]:
    """Yield what was looked at, what was not, and what was set aside."""
    coverage = report.coverage
    yield from _hanging(scanned_words(report), width)
    if coverage.interrupted:
        yield ink.strong("Stopped before its end: what comes later was not looked at.")
    yield from _skipped_lines(report, ink, width)
    for words in aside_sentences(coverage):
        yield from _hanging(words, width)
    if saw_everything(coverage):
        yield "Nothing was left out."


def _skipped_lines(report: Report, ink: Ink, width: int) -> Iterator[str]:
    """Yield what was not scanned: how many for which reason, and the first of them."""
    coverage = report.coverage
    if not coverage.skipped:
        return
    reasons = skipped_by_reason(coverage)
    counts = "; ".join(f"{count:,} {reason}" for reason, count in reasons[:_REASONS_SHOWN])
    others = f"; {len(reasons) - _REASONS_SHOWN:,} other reasons" if len(reasons) > _REASONS_SHOWN else ""
    yield ink.strong(f"Not scanned, or only in part: {len(coverage.skipped):,}")
    yield from _hanging(f"  {counts}{others}", width)
    for each in coverage.skipped[:_SKIPPED_SHOWN]:
        yield from _hanging(f"  {skipped_place(each, report)}: {clipped(each.reason)}", width)
    if len(coverage.skipped) > _SKIPPED_SHOWN:
        yield f"  and {len(coverage.skipped) - _SKIPPED_SHOWN:,} more: use --format jsonl for all"


def _hanging(words: str, width: int) -> Iterator[str]:
    """Yield `words` wrapped, every line after the first indented."""
    yield from textwrap.wrap(words, width, subsequent_indent="    ", break_on_hyphens=False)
