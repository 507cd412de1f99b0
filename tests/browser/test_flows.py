"""What people come for, each done as they do it, in a browser on a server that runs."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.acts import ask, drawer, filter_by, hidden, row, rows, send, told
from tests.browser.conftest import Look, SignIn
from tests.browser.console import Console

from akwarden.model.person import Role

# They share a demo, and some change what others of them look at: one after the other.
pytestmark = pytest.mark.xdist_group("flows")
# Pages wait for a server that shares the machine with other tests.
expect.set_options(timeout=20_000)


def test_alarm_to_handled(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.RESPONDER, at="/alarms")
    alarm = row(page, "The recording of what is done is stopped")
    expect(alarm).to_have_count(1)
    before = hidden(page)
    assert before > 0
    look(page, "flow-alarm-list")

    alarm.get_by_text("The recording of what is done is stopped").click()
    beside = drawer(page)
    expect(beside.get_by_role("heading", name="Why we say so")).to_be_visible()
    beside.get_by_role("tab", name="Calls").click()
    expect(beside.get_by_role("heading", name="Calls that it was raised for")).to_be_visible()
    look(page, "flow-alarm-calls")
    beside.get_by_role("tab", name="Rule").click()
    expect(beside.get_by_text(re.compile(r"In the last \d+ days"))).to_be_visible()
    look(page, "flow-alarm-rule")

    beside.get_by_role("button", name="Handled").click()
    page.get_by_label("What was done").fill("stopped by us while the bucket moved")
    look(page, "flow-alarm-reason")
    page.get_by_role("dialog", name="Handled").get_by_role("button", name="Handled").click()
    saved = told(page, "Saved.")
    expect(alarm).to_have_count(0)
    expect(
        page.get_by_role("button", name=f"{before + 1} handled, ignored or snoozed hidden")
    ).to_be_visible()
    expect(beside.get_by_role("button", name="Open again")).to_be_visible()
    look(page, "flow-alarm-handled")

    saved.get_by_role("button", name="Undo").click()
    told(page, "It is as it was.")
    expect(alarm).to_have_count(1)
    expect(page.get_by_role("button", name=f"{before} handled, ignored or snoozed hidden")).to_be_visible()


def test_alarm_to_handled_without_a_mouse(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.RESPONDER, at="/alarms")
    press = page.keyboard.press
    filter_by(page, "rule:administrator-given")
    expect(rows(page)).to_have_count(1)
    before = hidden(page)

    press("j")
    press("Enter")
    beside = drawer(page)
    expect(beside.get_by_role("heading", name="Why we say so")).to_be_visible()
    press("]")
    expect(beside.get_by_role("tab", name="Calls")).to_have_attribute("aria-selected", "true")
    expect(beside.get_by_role("heading", name="Calls that it was raised for")).to_be_visible()
    press("]")
    expect(beside.get_by_text(re.compile(r"In the last \d+ days"))).to_be_visible()
    press("[")
    expect(beside.get_by_role("tab", name="Calls")).to_have_attribute("aria-selected", "true")

    press("h")
    expect(page.get_by_label("What was done")).to_be_focused()
    page.keyboard.type("asked for by the platform team")
    press("Enter")
    told(page, "Saved.")
    expect(rows(page)).to_have_count(0)
    assert hidden(page) == before + 1
    tab_to(page, page.get_by_role("button", name="Undo"))
    look(page, "flow-alarm-undo-by-key")
    press("Enter")
    told(page, "It is as it was.")
    expect(rows(page)).to_have_count(1)

    press("Escape")
    expect(beside).to_have_count(0)
    expect(page.get_by_role("grid")).to_be_focused()


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, at most as often as a person would."""
    for _ in range(25):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def secrets_of(demo: Console) -> set[str]:
    """Return the secrets that lie in the history of the demo's repository."""
    told = subprocess.run(
        ["git", "log", "--all", "--patch", "--no-color"],
        cwd=Path(demo.home) / "company" / "shop",
        capture_output=True,
        check=True,
        text=True,
        errors="replace",
    ).stdout
    return set(re.findall(r"(?i)secret_?(?:access_?)?key\W{1,4}([\w+/]{32,40})\b", told))


