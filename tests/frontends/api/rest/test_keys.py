import io
import zipfile

from tests.frontends.api.client import Site

from akwarden.model.person import Grant, Role


def test_an_empty_home_lists_no_keys(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER)) as browser:
        answer = browser.get("/api/v1/keys")

    assert answer.status_code == 200
    counts = {"total": 0, "approximate": False, "hidden": 0}
    assert answer.json() | {"as_of": ""} == {"rows": [], "next": None, **counts, "as_of": ""}


def test_a_wrong_query_says_which_place_of_it_is_wrong(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER)) as browser:
        answer = browser.get("/api/v1/keys", params={"q": "status:active levle:high"})

    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    problem = answer.json()
    assert problem["at"] == {"start": 14, "end": 19}
    assert problem["code"] == "E0190"


def test_a_list_is_taken_away_as_a_spreadsheet(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER)) as browser:
        answer = browser.get("/api/v1/keys/export", params={"format": "xlsx"})

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="akwarden-keys-2026')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()


def test_a_column_that_there_is_not_is_refused_with_the_nearest(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER)) as browser:
        answer = browser.get("/api/v1/keys/export", params={"columns": "ownr"})

    assert answer.status_code == 400
    assert answer.json()["mend"] == "did you mean owner?"


def test_a_wrong_query_of_an_export_is_told_and_no_empty_file(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER)) as browser:
        answers = [
            browser.get("/api/v1/keys/export", params=asked) for asked in ({"q": "levle:1"}, {"sort": "no"})
        ]

    assert [(one.status_code, one.headers["content-type"]) for one in answers] == [
        (400, "application/problem+json")
    ] * 2
