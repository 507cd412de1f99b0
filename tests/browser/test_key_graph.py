"""What can be reached with a key: a graph that is walked with the keys alone, and the same as a list."""

import re

from playwright.sync_api import Locator, Page, expect
from tests.browser.acts import ask, drawer, width
from tests.browser.conftest import Accessible, Look, SignIn
from tests.browser.console import Console
from tests.browser.view import View, settled, views

from akwarden.model.person import Role

expect.set_options(timeout=20_000)
OWNER = "dataworks-sync"
"""A program of the demo whose key leaked and may do everything; it is in a group, and may take a role."""


def opened(page: Page) -> Locator:
    """Open the part of the key of `OWNER` and return it once it is there."""
    (key,) = (row["key_id"] for row in ask(page, "/keys", q=f"principal:{OWNER} leaks>0")["rows"])
    page.goto(f"/keys/{key}?tab=reach")
    tab = drawer(page)
    expect(tab.locator("[data-sentence]")).to_contain_text(OWNER)
    settled(page)
    return tab


def at(tab: Locator) -> Locator:
    """Return the node that the keys are at."""
    return tab.locator("[data-graph] button[aria-current=true]")


def test_the_worst_path_is_walked_and_grows_by_keys_alone(
    demo: Console, signed_in: SignIn, look: Look
) -> None:
    page = signed_in(demo, Role.VIEWER)
    tab = opened(page)
    nodes = tab.locator("[data-graph] button")
    expect(nodes).to_have_count(5)
    expect(tab.locator("[data-edge=worst]")).to_have_count(4)

    tab.get_by_role("tabpanel").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if at(tab).evaluate("one => one === document.activeElement"):
            break
    expect(at(tab)).to_be_focused()
    for layer in ("key", "identity"):
        page.keyboard.press("ArrowRight")
        expect(at(tab)).to_have_attribute("data-node", layer)
        expect(at(tab)).to_be_focused()
    expect(tab.locator("[data-chosen]")).to_contain_text(OWNER)

    page.keyboard.press("Enter")
    expect(nodes).not_to_have_count(5)
    settled(page)
    expect(at(tab)).to_be_focused()
    look(page, "key-graph-expanded")

    page.keyboard.press("End")
    expect(at(tab)).to_contain_text("everything")
    page.keyboard.press("ArrowLeft")
    expect(at(tab)).to_have_attribute("data-node", "policy")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/permissions/[0-9a-f]{64}$"))


def test_what_was_shown_can_be_folded_again(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER)
    tab = opened(page)
    nodes = tab.locator("[data-graph] button")
    nodes.filter(has_text=OWNER).click()

    tab.get_by_role("button", name=re.compile("^Show more")).click()
    expect(nodes).not_to_have_count(5)
    tab.get_by_role("button", name="Show fewer").click()

    expect(nodes).to_have_count(5)


def test_the_table_has_what_the_picture_has(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER)
    tab = opened(page)
    count = tab.locator("[data-graph] button").count()

    tab.get_by_role("button", name="Table").click()

    expect(tab.locator("[data-graph-list] li")).to_have_count(count)
    expect(tab.locator("[data-graph]")).to_have_count(0)
    tab.get_by_role("link", name=OWNER).click()
    page.wait_for_url(re.compile("/permissions/identities/"))


@views(widths=[1440, 390])
def test_it_is_open_to_everybody(
    view: View, demo: Console, signed_in: SignIn, look: Look, accessible: Accessible
) -> None:
    page = signed_in(demo, Role.VIEWER)
    tab = opened(page)
    look(page, "key-graph")
    accessible(page, "key-graph")

    if view.width < 720:
        more = tab.locator("[data-graph-list] button")
        shown = tab.locator("[data-graph-list] li").count()
        more.first.click()
        expect(tab.locator("[data-graph-list] li")).not_to_have_count(shown)
    else:
        tab.locator("[data-graph] button").filter(has_text=OWNER).press("Enter")
        expect(tab.locator("[data-graph] button")).not_to_have_count(5)
    settled(page)

    look(page, "key-graph-more")
    accessible(page, "key-graph")
    assert width(page) <= view.width
