"""Every page of the console: seen by axe in both themes and languages, nothing cut off, a picture of each."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser import axe
from tests.browser.conftest import Accessible, Look, Open, SignIn
from tests.browser.console import Console
from tests.browser.view import WIDTHS, Theme, View, settled, views

from akwarden.model.person import Role

PAGES = {
    "overview": "/",
    "keys": "/keys",
    "ips": "/ips",
    "alarms": "/alarms",
    "leaks": "/leaks",
    "permissions": "/permissions",
    "rotation": "/rotation",
    "calls": "/calls",
    "reports": "/reports",
    "settings": "/settings",
}
DRAWERS = {"keys": "keys-drawer", "ips": "ips-drawer", "alarms": "alarms-drawer", "leaks": "leaks-drawer"}
"""Lists whose first row opens."""
ELSEWHERE = {"report-beside", "report-file", "views-save", "views-window"}
"""What tests in other files look at."""
LookedOver = Callable[[Page, str], None]
ROW = "[role=grid] [role=row][aria-rowindex='2']"


@pytest.fixture
def looked_over(view: View, look: Look, accessible: Accessible) -> LookedOver:
    """Give a function that looks at a page as wide as it is; in the light theme at the other widths too."""

    def looked_over(page: Page, name: str) -> None:
        look(page, name)
        accessible(page, name)
        for width in WIDTHS[1:] if view.theme is Theme.LIGHT else ():
            narrow = View(theme=view.theme, language=view.language, width=width)
            page.set_viewport_size(narrow.options["viewport"])
            settled(page)
            look(page, name, view=narrow)
            accessible(page, name, view=narrow)
            wide = page.evaluate("() => document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide where {width} are seen"
        page.set_viewport_size(view.options["viewport"])

    return looked_over


@views(widths=WIDTHS[:1])
@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_to_everybody(
    name: str, view: View, demo: Console, signed_in: SignIn, looked_over: LookedOver
) -> None:
    del view
    page = signed_in(demo, Role.ADMIN, at=PAGES[name])
    settled(page)

    looked_over(page, name)
    if name in DRAWERS:
        page.locator(ROW).locator("[data-cell]").first.click()
        page.locator("[data-drawer]").wait_for()
        settled(page)
        looked_over(page, DRAWERS[name])


@views(widths=WIDTHS[:1])
def test_page_before_the_login_is_open_to_everybody(
    view: View, fresh: Console, open_page: Open, looked_over: LookedOver
) -> None:
    del view
    page = open_page(fresh.origin)

    page.goto(fresh.link)
    settled(page)
    looked_over(page, "welcome")


def test_faults_planted_into_the_console_are_found(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    settled(page)

    page.evaluate("() => { document.querySelector('h1').style.color = '#d8d8d8'; }")
    page.evaluate("() => { document.querySelector('main').append(document.createElement('input')); }")
    found = {spot.rule for spot in axe.ask(page).violations}

    assert {"color-contrast", "label"} <= found


def test_reasons_are_given_for_pages_that_are_looked_at() -> None:
    looked_at = {*PAGES, *DRAWERS.values(), "welcome", "login", *ELSEWHERE}

    assert {reason.page for reason in axe.reasons()} - looked_at == set()
    assert [reason for reason in axe.reasons() if len(reason.why) < len("why it is right")] == []
