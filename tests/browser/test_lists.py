"""What lists offer, in a browser: whatever can be pressed, the server does."""

import re

import pytest
from playwright.sync_api import Response, expect
from tests.browser.acts import rows
from tests.browser.conftest import SignIn
from tests.browser.console import Console

from akwarden.model.person import Role

LISTS = {
    "/keys": "/keys",
    "/ips": "/ips",
    "/alarms": "/alarms",
    "/leaks": "/leaks",
    "/permissions": "/risks",
    "/permissions/identities": "/risks/identities",
}
"""Where each list is, and where its rows are read."""


@pytest.mark.parametrize("path", LISTS)
def test_every_title_that_can_be_pressed_sorts(path: str, demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at=path)
    rows(page).first.wait_for()
    grid, titles = page.get_by_role("grid"), page.locator("[role=columnheader]:has(button)")
    answers: dict[str, int] = {}

    def note(answer: Response) -> None:
        if f"/api/v1{LISTS[path]}?" in answer.url:
            answers[answer.url] = answer.status

    page.on("response", note)
    for title in titles.all():
        title.get_by_role("button").click()
        expect(title).to_have_attribute("aria-sort", re.compile("ascending|descending"))
        expect(grid).not_to_have_attribute("aria-busy", "true")

    assert len(answers) > 1
    assert set(answers.values()) == {200}, answers
