"""Views that the server keeps: of a person in every browser, shared, pinned, and taken over from before."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.acts import ask, filter_by, send, told
from tests.browser.conftest import Accessible, Look, SignIn
from tests.browser.console import Console
from tests.browser.view import View, settled, views
from tests.browser.watch import watch_of

from akwarden.model.person import Role

# They share a demo, and the views of its people: one after the other.
pytestmark = pytest.mark.xdist_group("saved-views")
expect.set_options(timeout=20_000)


def rail(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Pages")


def save(page: Page, name: str, *checks: str, shared_with: str = "You alone") -> None:
    """Save what is shown under a name, with these boxes checked, for some people."""
    page.get_by_role("button", name="Save this view").click()
    page.get_by_label("Name of the view").fill(name)
    for check in checks:
        page.get_by_label(check).check()
    page.get_by_label("Who has it").select_option(shared_with)
    page.get_by_label("Name of the view").press("Enter")
    told(page, re.compile("The view is saved"))


def manage(page: Page) -> Locator:
    """Open the window of all views, and return it."""
    page.get_by_role("button", name="Views", exact=True).click()
    page.get_by_role("menuitem", name="Manage views").click()
    return page.get_by_role("dialog", name="Views")


def forget(window: Locator, name: str) -> None:
    """Forget a view, which asks once more."""
    window.get_by_role("button", name=f"Forget {name}").click()
    window.get_by_role("group", name=f"Forget {name}").get_by_role("button", name="Forget").click()


def own_views(page: Page) -> list[Any]:
    """Return one's own views: what others share may come and go meanwhile."""
    return [one for one in ask(page, "/views")["rows"] if one["editable"]]


def forget_all(page: Page) -> None:
    """Leave nothing behind for whoever comes next."""
    csrf = ask(page, "/me")["csrf"]
    for one in own_views(page):
        page.request.delete(f"/api/v1/views/{one['id']}", headers={"X-CSRF-Token": csrf})


def test_a_view_is_there_in_another_browser_and_in_its_rail(
    demo: Console, signed_in: SignIn, look: Look
) -> None:
    page = signed_in(demo, Role.ROTATOR, at="/keys")
    filter_by(page, "type:root status:active")
    save(page, "Root keys that work", "Pin to the rail")
    expect(rail(page).get_by_role("link", name="Root keys that work")).to_be_visible()
    look(page, "views-saved")

    other = signed_in(demo, Role.ROTATOR, at="/ips")
    rail(other).get_by_role("link", name="Root keys that work").click()
    expect(other).to_have_url(re.compile(r"/keys\?q=type:root\+status:active$"))
    expect(other.get_by_role("combobox", name="Filter")).to_have_value("type:root status:active")
    forget_all(other)


def test_a_view_is_renamed_and_forgotten(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ROTATOR, at="/keys")
    filter_by(page, "owner:none")
    save(page, "Nobody's")
    page.goto("/keys")

    window = manage(page)
    window.get_by_role("button", name="Rename Nobody's").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Whose are they")
    page.keyboard.press("Enter")
    expect(window.get_by_role("link", name="Whose are they")).to_be_visible()
    window.get_by_role("button", name="Forget Whose are they").click()
    window.get_by_role("button", name="Keep").click()
    forget(window, "Whose are they")
    expect(window.get_by_role("link", name="Whose are they")).to_have_count(0)


