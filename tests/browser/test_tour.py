"""The tour of the demo: four steps, by keyboard alone, skipped for good, and never in the way."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Accessible, Look, SignIn
from tests.browser.console import Console
from tests.browser.view import WIDTHS, View, settled, views

from akwarden.model.person import Role

expect.set_options(timeout=20_000)


def test_tour_goes_over_four_pages_without_a_mouse(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.VIEWER, tour=True)
    card = page.locator("[data-tour]")
    expect(card).to_contain_text("Tour, 1 of 4")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    look(page, "tour-1")

    for step, path in ((2, "/alarms"), (3, "/keys"), (4, "/settings/accounts")):
        reach(page, "Next")
        page.keyboard.press("Enter")
        expect(card).to_contain_text(f"Tour, {step} of 4")
        expect(page).to_have_url(re.compile(f"{path}$"))
        expect(card).to_be_focused()
        settled(page)
        look(page, f"tour-{step}")
    reach(page, "Look around")
    page.keyboard.press("Enter")
    expect(card).to_have_count(0)

    page.reload()
    expect(page.get_by_role("button", name="Take the tour")).to_be_visible()
    expect(card).to_have_count(0)


def reach(page: Page, name: str) -> None:
    """Go to a button of the tour by Tab alone."""
    button = page.locator("[data-tour]").get_by_role("button", name=name)
    for _ in range(60):
        if button.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never comes to {name}")


def test_tour_is_skipped_for_good_and_taken_again_when_asked_for(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys", tour=True)
    card = page.locator("[data-tour]")
    expect(card).to_be_visible()
    # What is under it works all the same.
    page.get_by_role("combobox", name="Filter").fill("type:root")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=type:root"))

    card.get_by_role("button", name="Skip the tour").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    expect(card).to_have_count(0)

    page.get_by_role("button", name="Take the tour").click()
    expect(card).to_contain_text("Tour, 1 of 4")
    expect(page).to_have_url(re.compile(r"\d/$"))
    card.focus()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_tour_is_part_of_the_demo_alone(fresh: Console, signed_in: SignIn) -> None:
    page = signed_in(fresh, Role.ADMIN, tour=True)

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    settled(page)
    assert page.evaluate("() => localStorage['akwarden.tour'] ?? null") is None
    expect(page.locator("[data-tour]")).to_have_count(0)


@views(widths=[WIDTHS[0], WIDTHS[-1]])
def test_tour_is_open_to_everybody(
    view: View, demo: Console, signed_in: SignIn, look: Look, accessible: Accessible
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/reports", tour=True)
    page.locator("[data-tour]").wait_for()
    settled(page)

    look(page, "tour")
    accessible(page, "tour")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= view.width
