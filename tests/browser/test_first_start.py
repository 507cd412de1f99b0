"""The first start: the link that makes the administrator, and the way to the first key."""

import re
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.acts import drawer, row
from tests.browser.coming import be_the_first
from tests.browser.conftest import Look, Open
from tests.browser.console import Console
from tests.browser.watch import watch_of
from tests.e2e import clouds
from tests.providers.tencent.shop import account, root_key

# Pages wait for a server that shares the machine with other tests.
expect.set_options(timeout=20_000)


def test_first_start_to_first_key(fresh: Console, open_page: Open, look: Look, tmp_path: Path) -> None:
    page = open_page(fresh.origin)
    be_the_first(page, fresh)
    expect(page.get_by_text("Nothing is watched yet")).to_be_visible()
    look(page, "flow-first-overview")

    with clouds.running(tmp_path) as cloud:
        key = root_key(cloud.cloud, "shop")
        page.get_by_role("button", name="Connect an account").click()
        page.get_by_label("SecretId").fill(key.secret_id)
        page.get_by_label("SecretKey").fill(key.secret_key)
        page.get_by_label("Name", exact=True).fill("shop")
        page.get_by_text("Department and own addresses").click()
        page.get_by_label("Addresses of the services").fill(cloud.endpoint)
        look(page, "flow-first-account", full=True)
        page.get_by_role("button", name="Check and add").click()

        expect(page.locator("section:has(h2:text-is('shop is added')) [data-job]")).to_be_in_viewport()
        expect(page.get_by_text(re.compile(r"Rights that are there: (\d+) of \1"))).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="cam:ListAccessKeys ok")).to_be_visible()
        look(page, "flow-first-rights", full=True)
        expect(page.get_by_text(re.compile("1 account read"))).to_be_visible(timeout=60_000)
        look(page, "flow-first-read", full=True)
        page.get_by_role("link", name="Look at the keys").click()

    robot = account(cloud.cloud).user_named("robot")
    assert robot is not None
    (first,) = account(cloud.cloud).keys_of(robot.uin)
    row(page, "robot").get_by_text("robot").click()
    expect(drawer(page).get_by_role("heading", name=first.secret_id)).to_be_visible()
    expect(drawer(page)).to_contain_text("shop")
    look(page, "flow-first-key")
    assert key.secret_key not in page.content()


def test_link_of_the_first_start_works_once(fresh: Console, open_page: Open, look: Look) -> None:
    be_the_first(open_page(fresh.origin), fresh)

    other = open_page(fresh.origin)
    with watch_of(other).expecting("status of 4"):
        other.goto(fresh.link)
        expect(other.get_by_role("heading", name="This link does not work")).to_be_visible()
    look(other, "flow-first-used-link")
    expect(other.get_by_label("Password")).to_have_count(0)
