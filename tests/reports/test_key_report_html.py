import base64
import hashlib
import io
import re
from html.parser import HTMLParser

import msgspec
from tests.reports.key_report_samples import REPORT, hostile_report, report_with

from akwarden.model.access_key import KeyStatus
from akwarden.model.principal import PrincipalType
from akwarden.reports.key_report import KeyReport
from akwarden.reports.key_report_html import write_html


class Seen(HTMLParser):
    """What a browser finds in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert [name for name, _ in attrs if name.startswith("on") or name == "src"] == []

    def handle_data(self, data: str) -> None:
        self.text += data


def page(report: KeyReport) -> str:
    """Give the page of a report."""
    out = io.StringIO()
    write_html(report, out)
    return out.getvalue()


def test_the_page_tells_the_key_what_was_not_seen_and_how_to_make_it_again() -> None:
    text = Seen(page(REPORT)).text

    assert f"AKID{1:032d}" in text
    assert "leaked, and it still works" in text
    assert "prod (100000000001): the users. not allowed. Mend: allow cam:ListUsers." in text
    assert "dev (100000000002) was never read: its keys are missing." in text
    assert "Deleted keys that are left out: 3." in text
    assert "To make it again: akwarden report keys --where account:prod --format html" in text
    assert "Data as of 2026-06-01T11:00:00Z." in text


def test_the_numbers_say_that_they_are_not_whole() -> None:
    text = Seen(page(REPORT)).text

    assert "2 blind spots: keys may be there that are not listed." in text
    assert re.search(r"1\s*leaked and live", text)
    assert re.search(r"1\s*unused for 90 days", text)


def test_a_root_key_that_is_disabled_is_not_counted_as_one_that_works() -> None:
    root = report_with(principal_type=PrincipalType.ROOT, status=KeyStatus.INACTIVE, leaks=0)

    text = Seen(page(root)).text

    assert re.search(r"0\s*root keys that work", text)
    assert re.search(r"0\s*leaked and live", text)


def test_hostile_texts_make_no_element_and_steer_nothing() -> None:
    written = page(hostile_report())

    seen = Seen(written)
    assert "script" not in seen.tags
    assert set(seen.tags) - {"meta"} == set(Seen(page(REPORT)).tags) - {"meta"}
    assert "\u202e" not in written
    assert "\x1b" not in written


def test_nothing_is_fetched_and_only_our_own_style_counts() -> None:
    written = page(REPORT)

    (style,) = re.findall(r"<style>(.*?)</style>", written, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;" in written
    assert re.findall(r"(?:href|src)=\"(?!#)", written) == []
    assert "url(" not in style


def test_a_report_of_no_keys_says_so() -> None:
    empty = msgspec.structs.replace(REPORT, keys=(), accounts=(), hidden=0)

    text = Seen(page(empty)).text

    assert "0 keys" in text
    assert "Data as of not known." in text