def test_a_shared_view_is_for_everybody_and_changed_by_its_owner(
    demo: Console, signed_in: SignIn, look: Look
) -> None:
    page = signed_in(demo, Role.RESPONDER, at="/alarms")
    filter_by(page, "level:critical")
    save(page, "Tonight", shared_with="Everybody who can log in")

    other = signed_in(demo, Role.VIEWER, at="/alarms")
    other.get_by_role("button", name="Views", exact=True).click()
    other.get_by_role("menuitemcheckbox", name="Tonight").click()
    expect(other).to_have_url(re.compile(r"/alarms\?q=level:critical$"))
    other.get_by_role("button", name="Save this view").click()
    expect(other.get_by_label("Who has it")).to_be_disabled()
    other.keyboard.press("Escape")
    other.goto("/alarms")
    window = manage(other)
    expect(window).to_contain_text(re.compile(r"shared by responder\S* · for everybody"))
    expect(window.get_by_role("button", name="Rename Tonight")).to_have_attribute("aria-disabled", "true")
    look(other, "views-shared")
    window.get_by_role("button", name="Pin Tonight to the rail").click()
    expect(window.get_by_role("button", name="Take Tonight out of the rail")).to_be_visible()

    page.goto("/alarms")
    window = manage(page)
    window.get_by_role("button", name="Who has Tonight").click()
    page.get_by_role("menuitemcheckbox", name="People who see all accounts").click()
    expect(window).to_contain_text(re.compile(r"shared by responder\S* · for people who see all accounts"))
    forget(window, "Tonight")
    expect(window).not_to_contain_text("Tonight")
    other.reload()
    expect(other.get_by_role("heading", name="Alarms")).to_be_visible()
    expect(rail(other).get_by_role("link", name="Tonight")).to_have_count(0)


def test_a_default_view_stands_in_the_rail_and_leaves_nothing_behind(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.APPROVER, at="/keys?q=type:root")
    page.get_by_role("button", name="Root keys").click()
    page.get_by_role("menuitem", name="Pin to the rail").click()
    expect(rail(page).get_by_role("link", name="Root keys")).to_be_visible()

    page.get_by_role("button", name="Root keys").click()
    expect(page.get_by_role("menuitemcheckbox", name="Root keys")).to_have_count(1)
    page.get_by_role("menuitem", name="Take out of the rail").click()
    expect(rail(page).get_by_role("link", name="Root keys")).to_have_count(0)
    assert own_views(page) == []


def test_views_that_the_browser_kept_are_taken_over_once(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.AUDITOR, at="/reports")
    page.evaluate(
        """() => {
          localStorage.setItem("akwarden.views", JSON.stringify([
            { title: "Old one", href: "/keys?q=owner:none" }, { title: "Of no list", href: "/settings?x=1" },
          ]));
          localStorage.setItem("akwarden.pinned", JSON.stringify([
            { title: "Root keys", href: "/keys?q=type:root" },
          ]));
        }"""
    )
    # What is no view is refused, and forgotten.
    with watch_of(page).expecting("status of 400"):
        page.reload()
        expect(rail(page).get_by_role("link", name="Root keys")).to_be_visible()

    rows = own_views(page)
    assert [(one["name"], one["query"], one["pinned"], one["shared_with"]) for one in rows] == [
        ("Old one", "q=owner:none", False, "nobody"),
        ("Root keys", "q=type:root", True, "nobody"),
    ]
    kept = page.evaluate("() => [localStorage['akwarden.views'], localStorage['akwarden.pinned']]")
    assert kept == ["[]", "[]"]
    forget_all(page)
    page.reload()
    expect(page.get_by_role("heading", name="Reports", exact=True)).to_be_visible()
    assert own_views(page) == []


@views(widths=[1440])
def test_views_are_open_to_everybody(
    view: View, demo: Console, signed_in: SignIn, look: Look, accessible: Accessible
) -> None:
    del view
    page = signed_in(demo, Role.ANALYST, at="/leaks?q=status:open")
    settled(page)
    body = {"name": "Open ones", "place": "leaks", "query": "q=status:open", "pinned": True}
    assert send(page, "/views", body).status == 201
    page.reload()
    settled(page)

    page.locator("button:has(.lucide-bookmark-plus)").click()
    page.locator("form input[type=checkbox]").first.wait_for()
    look(page, "views-save")
    accessible(page, "views-save")
    page.keyboard.press("Escape")
    page.locator("button:has(.lucide-bookmark)").first.click()
    page.get_by_role("menuitem").last.click()
    page.locator("[data-view]").first.wait_for()
    look(page, "views-window")
    accessible(page, "views-window")
    forget_all(page)
