"""How somebody comes in by the forms of a fresh server, without a mouse."""

from playwright.sync_api import Page, expect
from tests.browser.console import Console

PASSWORD = "a sentence of several words"


def be_the_first(page: Page, fresh: Console, login: str = "wang.fang") -> None:
    """Follow the link of the first start, without a mouse."""
    page.goto(fresh.link)
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type(login)
    for text in ("Wang Fang", PASSWORD, PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def log_in(page: Page) -> None:
    """Log in by the form, without a mouse."""
    expect(page.get_by_label("Login")).to_be_focused()
    page.keyboard.type("wang.fang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
