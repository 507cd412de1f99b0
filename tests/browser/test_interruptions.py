"""What gets in the way of a page: a session that ends, a server that is upgraded."""

import re
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect
from tests.browser.acts import send
from tests.browser.coming import be_the_first, log_in
from tests.browser.conftest import Look, Open
from tests.browser.console import Console, running
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
