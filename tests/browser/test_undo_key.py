"""What was done is taken back by a key while that is offered, and a field keeps its own undo."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.acts import ask, drawer, filter_by, rows, send, told
from tests.browser.conftest import Look, SignIn
from tests.browser.console import Console

from akwarden.model.person import Role

pytestmark = pytest.mark.xdist_group("flows")
expect.set_options(timeout=20_000)


def remark(page: Page, text: str) -> str:
    """Write a remark beside the first key of a list without a mouse, and return the one before."""
    key = ask(page, "/keys", q="type:root")["rows"][0]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(drawer(page)).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    return str(key["remark"])


@pytest.mark.parametrize("key", ["z", "Control+z"])
def test_a_remark_is_taken_back_by_a_key(key: str, demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    filter_by(page, "type:root")
    expect(rows(page).first).to_be_visible()
    before = remark(page, "taken back in a moment")
    offered = page.get_by_role("region", name="Messages").get_by_role("button", name="Undo")
    expect(offered).to_be_visible()
    expect(offered).to_have_attribute("aria-keyshortcuts", "z")
    look(page, f"undo-{key}")

    page.keyboard.press(key)

    told(page, "It is as it was.")
    assert ask(page, "/keys", q="type:root")["rows"][0]["remark"] == before


def test_a_field_keeps_its_own_undo(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    filter_by(page, "type:root")
    expect(rows(page).first).to_be_visible()
    remark(page, "stays as it is")
    expect(page.get_by_role("region", name="Messages").get_by_role("button", name="Undo")).to_be_visible()

    page.get_by_role("combobox", name="Filter").focus()
    page.keyboard.type(" owner:none")
    page.keyboard.press("Control+z")

    expect(page.get_by_role("region", name="Messages").get_by_role("button", name="Undo")).to_be_visible()
    assert ask(page, "/keys", q="type:root")["rows"][0]["remark"] == "stays as it is"
    edit = send(
        page,
        "/notes",
        {
            "kind": "key",
            "names": [ask(page, "/keys", q="type:root")["rows"][0]["key_id"]],
            "field": "remark",
            "value": [],
        },
    )
    assert edit.status == 200


def test_the_key_stands_in_the_help(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/reports")
    expect(page.get_by_role("heading", name="Reports", exact=True)).to_be_visible()

    page.keyboard.press("?")

    expect(page.get_by_role("dialog", name="Keyboard")).to_contain_text("Undo, while it is offered")
