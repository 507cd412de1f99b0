"""What gets in the way of a page: a session that ends, a server that is upgraded."""

import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Route, expect
from tests.browser.acts import send, told
from tests.browser.coming import be_the_first, log_in
from tests.browser.conftest import Look, Open
from tests.browser.console import PROGRAM, Console, running
from tests.browser.upgrade import upgraded
from tests.browser.watch import watch_of

# Pages wait for a server that shares the machine with other tests.
expect.set_options(timeout=20_000)


def test_session_that_another_ends_leads_to_the_login_and_back(
    fresh: Console, open_page: Open, look: Look
) -> None:
    one, other = open_page(fresh.origin), open_page(fresh.origin)
    be_the_first(other, fresh)
    with watch_of(one).expecting("status of 401"):
        one.goto("/keys?q=status:active&sort=last")
        expect(one).to_have_url(re.compile(r"/login\?next="))
    log_in(one)
    expect(one.get_by_text("Nothing fits the filter")).to_be_visible()

    with watch_of(one).expecting("status of 401"):
        assert send(other, "/me/sessions/end-others", {}).status in {200, 201}
        one.get_by_role("link", name="Alarms").click()
        expect(one.get_by_role("button", name="Log in")).to_be_visible()
    look(one, "flow-ended")
    log_in(one)
    expect(one.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()


def test_page_from_before_an_upgrade_says_so_and_stays(
    fresh: Console, open_page: Open, look: Look, tmp_path: Path
) -> None:
    page = open_page(fresh.origin)
    be_the_first(page, fresh)
    page.goto("/keys?q=status:active")
    expect(page.get_by_text("Nothing fits the filter")).to_be_visible()
    page.evaluate("() => { window.isSame = true; }")

    port = urlsplit(fresh.origin).port
    program = upgraded(tmp_path / "upgraded", port or 0)
    with watch_of(page).expecting("ERR_|status of 404|dynamically imported"), ExitStack() as stack:
        fresh.stop()
        after = stack.enter_context(running(Path(fresh.home), "up", program=program))
        assert after.origin == fresh.origin
        expect(page.get_by_role("status").filter(has_text="akwarden was upgraded")).to_be_visible(
            timeout=60_000
        )
        expect(page).to_have_url(f"{fresh.origin}/keys?q=status:active")
        assert page.evaluate("() => window.isSame")
        look(page, "flow-upgraded")

        # The part of the console that draws this page is gone: it is asked for anew, and the address stays.
        page.get_by_role("link", name="Alarms").click()
        expect(page.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()
        expect(page).to_have_url(re.compile(f"^{fresh.origin}/alarms"))
        expect(page.get_by_text("akwarden was upgraded")).to_have_count(0)
        look(page, "flow-upgraded-page")
        page.close()


def test_many_refusals_at_once_lead_back_to_the_page_all_the_same(fresh: Console, open_page: Open) -> None:
    page = open_page(fresh.origin)
    be_the_first(page, fresh)
    page.goto("/keys?q=status:active")
    expect(page.get_by_text("Nothing fits the filter")).to_be_visible()

    held: list[Route] = []

    def keep(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/vocabularies/*", keep)
    page.route("**/api/v1/keys?*", keep)
    page.get_by_role("combobox", name="Filter").click()
    page.get_by_role("button", name="Clear the filter").first.click()
    page.wait_for_timeout(500)
    assert len(held) > 1
    page.context.clear_cookies()
    with watch_of(page).expecting("status of 401"):
        for one in held:
            problem = {"title": "no", "status": 401}
            one.fulfill(status=401, json=problem, content_type="application/problem+json")
        expect(page.get_by_role("button", name="Log in")).to_be_visible()
        page.wait_for_timeout(500)

    expect(page).to_have_url(re.compile(r"/login\?next=/keys$"))


def test_machine_that_slept_asks_for_what_came_meanwhile(fresh: Console, open_page: Open) -> None:
    page = open_page(fresh.origin)
    page.clock.install()
    be_the_first(page, fresh)
    # Whoever does not listen yet has nothing to miss.
    with page.expect_response(lambda one: "/api/v1/events" in one.url):
        page.goto("/keys")
    expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_visible()

    with (
        page.expect_request(lambda one: "/api/v1/events" in one.url),
        page.expect_request(lambda one: "/api/v1/overview/counts" in one.url),
    ):
        page.clock.fast_forward("30:00")


def test_log_in_again_takes_all_pages_back_to_where_they_were(fresh: Console, open_page: Open) -> None:
    one = open_page(fresh.origin)
    be_the_first(one, fresh)
    other = one.context.new_page()
    with watch_of(one).expecting("status of 401"):
        other.goto("/alarms")
        expect(other.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()
        one.get_by_role("button", name="You").click()
        one.get_by_role("menuitem", name="Log out").click()
        expect(one.get_by_role("button", name="Log in")).to_be_visible()
        other.get_by_role("link", name="Leaks").click()
        expect(other.get_by_role("button", name="Log in")).to_be_visible()

    log_in(one)
    expect(one).to_have_url(f"{fresh.origin}/")
    # As the browser tells when somebody comes back to the tab.
    other.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")

    expect(other).to_have_url(re.compile(r"/(alarms|leaks)$"))
    other.goto("/login?next=/keys")
    expect(other.get_by_role("heading", name="Keys", exact=True)).to_be_visible()
    other.goto("/login?next=/login%3Fnext%3D/keys")
    expect(other.get_by_role("heading", name="Overview", exact=True)).to_be_visible()


def test_page_that_does_not_come_through_is_told_in_the_frame_and_comes_with_the_server(
    fresh: Console, open_page: Open
) -> None:
    page = open_page(fresh.origin)
    be_the_first(page, fresh)
    page.goto("/keys")
    expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_visible()
    page.evaluate("() => { window.isSame = true; }")

    with watch_of(page).expecting("ERR_|dynamically imported"):
        page.route("**/*", lambda one: one.abort("connectionrefused"))
        page.get_by_role("link", name="Reports").click()
        fault = page.get_by_role("main").get_by_role("alert")
        expect(fault).to_contain_text("The server does not answer.")
        page.keyboard.press("Control+k")
        told(page, "The server does not answer. It opens once the server does.")
        expect(page.get_by_role("link", name="Keys")).to_be_visible()
        assert page.evaluate("() => window.isSame")

        page.unroute("**/*")
        expect(page.get_by_role("combobox", name="Search or go to")).to_be_visible()
        page.keyboard.press("Escape")
        fault.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("heading", name="Reports", exact=True)).to_be_visible()
        assert page.evaluate("() => window.isSame")


def test_page_that_did_not_come_through_comes_by_itself_with_the_server(
    fresh: Console, open_page: Open, tmp_path: Path
) -> None:
    page = open_page(fresh.origin)
    be_the_first(page, fresh)
    page.goto("/keys")
    expect(page.get_by_role("heading", name="Keys", exact=True)).to_be_visible()
    page.evaluate("() => { window.isSame = true; }")
    again = tmp_path / "again"
    again.write_text(
        f'#!/bin/sh\nexec {PROGRAM} "$@" --port {urlsplit(fresh.origin).port}\n', encoding="utf-8"
    )
    again.chmod(0o755)

    with watch_of(page).expecting("ERR_|dynamically imported"), ExitStack() as stack:
        fresh.stop()
        page.get_by_role("link", name="Reports").click()
        expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("The server does not answer.")
        stack.enter_context(running(Path(fresh.home), "up", program=again))

        expect(page.get_by_role("heading", name="Reports", exact=True)).to_be_visible(timeout=60_000)
        assert page.evaluate("() => window.isSame")
        page.close()
