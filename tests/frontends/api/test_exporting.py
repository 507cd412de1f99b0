"""Rows that somebody picked in a list, as a file."""

import csv
import io
import zipfile

import pytest
from tests.frontends.api.client import NOW, Site
from tests.store.raised import of_key, put
from tests.store.rows import add_account, add_key, add_leak, add_risk, key_id

from akwarden.model.note import NoteField
from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.risk.alarms import alarm_id
from akwarden.store.access import groups

VIEWER, OF_SHOP = Grant(Role.VIEWER), Grant(Role.VIEWER, "shop")
SIGNALS = [
    of_key(1, "recon", 1, account="1001"),
    of_key(2, "recon", 2),
    of_key(3, "recon", 3, account="1001"),
]
IDS = {
    "keys": [key_id(number) for number in (1, 2, 3)],
    "leaks": [f"leak-{key_id(number)}" for number in (1, 2, 3)],
    "risks": ["a" * 64, "b" * 64, "c" * 64],
    "alarms": [alarm_id(one) for one in SIGNALS],
}
"""Of each list a row of the shop, one of the lab, and one more of the shop."""
NOUNS = sorted(IDS)
PLACE = {"keys": "key_id", "leaks": "id", "risks": "id", "alarms": "id"}


@pytest.fixture
def filled(site: Site) -> Site:
    """Give a site with a key, a leak, a risk and an alarm in each of two accounts, and more in the first."""
    with site.server.state.writing() as connection:
        shop = add_account(connection, "shop", number="1001")
        lab = add_account(connection, "lab", number="200000000002")
        groups.keep(connection, "shop", [Holder("tencent", "1001")], NOW)
        for number, (account, risk) in enumerate(zip((shop, lab, shop), IDS["risks"], strict=True), 1):
            add_leak(connection, add_key(connection, number, account_id=account))
            add_risk(connection, risk, account)
        put(connection, *SIGNALS)
    return site


def lines(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


@pytest.mark.parametrize("noun", NOUNS)
def test_the_rows_that_were_picked_are_in_the_file_and_no_others(filled: Site, noun: str) -> None:
    picked = IDS[noun][:2]
    with filled.browser(VIEWER) as browser:
        answer = browser.post(f"/api/v1/{noun}/export", json={"ids": picked})

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="akwarden-{noun}-2026')
    assert sorted(row[PLACE[noun]] for row in lines(answer.text)) == sorted(picked)


@pytest.mark.parametrize("noun", NOUNS)
def test_what_may_not_be_seen_is_absent_like_what_is_not_there(filled: Site, noun: str) -> None:
    with filled.browser(OF_SHOP) as browser:
        answer = browser.post(f"/api/v1/{noun}/export", json={"ids": [*IDS[noun], "none"]})

    assert {row[PLACE[noun]] for row in lines(answer.text)} == {IDS[noun][0], IDS[noun][2]}
    assert IDS[noun][1] not in answer.text


@pytest.mark.parametrize("noun", NOUNS)
def test_it_is_the_same_file_in_every_form(filled: Site, noun: str) -> None:
    body = {"ids": IDS[noun][:1]}
    with filled.browser(VIEWER) as browser:
        rows = browser.post(f"/api/v1/{noun}/export", json={**body, "format": "json"}).json()
        one = browser.post(f"/api/v1/{noun}/export", json={**body, "format": "jsonl"}).json()
        book = browser.post(f"/api/v1/{noun}/export", json={**body, "format": "xlsx"}).content

    assert (rows, one[PLACE[noun]]) == ([one], IDS[noun][0])
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        assert "xl/worksheets/sheet1.xml" in opened.namelist()


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "wrong",
    [{}, {"ids": []}, {"ids": ["x"] * 1001}, {"ids": ["x"], "q": ""}, {"ids": ["x"], "columns": "no"}],
    ids=["nothing", "none", "too many", "a query", "no column"],
)
def test_what_is_no_choice_of_rows_is_refused(filled: Site, noun: str, wrong: dict[str, object]) -> None:
    with filled.browser(VIEWER) as browser:
        assert browser.post(f"/api/v1/{noun}/export", json=wrong).status_code == 400


def test_rows_that_were_picked_stand_in_the_order_and_with_the_columns_that_were_asked_for(
    filled: Site,
) -> None:
    body = {"ids": IDS["keys"][::2], "columns": "key_id,provider"}
    with filled.browser(VIEWER) as browser:
        texts = [
            browser.post("/api/v1/keys/export", json={**body, "sort": sort}).text for sort in ("key", "-key")
        ]

    first, last = IDS["keys"][::2]
    assert [[row["key_id"] for row in lines(text)] for text in texts] == [[first, last], [last, first]]
    assert list(lines(texts[0])[0]) == ["key_id", "provider"]


def test_rows_that_were_picked_are_there_though_the_list_hides_them_by_now(filled: Site) -> None:
    with filled.browser(Grant(Role.ANALYST)) as browser:
        ids = IDS["alarms"][:1]
        assert (
            browser.post("/api/v1/alarms/decide", json={"ids": ids, "decision": "handle"}).status_code == 200
        )
        text = browser.post("/api/v1/alarms/export", json={"ids": ids}).text

    assert [row["id"] for row in lines(text)] == ids


def test_a_formula_that_somebody_wrote_stays_a_text(filled: Site) -> None:
    said = {"kind": "key", "names": IDS["keys"][:1], "field": NoteField.REMARK, "value": ["=1+1"]}
    with filled.browser(Grant(Role.ANALYST)) as browser:
        assert browser.post("/api/v1/notes", json=said).status_code == 200
        text = browser.post("/api/v1/keys/export", json={"ids": IDS["keys"][:1]}).text

    assert lines(text)[0]["remark"] == "'=1+1"


def test_an_id_is_compared_letter_by_letter(filled: Site) -> None:
    with filled.browser(VIEWER) as browser:
        text = browser.post("/api/v1/risks/export", json={"ids": ["A" * 64]}).text

    assert lines(text) == []
