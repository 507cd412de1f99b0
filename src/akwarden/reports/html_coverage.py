"""The part of the HTML page that says what was not looked at, as loud as the findings."""

from collections.abc import Iterator

from akwarden.model.artifact import Coverage
from akwarden.reports.coverage_words import (
    left_out,
    saw_everything,
    scanned_words,
    set_aside,
    skipped_by_reason,
    skipped_place,
)
from akwarden.reports.markup import Markup, table, tag, with_options
from akwarden.reports.protocol import Report
from akwarden.reports.visible import clipped
from akwarden.reports.wording import counted

_SKIPPED_SHOWN = 1000


def coverage_section(report: Report) -> Markup:
    """Return the section on coverage."""
    coverage = report.coverage
    return tag(
        "section",
        tag("h2", "Coverage"),
        tag("p", scanned_words(report)),
        *(tag("p", with_options(words)) for words in left_out(coverage)),
        *_skipped(report),
        *_set_aside(coverage),
        id="coverage",
    )


def _skipped(report: Report) -> Iterator[Markup]:
    """Yield what was not scanned: by reason, then one by one."""
    coverage = report.coverage
    if not coverage.skipped:
        if coverage.interrupted:
            yield tag("p", "It was stopped before its end.")
        if saw_everything(coverage):
            yield tag("p", "Nothing was left out.")
        return
    yield tag("h3", f"Not scanned, or only in part: {len(coverage.skipped):,}", class_="blind")
    yield tag("ul", *(tag("li", f"{count:,} {reason}") for reason, count in skipped_by_reason(coverage)[:20]))
    shown = coverage.skipped[:_SKIPPED_SHOWN]
    rows = ((skipped_place(each, report), with_options(clipped(each.reason))) for each in shown)
    yield table(("Artifact", "Reason"), rows)
    if len(coverage.skipped) > _SKIPPED_SHOWN:
        hidden = len(coverage.skipped) - _SKIPPED_SHOWN
        yield tag("p", f"And {counted(hidden, 'more artifact')}: use --format jsonl for all.")


def _set_aside(coverage: Coverage) -> Iterator[Markup]:
    """Yield the findings that are not shown, by kind."""
    kinds = list(set_aside(coverage))
    if kinds:
        yield tag("h3", "Found, but not shown")
        yield tag("ul", *(tag("li", with_options(kind)) for kind in kinds))
