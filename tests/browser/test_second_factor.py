"""A second factor that is demanded: whoever has none is led to set one up, and gets no further before."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Accessible, Look, Open
from tests.browser.console import Console, running
from tests.browser.view import settled
from tests.browser.watch import watch_of

PASSWORD = "seven blue horses swim"


@pytest.fixture
def strict(built_console: Path, tmp_path: Path) -> Iterator[Console]:
    """Give a console of one's own that demands a second factor."""
    del built_console
    home = tmp_path / "home"
    home.mkdir()
    (home / "akwarden.toml").write_text('[login]\nsecond_factor = "everyone"\n', encoding="utf-8")
    with running(home, "up") as console:
        yield console


def test_first_administrator_sets_one_up_before_anything_else(
    strict: Console, open_page: Open, look: Look, accessible: Accessible
) -> None:
    page = open_page(strict.origin)
    page.goto(strict.link)
    page.get_by_label("Login").fill("ada")
    page.get_by_label("Name").fill("Ada")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    # What the page asks for ahead is refused.
    with watch_of(page).expecting("status of 403"):
        page.goto("/keys")
        expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
        settled(page)
    look(page, "second-factor")
    accessible(page, "second-factor")
    page.get_by_role("button", name="Set up", exact=True).click()
    page.get_by_label("Your password, once more").fill(PASSWORD)
    page.locator("main form").get_by_role("button", name="Go on").click()
    secret = page.locator("code").first.inner_text()
    page.get_by_label("The code that it shows now").fill(pyotp.TOTP(secret).at(datetime.now(UTC)))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    look(page, "second-factor-codes")
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
