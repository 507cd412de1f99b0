import re
from html import unescape

from akwarden.reports.html_head import MOST_HEAD, html_head, policy_of


def stated(head: str) -> str:
    """Return the policy that a report states itself."""
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', head)
    assert found is not None
    return unescape(found[1])


def test_the_policy_of_a_page_is_the_one_that_it_states() -> None:
    for style in ("", "td { color: red }"):
        head = html_head("Keys", version="1", more_style=style)

        assert policy_of(f"<!doctype html><html>{head}<body></body></html>") == stated(head)


def test_a_sheet_behind_the_first_one_changes_nothing() -> None:
    head = html_head("Keys", version="1")

    assert policy_of(f"{head}<style>body {{ display: none }}</style>") == stated(head)


def test_a_page_without_a_sheet_in_its_head_gets_no_style() -> None:
    head = html_head("Keys", version="1")
    none = "default-src 'none'; style-src 'none'; base-uri 'none'; form-action 'none'"

    assert policy_of("<p>bare</p>") == none
    assert policy_of("<style>never closed") == none
    assert policy_of(" " * MOST_HEAD + head) == none


def test_the_head_of_a_report_ends_within_what_is_read_of_it() -> None:
    assert len(html_head("Keys", version="1")) < MOST_HEAD / 2
