"""What a scan looked at, what it did not, and what was set aside, in words."""

import re
from collections import Counter
from collections.abc import Iterator

from akwarden.model.artifact import Coverage, Skipped
from akwarden.reports.protocol import Report
from akwarden.reports.visible import clipped
from akwarden.reports.wording import counted, duration, size

_FIRST_CLAUSE = re.compile(r"[:;,(]|\. ")
_TARGETS_SHOWN = 5

STOPPED = "The scan was stopped before its end; what comes later was not looked at."
"""What a report says of an interrupted scan."""


def scanned_words(report: Report) -> str:
    """Return what was looked at, how much that was and how long it took, safe to show."""
    coverage = report.coverage
    shown = ", ".join(clipped(target) for target in report.called[:_TARGETS_SHOWN])
    hidden = len(report.called) - _TARGETS_SHOWN
    more = f" and {counted(hidden, 'more target')}" if hidden > 0 else ""
    amount = f"{counted(coverage.items, 'item')} ({size(coverage.bytes)})"
    return f"Scanned {amount} in {duration(report.seconds)}: {shown}{more}"


def skipped_by_reason(coverage: Coverage) -> list[tuple[str, int]]:
    """Return how many things were not scanned for which kind of reason, the most frequent first.

    The kind is the reason's first clause: what follows a colon, comma or bracket differs each time.
    """
    kinds = Counter(_FIRST_CLAUSE.split(each.reason, maxsplit=1)[0].strip() for each in coverage.skipped)
    return [(clipped(kind) or "no reason given", count) for kind, count in kinds.most_common()]


def skipped_place(each: Skipped, report: Report) -> str:
    """Return what was not scanned, with its target where there are several; safe to show."""
    if not each.source or len(report.targets) == 1:
        return clipped(each.vpath)
    called = dict(zip(report.targets, report.called, strict=True)).get(each.source, each.source)
    return f"{clipped(called)}: {clipped(each.vpath)}"


def allowed_counts(coverage: Coverage) -> Iterator[str]:
    """Yield how many findings do not count, for each thing that says so."""
    if coverage.allowed:
        yield f"{coverage.allowed:,} allowed in the files themselves"
    if coverage.ignored:
        yield f"{coverage.ignored:,} allowed by an ignore file"
    if coverage.allowed_for_gitleaks:
        yield f"{coverage.allowed_for_gitleaks:,} allowed by what was written for gitleaks"
    if coverage.baselined:
        yield f"{coverage.baselined:,} known from the baseline"


def left_out(coverage: Coverage) -> Iterator[str]:
    """Yield a sentence for each kind of thing that was not read on purpose; none where all was."""
    if coverage.excluded:
        yield f"Left out by --exclude: whatever matches {', '.join(map(clipped, coverage.excluded))}."
    if coverage.unchanged:
        objects = counted(coverage.unchanged, "git object")
        yield f"Not read again: {objects}, found clean before (read again with --no-remember)."


def aside_sentences(coverage: Coverage) -> Iterator[str]:
    """Yield a sentence for each kind of thing that was not read on purpose, or found and not shown."""
    yield from left_out(coverage)
    yield from (f"Not shown: {words}." for words in set_aside(coverage))


def saw_everything(coverage: Coverage) -> bool:
    """Say whether all was looked at, by this scan or by one before it."""
    return not (coverage.skipped or coverage.excluded or coverage.interrupted)


def set_aside(coverage: Coverage) -> Iterator[str]:
    """Yield each kind of finding that is not shown, how many there are, and how to see them."""
    if not coverage.allowed_shown:
        yield from (f"{words} (see them with --show-allowed)" for words in allowed_counts(coverage))
    if coverage.examples:
        yield f"{coverage.examples:,} documented examples and placeholders (see them with --show-examples)"
    if coverage.unreachable:
        yield f"{coverage.unreachable:,} in git objects that nothing refers to (see them with --unreachable)"
