"""What goes wrong under somebody's hands loses nothing: what was typed, what was selected, where one was."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from tests.browser.acts import drawer, rows, told
from tests.browser.conftest import SignIn
from tests.browser.console import Console
from tests.browser.watch import watch_of

from akwarden.model.person import Role

pytestmark = pytest.mark.xdist_group("flows")
expect.set_options(timeout=20_000)
_NO_CLIPBOARD = """
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = () => %s;
"""
_FOUND = {
    "rows": [{"key_id": "AK" + 18 * "Z", "remark": "found meanwhile", "principal": None, "owner": None}],
    "total": 1,
    "next": None,
}
_WAYS = {"first_start": False, "passkeys": True, "sign_on": None, "demo": True}
_PASSKEY = {
    "step": "made-up",
    "options": {
        "challenge": "AAAA",
        "rp": {"id": "127.0.0.1", "name": "akwarden"},
        "user": {"id": "AAAA", "name": "li", "displayName": "li"},
        "pubKeyCredParams": [],
    },
}


def refuse(page: Page, path: str, status: int) -> None:
    """Let the server refuse what is sent to a path."""

    def answer(route: Route) -> Any:
        problem = {"title": "no", "status": status, "detail": "not this time"}
        route.fulfill(status=status, json=problem, content_type="application/problem+json")

    page.route(f"**/api/v1{path}", answer)


def hold(page: Page, path: str) -> list[Route]:
    """Keep back what is asked of a path, and give what was."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route(f"**/api/v1{path}", keep)
    return held


