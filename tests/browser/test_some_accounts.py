"""Whoever has a role for some accounts only is told what that leaves out, before they press anything."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import SignIn
from tests.browser.console import Console

from akwarden.model.person import Role

expect.set_options(timeout=20_000)
_ABOUT_ALL = re.compile("about all accounts")
GROUP = "payments"


@pytest.mark.parametrize("name", ["Choose files", "Scan", "Choose a file", "Judge now"])
def test_what_takes_all_accounts_is_off_with_the_reason(name: str, demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, group=GROUP, at="/settings/sources")

    button = page.get_by_role("button", name=name, exact=True)

    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_have_attribute("title", _ABOUT_ALL)
    expect(page.get_by_role("button", name="Read accounts now")).not_to_have_attribute(
        "aria-disabled", "true"
    )


def test_trust_list_says_that_entries_of_all_accounts_are_not_shown(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, group=GROUP, at="/settings/trust")

    expect(page.get_by_text("Entries that hold for all accounts are not shown here.")).to_be_visible()
    expect(page.get_by_text("Every alarm is shown.")).to_have_count(0)


def test_trust_list_of_whoever_sees_all_accounts_leaves_nothing_out(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, at="/settings/trust")

    expect(page.locator("[data-entry]").first).to_be_visible()
    expect(page.get_by_text("Entries that hold for all accounts are not shown here.")).to_have_count(0)
