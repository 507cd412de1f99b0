"""How fast and how heavy the console is, measured in a browser that has nothing of it yet."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from tests.browser import measure
from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.measure import Figures
from tests.browser.view import settled

from akwarden.model.person import Role

pytestmark = pytest.mark.alone

TIMES = 5
"""How often a page is opened for a median."""
ROW = "[role=grid] [role=row][aria-rowindex='2']"
DRAWER = "[data-drawer]"

Fresh = Callable[[str], Page]


@pytest.fixture
def opened(demo: Console, signed_in: SignIn) -> Callable[[str], Iterator[Page]]:
    """Give a function that opens an address again and again, each time with an empty cache."""

    def opened(at: str) -> Iterator[Page]:
        for _ in range(TIMES):
            page = signed_in(demo, Role.VIEWER, at=at)
            yield page
            page.close()

    return opened


@pytest.mark.parametrize("path", ["/", "/keys"])
def test_page_paints_soon(path: str, opened: Callable[[str], Iterator[Page]], figures: Figures) -> None:
    paints = [measure.first_paint(page) for page in opened(path)]

    figures.hold(measure.FIRST_PAINT, paints, of=path)


def test_list_is_usable_soon(opened: Callable[[str], Iterator[Page]], figures: Figures) -> None:
    usable = [measure.shown(page, ROW) for page in opened("/keys")]

    figures.hold(measure.LIST_USABLE, usable, of="/keys")


def test_list_waits_for_few_requests_and_not_for_one_behind_the_other(
    demo: Console, signed_in: SignIn, figures: Figures
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys?q=status:active")

    usable = measure.shown(page, ROW)

    asked = measure.requests(page)
    (rows,) = [at for path, at in asked.items() if path.startswith("/api/v1/keys?q=status")]
    (code,) = [at for path, at in asked.items() if "/KeysPage-" in path]
    assert asked["/api/v1/me"] <= code
    assert rows <= code
    figures.hold(measure.REQUESTS, [sum(at < usable for at in asked.values())], of="/keys")


def test_drawer_opens_at_once_and_keys_are_followed(
    demo: Console, signed_in: SignIn, figures: Figures
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    page.locator(ROW).wait_for()
    settled(page)

    opened, presses = [], []
    for _ in range(TIMES):
        opened.append(measure.until_shown(page, page.locator(ROW).click, DRAWER))
        page.keyboard.press("Escape")
        page.locator(DRAWER).wait_for(state="detached")
        presses.append(measure.key_press(page, "j"))

    figures.hold(measure.DRAWER, opened, of="/keys")
    figures.hold(measure.KEY_PRESS, presses, of="/keys")


def test_list_stays_light_however_far_it_is_scrolled(
    demo: Console, signed_in: SignIn, figures: Figures
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    page.locator(ROW).wait_for()

    for _ in range(40):
        page.locator("[role=grid]").hover()
        page.mouse.wheel(0, 2000)
    settled(page)

    figures.hold(measure.ELEMENTS, [measure.elements(page)], of="/keys")
    figures.hold(measure.HEAP, [measure.heap(page)], of="/keys")
