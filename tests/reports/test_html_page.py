import base64
import hashlib
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from syrupy.assertion import SnapshotAssertion
from tests.reports.hostile import is_calm, reports
from tests.reports.samples import (
    allowed_finding,
    coverage,
    finding,
    findings,
    location,
    neutral,
    partial_coverage,
    rendered,
    report,
)

import akwarden.reports
from akwarden.model.severity import Severity
from akwarden.model.verification import Active
from akwarden.reports.protocol import Report

STYLE = (Path(akwarden.reports.__file__).parent / "report.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
TAGS = {"html", "head", "meta", "title", "style", "body", "header", "main", "section", "footer", "article"}
TAGS |= {"h1", "h2", "h3", "h4", "p", "ul", "li", "a", "span", "dl", "dt", "dd", "code", "mark"}
TAGS |= {"figure", "figcaption", "pre", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "id", "class", "href", "scope", "role"}


class Outline(HTMLParser):
    """Reads a page, holds it to what we may write, and keeps what the tests ask for."""

    def __init__(self, page: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        assert {name for name, _ in attrs} <= ATTRIBUTES
        self.tags[tag] += 1
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data


def outline(page: str) -> Outline:
    """Return the outline of a page whose elements are all closed and whose links all lead somewhere."""
    read = Outline(page)
    assert read.open == []
    assert {link.removeprefix("#") for link in read.links} <= set(read.ids)
    return read


def test_whole_page(snapshot: SnapshotAssertion) -> None:
    page = rendered("html", report(*findings(), coverage=partial_coverage()))

    assert neutral(page.replace(STYLE, "").replace(STYLE_HASH, "")) == snapshot


def test_page_needs_nothing_but_itself() -> None:
    page = rendered("html", report(*findings(), coverage=partial_coverage()))

    assert outline(page).tags["style"] == 1
    assert f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{STYLE_HASH}&#x27;; base-uri" in page
    assert not re.search(r"<(script|link|img|iframe)|url\(|@import|https?:", page)


def test_numbers_lead_to_their_keys() -> None:
    page = outline(rendered("html", report(*findings())))

    assert page.links == ["#works", "#medium", "#info"]


def test_keys_that_still_work_stand_first_are_marked_and_counted() -> None:
    works = finding(key_id="a", severity=Severity.LOW, secret=None, verification=Active("alice"))
    page = rendered("html", report(finding(), works))

    assert page.index('<section id="works">') < page.index('<section id="critical">')
    assert '<span class="level works">still works</span>' in page.partition('<section id="critical">')[0]
    assert "1 still works, 1 not checked." in outline(page).text
    assert outline(page).links == ["#critical", "#works"]


def test_what_is_allowed_shows_how_bad_it_is_too() -> None:
    text = outline(rendered("html", report(allowed_finding()))).text

    assert "allowed critical Tencent Cloud access key" in text
    assert "Whyallowed by an ignore file: made up for the tests" in text


def test_what_was_not_read_on_purpose_is_not_called_found() -> None:
    seen = coverage(excluded=("docs",), unchanged=3)

    text = outline(rendered("html", report(coverage=seen))).text

    assert "Left out by --exclude: whatever matches docs." in text
    assert "Not read again: 3 git objects" in text
    assert "Found, but not shown" not in text
    assert "Nothing was left out." not in text


def test_options_in_an_advice_are_not_broken_between_their_hyphens() -> None:
    page = rendered("html", report(finding(remediation="run aws --status Inactive <now>")))

    assert 'run aws <span class="option">--status</span> Inactive &lt;now&gt;' in page


def test_headings_stand_in_order() -> None:
    page = rendered("html", report(*findings(), coverage=partial_coverage()))

    levels = [int(level) for level in re.findall(r"<h(\d)", page)]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_severity_is_a_word_and_not_only_a_colour() -> None:
    text = outline(rendered("html", report(finding(severity=Severity.HIGH)))).text

    assert "1high" in text
    assert "High: 1 key" in text


def test_blind_spots_are_told_beside_the_numbers() -> None:
    left_out = coverage(skipped=partial_coverage().skipped, interrupted=True)

    before_keys = outline(rendered("html", report(coverage=left_out))).text.partition("Coverage")[0]

    assert "12 artifacts not scanned, or only in part: keys may lie there unseen." in before_keys
    assert "The scan was stopped before its end: the numbers are too low." in before_keys


def test_clean_scan_says_what_was_looked_at() -> None:
    text = outline(rendered("html", report())).text

    assert "No keys found." in text
    assert "Scanned 1,204 items (12.3 MiB) in 2.1 s: ." in text
    assert "Nothing was left out." in text


def test_many_places_are_counted() -> None:
    places = tuple(location(vpath=f"copy-{n}") for n in range(50))

    page = outline(rendered("html", report(finding(related=places, occurrences=1234))))

    assert page.tags["tr"] == 1 + 20
    assert "And 1,213 more places: use --format jsonl for all." in page.text


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_colours_have_enough_contrast(scheme: str) -> None:
    palettes = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    palette = palettes[("light", "dark", "print").index(scheme)]
    color = dict(re.findall(r"--([\w-]+): (#\w{6})", palette))
    pairs = [(text, ground) for text in ("ink", "muted", "accent") for ground in ("bg", "panel")]
    for level in ("critical", "high", "medium", "low"):
        pairs += [(level, f"{level}-fill"), (level, "panel"), ("ink", f"{level}-fill")]

    ratios = {pair: contrast(color[pair[0]], color[pair[1]]) for pair in pairs}

    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


def contrast(text: str, ground: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    dark, light = sorted((luminance(text), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@given(reports)
def test_hostile_reports_stay_text(shown: Report) -> None:
    page = rendered("html", shown)

    page.encode()
    assert is_calm(page)
    read = outline(page)
    assert read.tags["style"] == 1
    assert read.tags["article"] <= len(shown.findings)


def test_what_is_allowed_has_a_section_of_its_own_and_is_not_counted() -> None:
    page = rendered("html", report(allowed_finding(), finding()))

    assert "1 key in 1 place. Shown, but allowed: 1 key." in page
    assert page.index('<section id="critical">') < page.index('<section id="allowed">')
    assert "allowed by an ignore file: made up for the tests" in page.partition('<section id="allowed">')[2]
    assert "No keys found. Shown, but allowed: 1 key." in rendered("html", report(allowed_finding()))
