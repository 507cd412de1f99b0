from tests.frontends.api.client import Site, site

from akwarden.model.facet import ListName
from akwarden.model.person import Grant, Role

__all__ = ["site"]
VIEWER = Grant(Role.VIEWER)


def test_every_list_is_counted_by_its_fields(site: Site) -> None:
    with site.browser(VIEWER) as browser:
        for name in ListName:
            answer = browser.get(f"/api/v1/{name}/facets", params={"by": "account"})

            assert answer.status_code == 200, name
            assert [one["field"] for one in answer.json()["facets"]] == ["account"]


def test_a_field_that_nothing_is_counted_by_is_a_problem_with_a_mend(site: Site) -> None:
    with site.browser(VIEWER) as browser:
        answer = browser.get("/api/v1/keys/facets", params={"by": "acount"})

    assert answer.status_code == 400
    assert answer.json()["mend"] == "did you mean account?"


def test_why_a_list_is_empty_is_told_for_each_part(site: Site) -> None:
    with site.browser(VIEWER) as browser:
        answer = browser.get("/api/v1/query/why-empty", params={"list": "keys", "q": "type:root owner:me"})

    assert answer.status_code == 200
    assert {one["part"] for one in answer.json()["parts"]} == {"", "type:root", "owner:me"}


def test_a_wrong_query_is_an_answer_of_the_check_and_no_problem(site: Site) -> None:
    with site.browser(VIEWER) as browser:
        answer = browser.get("/api/v1/query/check", params={"list": "keys", "q": "typ:root"})

    assert answer.status_code == 200
    assert answer.json()["fault"]["at"] == {"start": 0, "end": 3}


def test_a_vocabulary_tells_fields_orders_and_facets(site: Site) -> None:
    with site.browser(VIEWER) as browser:
        found = browser.get("/api/v1/vocabularies/keys").json()
        missing = browser.get("/api/v1/vocabularies/nope")

    assert "advice" in found["sorts"]
    assert "owner" in found["facets"]
    assert missing.status_code == 400


def test_the_overview_of_an_empty_home_says_what_is_not_set_up(site: Site) -> None:
    with site.browser(VIEWER) as browser:
        found = browser.get("/api/v1/overview").json()

    assert [one["value"] for one in found["numbers"]] == [0, 0, 0, 0, None]
    assert {one["sight"] for one in found["coverage"]["seen"]} == {"off"}


def test_nobody_is_told_anything_before_a_login(site: Site) -> None:
    with site.anonymous() as browser:
        for path in (
            "overview",
            "keys/facets",
            "vocabularies/keys",
            "query/check?list=keys",
            "query/why-empty?list=keys",
        ):
            assert browser.get(f"/api/v1/{path}").status_code == 401, path
