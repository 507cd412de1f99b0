"""API tokens over HTTP: made, used, revoked while in use."""

from datetime import timedelta
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient
from tests.frontends.api.client import NOW, Site, site

from akwarden.model.person import Grant, Role

__all__ = ["site"]

VIEWER = {"role": "viewer", "group": None}


def made(browser: TestClient[Litestar], path: str = "me/tokens", **said: Any) -> dict[str, Any]:
    answer = browser.post(f"/api/v1/{path}", json={"name": "ci", "grants": [VIEWER], **said})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def call(browser: TestClient[Litestar], secret: str, path: str = "me") -> int:
    """Call as a program does: with a token, and whatever cookie the browser has beside it."""
    return browser.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_token_that_is_revoked_while_in_use_is_refused_with_the_next_call(site: Site) -> None:
    with site.admin() as browser:
        token = made(browser)
        assert call(browser, token["secret"]) == 200
        (row,) = browser.get("/api/v1/me/tokens").json()["rows"]
        assert (row["used_from"], row["name"]) == ("testclient", "ci")
        assert token["secret"] not in browser.get("/api/v1/me/tokens").text

        assert browser.delete(f"/api/v1/me/tokens/{token['token']['id']}").json()["revoked_at"] is not None

        assert call(browser, token["secret"]) == 401


def test_a_wrong_token_is_not_helped_by_the_cookie_beside_it(site: Site) -> None:
    with site.admin() as browser:
        for header in ("Bearer x", "Bearer ", "Basic YWRhOmFkYQ==", "", "bearer akw_" + "0" * 49):
            answer = browser.get("/api/v1/me", headers={"Authorization": header})
            assert answer.status_code == 401, header
        assert browser.get("/api/v1/me").status_code == 200


def test_a_token_needs_no_secret_of_a_session_and_does_what_it_was_made_for(site: Site) -> None:
    with site.admin() as browser:
        token = made(browser, grants=[VIEWER])
        csrf = browser.headers.pop("X-CSRF-Token")
        headers = {"Authorization": f"Bearer {token['secret']}"}

        me = browser.get("/api/v1/me", headers=headers).json()
        assert (me["via"], me["csrf"], me["rights"]["read"], me["rights"]["administer"]) == (
            "token",
            None,
            "all",
            [],
        )
        assert browser.get("/api/v1/keys", headers=headers).status_code == 200
        assert browser.get("/api/v1/people", headers=headers).status_code == 403
        assert csrf


def test_a_token_makes_no_other_one_and_changes_no_people(site: Site) -> None:
    """Else, whoever finds one keeps a way in after it was revoked."""
    with site.admin() as browser:
        token = made(browser, grants=[{"role": "admin", "group": None}])
        headers = {"Authorization": f"Bearer {token['secret']}"}
        answers = [
            browser.post("/api/v1/me/tokens", json={"name": "x", "grants": [VIEWER]}, headers=headers),
            browser.post(
                "/api/v1/tokens", json={"login": "admin", "name": "x", "grants": [VIEWER]}, headers=headers
            ),
            browser.post("/api/v1/people", json={"login": "eve"}, headers=headers),
            browser.post("/api/v1/people/admin/link", json={}, headers=headers),
            browser.post("/api/v1/me/one-time-codes/begin", json={}, headers=headers),
            browser.post("/api/v1/me/passkeys/options", json={}, headers=headers),
            browser.post("/api/v1/me/sessions/end-others", headers=headers),
            browser.delete(f"/api/v1/tokens/{token['token']['id']}", headers=headers),
        ]

        assert {one.status_code for one in answers} == {403}
        assert browser.get("/api/v1/people", headers=headers).status_code == 200
        assert browser.get("/api/v1/tokens").json()["total"] == 1


def test_people_make_tokens_for_what_they_may_and_see_their_own(site: Site) -> None:
    with site.admin() as browser:
        theirs = made(browser)["token"]["id"]
    with site.browser(Grant(Role.VIEWER), login="ben") as browser:
        more = {"name": "x", "grants": [{"role": "analyst"}]}
        assert browser.post("/api/v1/me/tokens", json=more).json()["code"] == "E0198"
        assert browser.delete(f"/api/v1/me/tokens/{theirs}").status_code == 404
        assert browser.get("/api/v1/me/tokens").json() == {"rows": [], "total": 0}
        assert browser.get("/api/v1/tokens").status_code == 403
        made(browser)
    with site.admin() as browser:
        rows = browser.get("/api/v1/tokens").json()["rows"]
        assert {one["login"] for one in rows} == {"admin", "ben"}
        assert {browser.delete(f"/api/v1/tokens/{one['id']}").status_code for one in rows} == {200}
        assert browser.delete("/api/v1/tokens/nothing").status_code == 404


def test_a_pair_for_the_wire_api_is_shown_once_and_is_no_token(site: Site) -> None:
    with site.admin() as browser:
        pair = made(
            browser, kind="wire", networks=["192.0.2.0/24"], expires_at=(NOW + timedelta(days=9)).isoformat()
        )

        assert pair["token"]["id"].startswith("AKWI")
        assert len(pair["secret"]) == 32
        assert call(browser, pair["secret"]) == 401
        assert pair["secret"] not in browser.get("/api/v1/tokens").text


def test_an_administrator_makes_a_token_for_a_program_of_somebody(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER), login="ben"):
        pass
    with site.admin() as browser:
        token = made(browser, "tokens", login="ben")

        assert (token["token"]["login"], token["token"]["created_by"]) == ("ben", "admin")
        headers = {"Authorization": f"Bearer {token['secret']}"}
        assert browser.get("/api/v1/me", headers=headers).json()["person"]["login"] == "ben"
