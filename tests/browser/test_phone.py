"""The console on a phone."""

import pytest
from playwright.sync_api import expect
from tests.browser.acts import drawer, width
from tests.browser.conftest import Look, SignIn
from tests.browser.console import Console
from tests.browser.view import Language, Theme, views

from akwarden.model.person import Role

# It looks at what other flows change: one after the other.
pytestmark = pytest.mark.xdist_group("flows")
# Pages wait for a server that shares the machine with other tests.
expect.set_options(timeout=20_000)


@views(themes=[Theme.LIGHT], languages=[Language.ENGLISH], widths=[390])
def test_phone(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.RESPONDER, at="/alarms?q=rule:trail-stopped")
    card = page.get_by_role("listitem").filter(has_text="The recording of what is done is stopped")
    expect(card).to_be_visible()
    expect(page.get_by_role("grid")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    assert width(page) == 390
    look(page, "flow-phone-alarms")

    card.get_by_role("button", name="Open").tap()
    beside = drawer(page)
    expect(beside.get_by_role("heading", name="Why we say so")).to_be_visible()
    box = beside.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    assert width(page) == 390
    look(page, "flow-phone-drawer")
    beside.get_by_role("button", name="Close").tap()
    expect(card).to_be_visible()

    page.get_by_role("button", name="Pages").tap()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Leaks").tap()
    expect(page.get_by_role("heading", name="Leaks", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    assert width(page) == 390
    look(page, "flow-phone-leaks")
