"""Reports: built, followed, and looked at in a frame from which nothing gets out."""

import re
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, expect
from tests.browser.acts import ask, drawer
from tests.browser.conftest import Accessible, Look, SignIn
from tests.browser.console import Console
from tests.browser.view import View, settled, views
from tests.browser.watch import watch_of

from akwarden.model.person import Role

pytestmark = pytest.mark.xdist_group("report-preview")
expect.set_options(timeout=20_000)
_HOSTILE = """<!doctype html><html lang="en"><head><title>Keys</title>
<style>p { color: rgb(1, 2, 3) }</style>
<meta http-equiv="refresh" content="0; url=/api/v1/me">
</head><body><p id="there">It is there.</p>
<script>parent.document.title = "taken over"; fetch("/api/v1/me")</script>
<img src="/taken.svg" onerror="parent.document.title = 'taken over'" alt="">
<a id="out" href="/settings" target="_top">out</a>
<form action="/api/v1/logout" method="post"><button id="send">send</button></form>
</body></html>"""


def build(page: Page, form: str = "HTML") -> None:
    page.get_by_role("radio", name=form).check(force=True)
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.locator("[data-job=done]")).to_be_visible(timeout=60_000)


def test_a_report_is_built_and_looked_at(demo: Console, signed_in: SignIn, look: Look) -> None:
    page = signed_in(demo, Role.ANALYST, at="/reports")
    build(page)
    one = page.locator("[data-report=html]").first
    expect(one).to_contain_text(re.compile(r"by analyst\S* · \d+ keys · [\d.]+ [kM]B"))

    one.get_by_role("link", name="Look at it").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Access keys")).to_be_visible()
    expect(drawer(page)).to_contain_text("All keys")
    look(page, "report-preview")
    drawer(page).get_by_role("button", name="Whole page").click()
    expect(page).to_have_url(re.compile(r"full=1"))
    look(page, "report-preview-full")

    drawer(page).get_by_role("button", name="Close").click()
    expect(page.locator("iframe")).to_have_count(0)
    expect(one.get_by_role("link", name="Look at it")).to_be_focused()


def tab_into_frame(page: Page) -> None:
    """Press Tab until the focus is in the frame."""
    for _ in range(8):
        page.keyboard.press("Tab")
        with suppress(Error):
            page.wait_for_function("() => document.activeElement?.tagName === 'IFRAME'", timeout=2000)
            return
    pytest.fail("Tab does not lead into the frame")


def inside(page: Page) -> bool:
    """Say whether the focus is in the frame."""
    return bool(page.evaluate("() => document.activeElement?.tagName === 'IFRAME'"))


def test_who_reads_the_page_by_keys_scrolls_it_is_told_the_way_out_and_closes_it(
    demo: Console, signed_in: SignIn, look: Look
) -> None:
    page = signed_in(demo, Role.ANALYST, at="/reports")
    build(page)
    page.locator("[data-report=html]").first.get_by_role("link", name="Look at it").click()
    way_out = page.get_by_text("Shift+Tab leaves it")
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Access keys").wait_for()

    tab_into_frame(page)
    # A frame may live in a process of its own, which takes a moment to hear of keys.
    heading = frame.get_by_role("heading", name="Access keys")
    for _ in range(20):
        page.keyboard.press("End")
        with suppress(AssertionError):
            expect(heading).not_to_be_in_viewport(timeout=1000)
            break
    expect(heading).not_to_be_in_viewport()
    expect(way_out).to_be_in_viewport()
    look(page, "report-inside")
    page.keyboard.press("Shift+Tab")
    assert not inside(page)
    page.keyboard.press("Escape")

    expect(page.locator("iframe")).to_have_count(0)


def test_who_clicked_into_the_page_closes_it_with_esc_once_the_pointer_is_elsewhere(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.ANALYST, at="/reports")
    build(page)
    page.locator("[data-report=html]").first.get_by_role("link", name="Look at it").click()
    page.frame_locator("iframe").get_by_role("heading", name="Access keys").click()
    expect(page.get_by_text("Shift+Tab leaves it")).to_be_in_viewport()

    drawer(page).get_by_role("heading", name="Report of the keys").hover()
    expect(drawer(page)).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator("iframe")).to_have_count(0)


def test_only_pages_are_looked_at_and_only_those_that_are_there(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ANALYST, at="/reports")
    build(page, "CSV")
    table = page.locator("[data-report=csv]").first
    expect(table).to_be_visible()
    expect(table.get_by_role("link", name="Look at it")).to_have_count(0)

    page.goto("/reports/keys-20200101T000000Z-0123456789abcdef.html")
    expect(drawer(page)).to_contain_text("This report is not there any more")


def test_what_was_written_into_a_report_reaches_nothing(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ADMIN, at="/reports")
    build(page)
    name = ask(page, "/reports")["rows"][0]["name"]
    file = Path(demo.home) / "reports" / name
    file.write_text(_HOSTILE, encoding="utf-8")
    asked: list[str] = []
    # What the policy stops is told as a request too, but no answer ever comes.
    page.on("response", lambda answer: asked.append(answer.url.removeprefix(demo.origin)))

    with watch_of(page).expecting("sandbox|Content Security Policy|script-src|img-src"):
        page.goto(f"/reports/{name}")
        frame = page.frame_locator("iframe")
        expect(frame.locator("#there")).to_have_css("color", "rgb(1, 2, 3)")
        frame.locator("#send").click()
        frame.locator("#out").click()
        page.wait_for_timeout(1000)
    file.unlink()

    assert page.url == f"{demo.origin}/reports/{name}"
    assert "taken over" not in page.title()
    shown = asked.index(f"/api/v1/reports/{name}/preview")
    assert [
        one for one in asked[shown:] if one in {"/api/v1/me", "/api/v1/logout", "/settings", "/taken.svg"}
    ] == []
    assert ask(page, "/me")["person"]["login"]


@views(widths=[1440])
def test_a_report_beside_the_list_is_open_to_everybody(
    view: View, demo: Console, signed_in: SignIn, look: Look, accessible: Accessible
) -> None:
    del view
    page = signed_in(demo, Role.RESPONDER, at="/reports")
    settled(page)
    page.locator("form button[type=submit]").click()
    page.locator("[data-job=done]").wait_for(timeout=60_000)
    page.locator("[data-report=html] a[id]").first.click()
    page.frame_locator("iframe").locator("h1").wait_for()

    look(page, "report-beside")
    accessible(page, "report-beside")

    # The same page by itself, where axe can run: the frame lets no script in.
    name = urlsplit(page.url).path.rpartition("/")[2]
    alone = page.context.new_page()
    alone.set_content((Path(demo.home) / "reports" / name).read_text(encoding="utf-8"))
    accessible(alone, "report-file")
    alone.close()
