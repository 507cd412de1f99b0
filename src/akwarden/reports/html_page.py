"""One self-contained HTML file: no script, nothing fetched, everything from the scan escaped."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TextIO

from akwarden.model.finding import Finding
from akwarden.model.severity import Severity
from akwarden.reports.code_frame import MarkedLine, marked_lines
from akwarden.reports.coverage_words import scanned_words
from akwarden.reports.html_coverage import coverage_section
from akwarden.reports.html_head import html_head
from akwarden.reports.leaked_key import LeakedKey, count_by_severity, counting, group_by_key
from akwarden.reports.markup import Markup, join, table, tag, with_options
from akwarden.reports.place import history_of, label_of
from akwarden.reports.protocol import RenderOptions, Report
from akwarden.reports.wording import (
    allowed_words,
    counted,
    key_words,
    rule_words,
    validity_counts,
    verification_words,
)

_PLACES_SHOWN = 20
_FRAMES_SHOWN = 5
_WORKS = "works"
"""The section of the keys that still work."""


class HtmlRenderer:
    """The format to hand on: opens in any browser, prints, and needs no network."""

    name = "html"

    def render(self, report: Report, out: TextIO, options: RenderOptions) -> None:  # noqa: ARG002, no choices
        """Write the page, a key at a time."""
        keys = group_by_key(report.findings)
        key_ids = frozenset(each.key_id for each in report.findings if each.key_id)
        head = html_head(f"Leaked access keys, {report.finished_at:%Y-%m-%d}", version=report.version)
        out.write(f'<!doctype html>\n<html lang="en">\n{head}\n<body>\n')
        out.write(f"{_banner(report)}\n<main>\n{_numbers(keys, report)}\n")
        counted_keys = counting(keys)
        out.writelines(_section(_WORKS, "Still works", [key for key in counted_keys if key.works], key_ids))
        for level in Severity:
            of_level = [key for key in counted_keys if key.severity is level and not key.works]
            out.writelines(_section(level.value, level.value.capitalize(), of_level, key_ids))
        out.writelines(_section("allowed", "Allowed", [key for key in keys if key.allowed], key_ids))
        out.write(f"{coverage_section(report)}\n</main>\n{_footer(report)}\n</body>\n</html>\n")


def _banner(report: Report) -> Markup:
    """Return the title and what was scanned."""
    return tag(
        "header",
        tag("h1", "Leaked access keys"),
        tag("p", scanned_words(report), class_="meta"),
        tag("p", f"{report.finished_at:%Y-%m-%d %H:%M %Z}", class_="meta"),
    )


def _numbers(keys: tuple[LeakedKey, ...], report: Report) -> Markup:
    """Return the five numbers, each a link to its keys, and what makes them incomplete."""
    shown = counting(keys)
    others = {key.severity for key in shown if not key.works}
    tiles = [
        _tile(level, count, level.value if level in others else _WORKS)
        for level, count in count_by_severity(shown).items()
    ]
    places = sum(key.occurrences for key in shown)
    summary = f"{counted(len(shown), 'key')} in {counted(places, 'place')}." if shown else "No keys found."
    validity = validity_counts(shown)
    if len(keys) > len(shown):
        summary += f" Shown, but allowed: {counted(len(keys) - len(shown), 'key')}."
    return tag(
        "section",
        tag("h2", "Summary"),
        tag("p", summary),
        *([tag("p", f"{validity[:1].upper()}{validity[1:]}.")] if validity else []),
        tag("ul", *tiles, class_="numbers"),
        *_blind_spots(report),
    )


def _tile(level: Severity, count: int, section: str) -> Markup:
    """Return one number with its word, which leads to a section; a zero leads nowhere."""
    inside = join(tag("span", f"{count:,}", class_="number"), tag("span", level.value, class_="word"))
    shown = tag("a", inside, href=f"#{section}") if count else inside
    return tag("li", shown, class_=f"{level.value}{'' if count else ' none'}")


def _blind_spots(report: Report) -> Iterator[Markup]:
    """Yield what a reader of the numbers must know: that the scan did not see everything."""
    coverage = report.coverage
    if coverage.interrupted:
        yield tag("p", "The scan was stopped before its end: the numbers are too low.", class_="blind")
    if coverage.skipped:
        words = f"{counted(len(coverage.skipped), 'artifact')} not scanned, or only in part"
        yield tag("p", tag("a", words, href="#coverage"), ": keys may lie there unseen.", class_="blind")


def _section(name: str, title: str, keys: list[LeakedKey], key_ids: AbstractSet[str]) -> Iterator[str]:
    """Yield the section with the keys of one severity, or those that are allowed; nothing without keys."""
    if not keys:
        return
    yield f'<section id="{name}">\n'
    yield tag("h2", f"{title}: {counted(len(keys), 'key')}") + "\n"
    for key in keys:
        yield _key(key, key_ids) + "\n"
    yield "</section>\n"


def _key(key: LeakedKey, key_ids: AbstractSet[str]) -> Markup:
    """Return one key: what, how sure, what to do, where."""
    worst = key.worst
    note = ["an example key or a placeholder"] if any(each.example for each in key.findings) else []
    facts = [
        *([("Why", allowed_words(key.allowed))] if key.allowed else []),
        ("Key", tag("code", key_words(key))),
        ("Validity", verification_words(key.verification)),
        ("Rule", rule_words(worst)),
        *(("Note", words) for words in note),
    ]
    return tag(
        "article",
        tag("h3", *_badges(key), worst.title),
        tag("dl", *(join(tag("dt", name), tag("dd", value)) for name, value in facts)),
        *(
            tag("p", with_options(words), class_="advice")
            for words in (() if key.allowed else key.remediations)
        ),
        tag("h4", f"Where: {counted(key.occurrences, 'place')}"),
        *_frames(key, key_ids),
        *_more_places(key),
        class_="info" if key.allowed else worst.severity.value,
    )


def _badges(key: LeakedKey) -> Iterator[Markup]:
    """Yield what a glance at a key must tell: whether it counts, how bad it is, and that it still works."""
    words = [("allowed", "level")] if key.allowed else []
    words += [(key.severity.value, f"level {key.severity.value}")]
    words += [("still works", "level works")] if key.works else []
    for word, kind in words:
        yield join(tag("span", word, class_=kind), " ")


def _framed(key: LeakedKey) -> list[Finding]:
    """Return the findings whose code is shown."""
    return [each for each in key.findings if each.frame][:_FRAMES_SHOWN]


def _frames(key: LeakedKey, key_ids: AbstractSet[str]) -> Iterator[Markup]:
    """Yield the first places that have code, with it."""
    for finding in _framed(key):
        caption = [tag("code", label_of(finding.location))]
        history = history_of(finding.location)
        caption += [tag("span", history, class_="history")] if history else []
        lines = [_line(line) for line in marked_lines(finding, key_ids)]
        yield tag("figure", tag("figcaption", *caption), tag("pre", *lines))


def _line(line: MarkedLine) -> Markup:
    """Return one line of code; the primary one has a pointer, the key in it is marked."""
    pointer = ">" if line.is_primary else " "
    start, stop = line.mark or (0, 0)
    marked = tag("mark", line.text[start:stop]) if line.mark else ""
    code = join(line.text[:start], marked, line.text[stop:])
    number = tag("span", f"{pointer} {line.number:>5} ", class_="gutter")
    gap = tag("span", "...", class_="line gap") + "\n" if line.follows_gap else ""
    shown = tag("span", number, code, class_="line primary" if line.is_primary else "line")
    return Markup(f"{gap}{shown}\n")


def _more_places(key: LeakedKey) -> Iterator[Markup]:
    """Yield the places without code as a table, and how many are not listed."""
    framed = {each.location for each in _framed(key)}
    others = [place for place in key.places if place not in framed]
    shown = others[:_PLACES_SHOWN]
    if shown:
        yield table(
            ("Place", "History"), ((label_of(each), history_of(each) or "no git history") for each in shown)
        )
    hidden = key.occurrences - len(framed) - len(shown)
    if hidden > 0:
        yield tag("p", f"And {counted(hidden, 'more place')}: use --format jsonl for all.", class_="meta")


def _footer(report: Report) -> Markup:
    """Return who made it. Not how to make it again: a command line may hold what is not to be handed on."""
    return tag("footer", tag("p", f"akwarden {report.version}"))
