"""People, roles and account groups over HTTP."""

import pytest
from tests.frontends.api.client import Site, site

from akwarden.model.person import Grant, Role

__all__ = ["site"]


def test_an_administrator_invites_gives_roles_and_takes_them(site: Site) -> None:
    with site.admin() as browser:
        held = {"accounts": [{"provider": "tencent", "number": "100000000001"}]}
        assert (
            browser.put("/api/v1/account-groups/payments", json=held).json()["accounts"] == held["accounts"]
        )
        added = browser.post(
            "/api/v1/people",
            json={"login": "Ben", "name": "Ben Li", "grants": [{"role": "viewer", "group": "payments"}]},
        )
        assert added.status_code == 201, added.text
        link, person = added.json()["link"], added.json()["person"]
        assert link.startswith("http://console.test/welcome#")
        assert person["grants"] == [{"role": "viewer", "group": "payments"}]

        token = link.partition("#")[2]
        assert browser.post("/api/v1/login/link/whose", json={"token": token}).json() == {"login": "ben"}
        assert browser.delete("/api/v1/account-groups/payments").json()["code"] == "E0198"
        given = browser.post("/api/v1/people/ben/grants", json={"grants": [{"role": "analyst"}]})
        assert given.json()["grants"] == [{"role": "analyst", "group": None}]
        assert browser.delete("/api/v1/account-groups/payments").status_code == 204
        assert not browser.post("/api/v1/people/BEN/deactivate").json()["active"]
        assert browser.post("/api/v1/people/ben/link", json={}).status_code == 400
        assert browser.post("/api/v1/people/ben/activate").json()["active"]
        assert browser.post("/api/v1/people/ben/link", json={}).status_code == 200
        assert [one["login"] for one in browser.get("/api/v1/people").json()["rows"]] == ["admin", "ben"]
        assert browser.get("/api/v1/people/ben").json()["login"] == "ben"
        assert browser.get("/api/v1/people/nobody").status_code == 404
        assert token not in browser.get("/api/v1/people").text


def test_the_last_administrator_can_not_give_up(site: Site) -> None:
    with site.admin() as browser:
        for path, said in (
            ("grants", {"grants": []}),
            ("grants", {"grants": [{"role": "admin", "group": "payments"}]}),
            ("deactivate", None),
        ):
            browser.put("/api/v1/account-groups/payments", json={"accounts": []})
            answer = browser.post(f"/api/v1/people/admin/{path}", json=said)
            assert (answer.status_code, "last one" in answer.json()["detail"]) == (400, True)
        assert browser.get("/api/v1/people").status_code == 200


@pytest.mark.parametrize(
    "grants",
    [[Grant(role)] for role in Role if role is not Role.ADMIN] + [[Grant(Role.ADMIN, "payments")]],
    ids=str,
)
def test_nobody_else_changes_people(site: Site, grants: list[Grant]) -> None:
    with site.browser(*grants) as browser:
        answers = [
            browser.post("/api/v1/people", json={"login": "mallory", "grants": [{"role": "admin"}]}),
            browser.post("/api/v1/people/somebody/grants", json={"grants": [{"role": "admin"}]}),
            browser.post("/api/v1/people/somebody/link", json={}),
            browser.put("/api/v1/account-groups/all", json={"accounts": []}),
            browser.post(
                "/api/v1/tokens", json={"login": "somebody", "name": "x", "grants": [{"role": "viewer"}]}
            ),
        ]
        seen = browser.get("/api/v1/people").status_code

    assert {one.status_code for one in answers} == {403}
    assert seen == (200 if Grant(Role.AUDITOR) in grants else 403)


@pytest.mark.parametrize(
    "said",
    [
        {"login": "ben", "grants": [{"role": "emperor"}]},
        {"login": "ben", "grants": [{"role": "viewer", "group": ""}]},
        {"login": "ben", "grants": [{"role": "viewer", "group": "not there"}]},
        {"login": "ben", "grants": [{"role": "viewer"}] * 51},
        {"login": "b en"},
        {"login": "ben", "email": "no address"},
        {"login": "ben", "active": True},
        {"login": None},
        {},
        [],
    ],
)
def test_what_can_not_be_taken_is_a_problem_and_adds_nobody(site: Site, said: object) -> None:
    with site.admin() as browser:
        answer = browser.post("/api/v1/people", json=said)

        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert browser.get("/api/v1/people").json()["total"] == 1
