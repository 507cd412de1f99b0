"""Chinese comes from an input method: what it still composes is no query, its punctuation is understood."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.acts import drawer, row, rows
from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.view import Language, Theme, views

from akwarden.model.person import Role

pytestmark = pytest.mark.xdist_group("flows")
expect.set_options(timeout=20_000)
# Some browsers end a composition before they tell of its Enter; its number is what is left of it.
_LATE_KEY = """(field, key) => field.dispatchEvent(
    new KeyboardEvent('keydown', { key, keyCode: 229, bubbles: true, cancelable: true }))"""
_KEY = "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))"


def compose(page: Page, text: str) -> None:
    """Type with an input method, and leave open what becomes of it."""
    page.context.new_cdp_session(page).send(
        "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
    )


def commit(page: Page, text: str) -> None:
    """Choose what was composed."""
    page.context.new_cdp_session(page).send("Input.insertText", {"text": text})


def test_what_is_still_composed_filters_nothing(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()
    page.get_by_role("combobox", name="Filter").click()

    compose(page, "zhifu")
    page.wait_for_timeout(1_200)
    before = page.url
    commit(page, "支付")

    expect(page).to_have_url(re.compile(r"q=%E6%94%AF%E4%BB%98$"))
    assert before.endswith("/keys")


def test_enter_and_escape_that_end_a_composition_do_nothing_else(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("combobox", name="Search or go to")
    palette.fill("alarms")
    palette.evaluate(_LATE_KEY, "Enter")
    expect(palette).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_have_count(0)

    rows(page).first.locator("[data-cell]").first.click()
    drawer(page).get_by_role("button", name=re.compile("^Remark:")).click()
    field = drawer(page).get_by_role("textbox", name="Remark")
    field.fill("zhi")
    field.evaluate(_LATE_KEY, "Escape")
    field.evaluate(_LATE_KEY, "Enter")
    expect(field).to_have_value("zhi")
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)


def test_punctuation_of_a_chinese_keyboard_counts_as_its_own(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()

    page.evaluate(_KEY, "？")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate(_KEY, "、")
    field = page.get_by_role("combobox", name="Filter")
    expect(field).to_be_focused()

    commit(page, "status：")
    commit(page, "active")
    expect(field).to_have_value("status:active")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=status:active$"))


@views(themes=[Theme.LIGHT], languages=[Language.CHINESE], widths=[1440])
def test_what_was_meant_is_offered_in_chinese_too(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()

    page.get_by_role("combobox", name="筛选").fill("statsu:active")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="改用 status").click()

    expect(page).to_have_url(re.compile(r"q=status:active$"))
    expect(row(page, "AKID").first).to_be_visible()


def test_what_is_still_composed_searches_no_records(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.AUDITOR, at="/settings/log")
    page.get_by_role("searchbox", name="Search").click()

    compose(page, "zhang")
    page.wait_for_timeout(1_000)
    before = page.url
    commit(page, "张三")

    expect(page).to_have_url(re.compile(r"q=%E5%BC%A0%E4%B8%89$"))
    assert before.endswith("/settings/log")
