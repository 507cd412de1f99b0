"""Nobody stands before a wall: addresses that lead nowhere, numbers, and what to do next lead on."""

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect
from tests.browser.acts import ask, drawer, rows
from tests.browser.conftest import Accessible, Open, SignIn
from tests.browser.console import Console

from akwarden.model.person import Role
from akwarden.store.migration import open_state
from akwarden.workflows.access import people
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.links import link_path

expect.set_options(timeout=20_000)


def test_address_that_leads_nowhere_leads_on(
    demo: Console, signed_in: SignIn, accessible: Accessible
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/nope/at/all")

    expect(page.get_by_role("heading", name="There is no page at this address")).to_be_visible()
    accessible(page, "missing")
    expect(page.get_by_role("button", name="Search or go to")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Source IPs").click()

    expect(page.get_by_role("heading", name="Source IPs", exact=True)).to_be_visible()


def test_number_in_the_rail_says_what_it_counts_and_leads_to_just_that(
    demo: Console, signed_in: SignIn
) -> None:
    page = signed_in(demo, Role.VIEWER, at="/alarms?account=100000000001")
    count = ask(page, "/overview/counts")["keys"]
    number = page.get_by_role("navigation", name="Pages").get_by_role("link", name=f"{count} to act on now")
    expect(number).to_have_attribute("title", f"{count} to act on now")

    number.click()

    expect(page).to_have_url(re.compile(r"/keys\?q=advice:act_now$"))
    expect(rows(page)).to_have_count(count)


def test_next_step_of_an_alarm_is_a_sentence_with_the_way_there(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/alarms")
    expect(rows(page).first).to_be_visible()
    rows(page).first.click()
    step = drawer(page).get_by_role("button", name=re.compile("^Open the (key|calls|address)$"))

    step.click()

    expect(page).to_have_url(re.compile(r"/(keys|calls|ips)[/?]"))


def test_link_of_the_demo_lets_in_without_a_password(demo: Console, open_page: Open) -> None:
    state = open_state(Path(demo.home), None)
    try:
        link = people.new_link(state, "liu.yang", Acting(actor="tests", now=datetime.now(UTC))).link
    finally:
        state.close()
    page = open_page(demo.origin)

    page.goto(link_path(link))
    page.get_by_role("button", name="Come in as liu.yang").click()

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def test_accounts_and_clouds_go_by_their_names(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ADMIN, at="/keys?q=account:acme-pay")
    cell = rows(page).first.get_by_title(re.compile(r"^\d{12}$"))
    expect(cell).to_have_text("acme-pay")

    page.goto("/settings/rules")

    expect(page.locator("[data-rule]").first).to_contain_text(re.compile("Tencent Cloud|AWS"))


def test_somebody_who_never_came_in_has_no_password_yet(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.ADMIN, at="/settings/people")

    person = page.get_by_role("listitem").filter(has_text="chen.jing")

    expect(person).to_contain_text("no password yet")
    expect(person).not_to_contain_text("password alone")