def test_leak_to_owner(demo: Console, signed_in: SignIn, look: Look) -> None:
    secrets = secrets_of(demo)
    assert len(secrets) > 3
    page = signed_in(demo, Role.RESPONDER, at="/leaks")
    leak = row(page, "tools/upload.py")
    leak.get_by_text("works").click()
    beside = drawer(page)
    expect(beside.get_by_text(re.compile("It can't be closed as fixed"))).to_be_visible()
    look(page, "flow-leak")

    fixed = beside.get_by_role("button", name="Fixed")
    expect(fixed).to_have_attribute("aria-disabled", "true")
    why = fixed.get_attribute("title")
    assert why
    expect(beside.get_by_text(re.compile(re.escape(why)))).to_be_visible()
    fixed.click(force=True)
    expect(page.get_by_label("What was done")).to_have_count(0)
    one = page.url.split("/leaks/")[1].split("?")[0]
    refused = send(
        page, "/leaks/decide", {"ids": [one], "decision": "close", "as": "fixed", "reason": "gone"}
    )
    assert (refused.status, refused.body["why"]) == (400, why)

    found = ask(page, f"/leaks/{one}")["row"]
    expect(beside.get_by_text(found["mask"], exact=True)).to_be_visible()
    seen = page.content() + page.inner_text("body")
    beside.get_by_role("tab", name="Places").click()
    expect(beside.get_by_text("tools/upload.py").first).to_be_visible()
    look(page, "flow-leak-places")
    seen += page.content() + page.inner_text("body")
    assert [one for one in secrets if one in seen] == []

    beside.get_by_role("button", name="Assign").click()
    page.get_by_label("A person or a team").fill("lin.yue")
    page.keyboard.press("Enter")
    told(page, "Saved.")
    expect(leak.get_by_text("lin.yue")).to_be_visible()
    look(page, "flow-leak-owner")

    key = found["leak"]["key_id"]
    beside.get_by_role("tab", name="Summary").click()
    beside.get_by_role("link", name=key).click()
    expect(page).to_have_url(re.compile(f"/keys/{key}"))
    drawer(page).get_by_role("tab", name="Leaks").click()
    expect(drawer(page).get_by_text("tools/upload.py").first).to_be_visible()
    look(page, "flow-leak-key")
    assert [one for one in secrets if one in page.content()] == []
    send(page, "/leaks/decide", {"ids": [one], "decision": "assign", "owner": found["leak"]["owner"]})


def test_remark_in_bulk_and_undo(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.ADMIN, at="/keys")
    number = ask(page, "/audit-log", limit="1")["rows"][0]["number"]
    filter_by(page, "tag:test")
    expect(page).to_have_url(re.compile("q=tag:test"))
    before = {one["key_id"]: one["remark"] for one in ask(page, "/keys", q="tag:test")["rows"]}
    assert len(before) > 3
    assert len(set(before.values())) > 1
    expect(rows(page)).to_have_count(len(before))

    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("1 selected")).to_be_visible()
    rows(page).nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(page.get_by_text("3 selected")).to_be_visible()
    look(page, "flow-bulk-some")
    page.get_by_role("button", name=f"Select all {len(before)} that fit").click()
    expect(page.get_by_text(f"{len(before)} selected")).to_be_visible()

    bar = page.get_by_role("region", name="Selected")
    bar.get_by_role("button", name="Remark").click()
    expect(page.get_by_role("textbox", name="Remark")).to_be_focused()
    page.keyboard.type("压测 load test")
    look(page, "flow-bulk-remark")
    page.keyboard.press("Enter")
    saved = told(page, f"Saved for {len(before)}.")
    expect(rows(page).filter(has_text="压测 load test")).to_have_count(len(before))
    look(page, "flow-bulk-done")

    saved.get_by_role("button", name="Undo").click()
    told(page, "It is as it was.")
    expect(rows(page).filter(has_text="压测 load test")).to_have_count(0)
    assert {one["key_id"]: one["remark"] for one in ask(page, "/keys", q="tag:test")["rows"]} == before
    log = [one for one in ask(page, "/audit-log", limit="50")["rows"] if one["number"] > number]
    noted = [
        (one["action"], one["details"]["lines"]) for one in reversed(log) if one["action"][:5] == "note."
    ]
    assert noted == [("note.change", len(before)), ("note.undo", len(before))]


