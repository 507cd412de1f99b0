import io
import zipfile

import pytest
from tests.frontends.api.client import NOW, Site
from tests.store.rows import key_id
from tests.workflows.keys.inventory import add_inventory

from akwarden.model.person import Grant, Role
from akwarden.query.tree import Holder
from akwarden.store.access import groups


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


@pytest.fixture
def inventory(site: Site) -> Site:
    """Give a site with a small inventory, and a group that has one of its two accounts."""
    with site.server.state.writing() as connection:
        add_inventory(connection)
        groups.keep(connection, "prod", [Holder("tencent", "100000000001")], NOW)
    return site


def test_what_can_be_reached_with_a_key_begins_with_the_worst_path_and_grows_where_asked(
    inventory: Site,
) -> None:
    path = f"/api/v1/keys/{key_id(1)}/graph"
    with inventory.browser(Grant(Role.VIEWER)) as browser:
        first = browser.get(path).json()
        more = browser.get(path, params={"expand": first["worst"]}).json()

    assert [node["id"] for node in first["nodes"]] == first["worst"]
    assert len(more["nodes"]) > len(first["nodes"])
    assert more["worst"] == first["worst"]


def test_the_worst_path_is_told_in_the_language_of_who_asks(inventory: Site) -> None:
    with inventory.browser(Grant(Role.VIEWER)) as browser:
        path = f"/api/v1/keys/{key_id(1)}/graph"
        told = browser.get(path, headers={"Accept-Language": "zh-CN"}).json()["sentence"]

    assert "config/app.ini:3" in told
    assert "alice" in told
    assert " it holds " not in told


def test_the_graph_of_somebody_else_s_key_is_not_there_and_one_s_own_has_nothing_of_others(
    inventory: Site,
) -> None:
    with inventory.browser(Grant(Role.VIEWER, "prod"), login="partly") as browser:
        own = browser.get(f"/api/v1/keys/{key_id(1)}/graph", params={"expand": ["x"] * 9})
        others = [browser.get(f"/api/v1/keys/{key_id(number)}/graph").status_code for number in (3, 5, 9)]

    assert own.status_code == 200
    assert "100000000002" not in own.text
    assert others == [404, 404, 404]


def test_more_than_so_many_nodes_can_not_be_asked_for_at_once(inventory: Site) -> None:
    with inventory.browser(Grant(Role.VIEWER)) as browser:
        answer = browser.get(f"/api/v1/keys/{key_id(1)}/graph", params={"expand": ["x"] * 61})

    assert answer.status_code == 400
