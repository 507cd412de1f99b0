"""The bar at the bottom of a list: what is selected is taken away as a file."""

import csv
import io
import json
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.acts import ask
from tests.browser.conftest import SignIn
from tests.browser.console import Console

from akwarden.model.person import Role

expect.set_options(timeout=20_000)


def taken(page: Page, form: str) -> tuple[str, str]:
    """Take what is selected away, and give the name of the file and what is in it."""
    page.get_by_role("region", name="Selected").get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_text(form, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_text("utf-8-sig")


def select(page: Page, count: int) -> list[str]:
    """Select the first rows of a list of keys, and give their ids."""
    for _ in range(count):
        page.keyboard.press("j")
        page.keyboard.press("x")
    expect(page.get_by_role("region", name="Selected")).to_contain_text(f"{count} selected")
    return [one["key_id"] for one in ask(page, "/keys?limit=10")["rows"]][:count]


def test_the_rows_that_a_viewer_selected_are_in_the_file(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys")
    page.get_by_role("row").nth(3).wait_for()
    ids = select(page, 2)

    name, text = taken(page, "CSV")
    _, whole = taken(page, "JSON")

    assert name.startswith("akwarden-keys-")
    assert name.endswith(".csv")
    assert [row["key_id"] for row in csv.DictReader(io.StringIO(text))] == ids
    assert [row["key_id"] for row in json.loads(whole)] == ids


def test_all_that_fit_are_the_file_of_the_list(demo: Console, signed_in: SignIn) -> None:
    page = signed_in(demo, Role.VIEWER, at="/keys?q=type:root")
    page.get_by_role("row").nth(2).wait_for()
    select(page, 1)
    page.get_by_role("button", name="that fit").click()

    _, text = taken(page, "CSV")

    total = ask(page, "/keys?q=type:root&limit=1")["total"]
    assert len(list(csv.DictReader(io.StringIO(text)))) == total > 1