def test_field_that_is_left_with_the_mouse_does_not_take_the_focus_back(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    rows(page).first.locator("[data-cell]").first.click()
    drawer(page).get_by_role("button", name=re.compile("^Remark:")).click()
    expect(drawer(page).get_by_role("textbox", name="Remark")).to_be_focused()

    page.get_by_role("combobox", name="Filter").click()
    page.wait_for_timeout(300)

    expect(page.get_by_role("combobox", name="Filter")).to_be_focused()


def test_decision_that_is_refused_loses_neither_the_reason_nor_the_selection(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.ANALYST, at="/alarms")
    rows(page).first.get_by_role("checkbox").click()
    bar = page.locator("[data-bulk]")
    refuse(page, "/alarms/decide", 409)

    with watch_of(page).expecting("status of 409"):
        bar.get_by_role("button", name="Handled").click()
        page.get_by_role("textbox", name="What was done").fill("turned off at the gate")
        page.keyboard.press("Enter")
        told(page, "not this time")

    expect(bar).to_contain_text("1 selected")
    bar.get_by_role("button", name="Handled").click()
    expect(page.get_by_role("textbox", name="What was done")).to_have_value("turned off at the gate")


def test_row_that_is_taken_out_of_all_is_not_the_only_one_left(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    expect(rows(page).first).to_be_visible()
    first = rows(page).first.get_by_role("checkbox")
    first.click()
    page.get_by_role("button", name=re.compile("^Select all .* that fit$")).click()

    first.click()

    expect(first).not_to_be_checked()
    expect(rows(page).nth(1).get_by_role("checkbox")).to_be_checked()


def test_what_could_not_be_copied_is_not_said_to_be(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/ips")
    page.add_init_script(_NO_CLIPBOARD % "false")
    page.goto("/ips")
    expect(rows(page).first).to_be_visible()

    page.keyboard.press("j")
    page.keyboard.press("c")

    told(page, "could not be copied")


def test_copying_without_a_clipboard_leaves_the_focus_where_it_was(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    page.add_init_script(_NO_CLIPBOARD % "true")
    page.goto("/keys")
    button = page.get_by_role("button", name="Copy as command")

    button.click()

    expect(page.get_by_role("button", name="Copied")).to_be_focused()


def test_answer_to_a_query_that_was_left_leads_nowhere(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()
    held = hold(page, "/query/check*")

    page.get_by_role("combobox", name="Filter").fill("owner:none")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    page.get_by_role("link", name="Alarms").click()
    expect(page.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()
    for route in held:
        route.fulfill(json={"schema": "akwarden.query-check/1", "ok": True, "fault": None})
    page.wait_for_timeout(500)

    expect(page).to_have_url(re.compile(r"/alarms$"))


def test_what_an_entry_would_silence_is_shown_anew_for_other_addresses(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.ANALYST, at="/ips")
    page.goto(f"/ips/{rows(page).first.get_attribute('data-row')}?tab=trust")
    form = drawer(page)
    form.get_by_role("textbox", name="Why").fill("the load test")
    form.get_by_role("textbox", name="Who answers for it").fill("li")
    form.get_by_role("button", name="Show what it would silence").click()
    put = form.get_by_role("button", name="Put it on the trust list")
    expect(put).to_be_visible()

    form.get_by_role("textbox", name="From where").fill("10.0.0.0/8")

    expect(put).to_have_count(0)


def test_key_that_is_picked_in_the_palette_stays_picked_while_others_are_found(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()
    held = hold(page, "/keys?*limit=6*")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search or go to").fill("al")
    page.keyboard.press("ArrowDown")
    picked = page.get_by_role("option", selected=True)
    before = picked.text_content() or ""
    page.wait_for_timeout(300)
    for route in held:
        route.fulfill(json=_FOUND)

    expect(page.get_by_role("option").filter(has_text="found meanwhile")).to_be_visible()
    expect(picked).to_have_text(before)


def test_group_of_a_name_that_is_taken_is_not_written_over(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ADMIN, at="/")
    sent: list[str] = []
    kept = {"rows": [{"name": "pay", "accounts": [{"provider": "tencent", "number": "100000000001"}]}]}

    def groups(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(json=kept)

    page.route("**/api/v1/account-groups**", groups)
    page.goto("/settings/people")
    page.get_by_role("button", name="Add a group").click()
    page.get_by_role("textbox", name="Name of the group").fill("pay ")
    page.keyboard.press("Enter")

    expect(page.get_by_text("There is a group of this name already.")).to_be_visible()
    assert set(sent) == {"GET"}


def test_passkey_that_the_browser_refuses_is_not_blamed_on_the_server(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.VIEWER)
    page.route("**/api/v1/login", lambda one: one.fulfill(json=_WAYS))
    page.route("**/api/v1/me/passkeys/options", lambda one: one.fulfill(json=_PASSKEY))
    page.goto("/settings/me")
    page.evaluate(
        "() => { navigator.credentials.create = () => "
        "Promise.reject(new DOMException('it is registered here', 'InvalidStateError')); }"
    )
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("textbox", name="What to call it").fill("laptop")
    page.get_by_label("Your password, once more").fill("whatever it is")
    page.get_by_role("button", name="Add it").click()

    expect(page.get_by_role("alert").filter(has_text="it is registered here")).to_be_visible()


def test_server_on_the_same_machine_is_asked_though_there_is_no_network(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()

    page.evaluate("() => window.dispatchEvent(new Event('offline'))")
    page.get_by_role("link", name="Alarms").click()

    expect(page.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()
    expect(page.get_by_role("grid", name="Alarms")).to_be_visible()


def test_what_is_open_stays_while_it_cannot_be_read_anew(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/alarms")
    rows(page).first.click()
    expect(drawer(page).get_by_role("tab", name="Why")).to_be_visible()
    refuse(page, "/alarms/*", 500)

    with watch_of(page).expecting("status of 500"):
        page.get_by_role("button", name="Language").click()
        with page.expect_response(lambda one: one.status == 500):
            page.get_by_role("menuitemcheckbox", name="简体中文").click()
        page.wait_for_timeout(500)

    expect(drawer(page).get_by_role("tab", name="原因")).to_be_visible()


def test_keys_that_are_pressed_in_a_window_do_nothing_to_the_list_behind(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    expect(rows(page).first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("?")
    window = page.get_by_role("dialog", name="Keyboard")
    expect(window).to_be_visible()

    page.keyboard.press("x")
    page.keyboard.press("Escape")

    expect(window).to_have_count(0)
    expect(page.locator("[data-bulk]")).to_have_count(0)


def test_text_that_could_not_be_saved_stays_to_be_sent_again(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    rows(page).first.locator("[data-cell]").first.click()
    field = drawer(page).get_by_role("button", name=re.compile("^Remark:"))
    field.click()
    refuse(page, "/notes", 503)

    with watch_of(page).expecting("status of 503"):
        drawer(page).get_by_role("textbox", name="Remark").fill("of the load test")
        page.keyboard.press("Enter")
        told(page, "not this time")

    expect(field).to_contain_text("of the load test (not saved)")
    field.click()
    expect(drawer(page).get_by_role("textbox", name="Remark")).to_have_value("of the load test")
    page.keyboard.press("Escape")
