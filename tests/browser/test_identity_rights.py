"""What an identity may do beside what it did: action by action, in its drawer."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.acts import ask, drawer
from tests.browser.conftest import Accessible, Look, SignIn
from tests.browser.console import Console
from tests.browser.view import View, settled, views

from akwarden.model.person import Role

expect.set_options(timeout=20_000)


def test_actions_are_granted_used_and_never_used(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.VIEWER, at="/permissions/identities")
    settled(page)
    found = None
    for row in ask(page, "/risks/identities")["rows"][:20]:
        one = row["principal"]
        found = ask(page, f"/principals/{one['account']}/{one['principal_id']}/rights")["actions"]
        if found and found["used"] and found["never_used"]:
            break
    else:
        pytest.fail("nobody of the demo used some of their rights")
    page.goto(f"/permissions/identities/{one['account']}:{one['principal_id']}?tab=granted")

    tab = drawer(page)
    expect(tab.locator("[data-actions]")).to_have_text(
        re.compile(rf"^{found['granted']:,} actions are granted on at least one resource")
    )
    which = tab.get_by_role("group", name="Which actions")
    for name, count in (
        ("Never used", found["never_used"]),
        ("Used", found["used"]),
        ("Not recorded", found["not_recorded"]),
    ):
        expect(which.get_by_role("button", name=f"{name} {count:,}", exact=True)).to_be_visible()
    look(page, "identity-actions")

    which.get_by_role("button", name=re.compile("^Used")).click()
    used = next(row["action"] for row in found["rows"] if row["state"] == "called")
    expect(tab.get_by_role("row").filter(has_text=used)).to_have_count(1)
    look(page, "identity-actions-used")


@views(widths=[1440, 390])
def test_actions_are_open_to_everybody(
    view: View, demo: Console, signed_in: SignIn, look: Look, accessible: Accessible
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/permissions/identities")
    settled(page)
    one = ask(page, "/risks/identities")["rows"][0]["principal"]
    page.goto(f"/permissions/identities/{one['account']}:{one['principal_id']}?tab=granted")
    page.locator("[data-drawer] [data-actions]").wait_for()
    settled(page)

    look(page, "identity-granted")
    accessible(page, "identity-granted")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= view.width
