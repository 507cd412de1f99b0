"""What people do on every page: filter a list, find a row, open it; and what the API says of it."""

import json
import re
from typing import Any

import msgspec
from playwright.sync_api import APIResponse, Locator, Page, expect


class Answer(msgspec.Struct, frozen=True):
    """What the API answered."""

    status: int
    """Such as 403."""
    body: Any
    """What it said."""


def ask(page: Page, path: str, **params: str) -> Any:
    """Return what the API says to whoever is logged in on a page."""
    answer = page.request.get(f"/api/v1{path}", params={**params})
    assert answer.ok, f"{path}: {answer.status} {answer.text()}"
    return answer.json()


def send(page: Page, path: str, body: dict[str, Any]) -> Answer:
    """Send the API what the page itself would send, as whoever is logged in on it."""
    csrf = ask(page, "/me")["csrf"]
    answer = page.request.post(f"/api/v1{path}", data=body, headers={"X-CSRF-Token": csrf})
    return Answer(answer.status, _said(answer))


def _said(answer: APIResponse) -> Any:
    try:
        return answer.json()
    except json.JSONDecodeError:
        return answer.text()


def filter_by(page: Page, query: str) -> None:
    """Filter a list by a query, without a mouse: `/`, the query, Enter."""
    # The list has to be there: before that nothing hears the key.
    expect(page.get_by_role("combobox", name="Filter")).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Filter")).to_be_focused()
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]q="))
    # Enter closed what was suggested; this leaves the field.
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Filter")).not_to_be_focused()


def rows(page: Page) -> Locator:
    """Return the rows of a list, without its head."""
    return page.get_by_role("grid").get_by_role("row").filter(has=page.get_by_role("gridcell"))


def row(page: Page, text: str | re.Pattern[str]) -> Locator:
    """Return the row of a list that holds a text."""
    return rows(page).filter(has_text=text)


def drawer(page: Page) -> Locator:
    """Return what is open beside the list."""
    return page.locator("[data-drawer]")


def told(page: Page, text: str | re.Pattern[str]) -> Locator:
    """Wait until a message in the corner says something, and return it."""
    found = page.get_by_role("region", name="Messages").locator("> *").filter(has_text=text)
    expect(found).to_be_visible()
    return found


def hidden(page: Page) -> int:
    """Return how many rows a list says it leaves out."""
    chip = page.get_by_role("button", name=re.compile(r"hidden$"))
    return int(re.sub(r"\D", "", chip.inner_text())) if chip.count() else 0


def width(page: Page) -> int:
    """Return how wide a page is, which is more than is seen where something sticks out."""
    return int(page.evaluate("() => document.documentElement.scrollWidth"))
