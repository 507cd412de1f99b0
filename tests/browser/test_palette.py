"""The palette: what is typed is what is done."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Look, SignIn
from tests.browser.console import Console

from akwarden.model.person import Role

pytestmark = pytest.mark.xdist_group("flows")

_TYPED_AND_ENTERED = """async (field) => {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, "Leaks");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await Promise.resolve();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}"""


def test_what_is_typed_and_entered_at_once_is_done(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.VIEWER, at="/alarms")
    expect(page.get_by_role("heading", name="Alarms", exact=True)).to_be_visible(timeout=20_000)
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search or go to")
    expect(field).to_be_focused()
    look(page, "palette")

    field.evaluate(_TYPED_AND_ENTERED)

    expect(page).to_have_url(re.compile(r"/leaks$"))