def test_read_only_role_cannot(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.VIEWER, at="/alarms")
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.url) if one.method != "GET" else None)
    alarm = row(page, "The recording of what is done is stopped")
    alarm.get_by_text("The recording of what is done is stopped").click()
    beside = drawer(page)
    for name in ("Handled", "Ignore", "Snooze", "Assign"):
        button = beside.get_by_role("button", name=name)
        expect(button).to_be_visible()
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_attribute("title", re.compile(r"Your role \(viewer\) may not do this"))
        button.click(force=True)
    for key in ("h", "i", "s"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(1)
    expect(page.get_by_role("menu")).to_have_count(0)
    look(page, "flow-viewer-alarm")
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid")).to_be_focused()
    page.keyboard.press("h")
    told(page, "Your role may not do this.").get_by_role("button", name="Close").click()
    page.keyboard.press("i")
    told(page, "Your role may not do this.")
    expect(alarm).to_have_count(1)

    page.goto("/keys")
    first = rows(page).first
    expect(first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("r")
    told(page, "Your role may not do this.")
    remark = first.get_by_role("button", name=re.compile("^Remark:"))
    expect(remark).to_have_attribute("aria-disabled", "true")
    remark.click(force=True)
    page.keyboard.press("x")
    bar = page.get_by_role("region", name="Selected")
    expect(bar.get_by_role("button", name="Remark")).to_have_attribute("aria-disabled", "true")
    bar.get_by_role("button", name="Remark").click(force=True)
    expect(page.get_by_role("textbox", name="Remark")).to_have_count(0)
    look(page, "flow-viewer-keys")
    assert sent == []

    one = ask(page, "/alarms", limit="1")["rows"][0]["id"]
    key = ask(page, "/keys", limit="1")["rows"][0]["key_id"]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/alarms/decide", {"ids": [one], "decision": "handle", "reason": "no"}),
        ("/notes", {"kind": "key", "names": [key], "field": "remark", "value": ["no"]}),
        ("/jobs", {"kind": "sync"}),
    ]
    assert [send(page, path, body).status for path, body in asked] == [403, 403, 403]


def test_saved_view_survives_a_reload(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.ANALYST, at="/keys")
    filter_by(page, "type:root")
    page.get_by_role("button", name="Last used").click()
    expect(page).to_have_url(re.compile(r"/keys\?q=type:root&sort=last"))
    shown = ask(page, "/keys", q="type:root")["total"]
    expect(rows(page)).to_have_count(shown)
    address = page.url
    page.get_by_role("button", name="Save this view").click()
    page.get_by_label("Name of the view").fill("Root keys in use")
    page.keyboard.press("Enter")
    told(page, "The view is saved.")

    page.reload()
    expect(page).to_have_url(address)
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("type:root")
    expect(page.get_by_role("columnheader", name="Last used")).to_have_attribute("aria-sort", "descending")
    expect(rows(page)).to_have_count(shown)
    look(page, "flow-view")

    page.goto("/keys")
    page.get_by_role("button", name="Views").click()
    page.get_by_role("menuitemcheckbox", name="Root keys in use").click()
    expect(page).to_have_url(address)
    expect(page.get_by_role("combobox", name="Filter")).to_have_value("type:root")
