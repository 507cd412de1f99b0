"""Logins over HTTP: what a browser is given, and what one that was made to come from elsewhere is not."""

import pytest
from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from tests.frontends.api.client import NOW, URL, Site, site
from tests.workflows.access.somebody import PASSWORD, add

from akwarden.model.person import Grant, Role
from akwarden.workflows.access.links import first_link

__all__ = ["site"]

Browser = TestClient[Litestar]


def log_in(browser: Browser, login: str = "ada", **said: str) -> dict[str, object]:
    answer = browser.post("/api/v1/login", json={"login": login, "password": PASSWORD, **said})
    assert answer.status_code == 200, answer.text
    browser.headers["X-CSRF-Token"] = answer.json()["csrf"]
    found: dict[str, object] = answer.json()
    return found


class Other:
    """One more browser over the connection of another, with a cookie of its own."""

    def __init__(self, browser: Browser, login: str = "ada") -> None:
        """Log in."""
        kept = dict(browser.cookies), browser.headers.get("X-CSRF-Token", "")
        browser.cookies.clear()
        self.csrf = str(log_in(browser, login)["csrf"])
        self.cookie = browser.cookies["akwarden"]
        self.browser = browser
        self._use(*kept)

    def get(self, path: str) -> Response:
        """Ask, and leave the other browser as it was."""
        kept = dict(self.browser.cookies), self.browser.headers.get("X-CSRF-Token", "")
        self._use({"akwarden": self.cookie}, self.csrf)
        answer = self.browser.get(path)
        self._use(*kept)
        return answer

    def _use(self, cookies: dict[str, str], csrf: str) -> None:
        self.browser.cookies.clear()
        for name, value in cookies.items():
            self.browser.cookies.set(name, value)
        self.browser.headers["X-CSRF-Token"] = csrf


def test_a_first_start_ends_with_an_administrator_who_is_logged_in(site: Site) -> None:
    link = first_link(site.server.state, NOW)
    assert link is not None
    token = link.reveal().decode()
    with site.anonymous() as browser:
        assert browser.get("/api/v1/login").json() == {
            "first_start": True,
            "passkeys": False,
            "sign_on": None,
            "demo": False,
            "logged_in": False,
        }
        assert browser.post("/api/v1/login/link/whose", json={"token": token}).json() == {"login": None}

        answer = browser.post(
            "/api/v1/login/link", json={"token": token, "login": "ada", "name": "Ada", "password": PASSWORD}
        )

        me = browser.get("/api/v1/me").json()
        assert answer.json() == me
        assert (me["person"]["name"], me["rights"]["administer"], me["demo"]) == ("Ada", "all", False)
        ways = browser.get("/api/v1/login").json()
        assert (ways["first_start"], ways["logged_in"]) == (False, True)
        again = browser.post(
            "/api/v1/login/link", json={"token": token, "login": "eve", "password": PASSWORD}
        )
        assert (again.status_code, again.json()["code"]) == (400, "E0198")


def test_the_cookie_is_for_this_server_alone_and_unseen_by_scripts(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        answer = browser.post("/api/v1/login", json={"login": "ada", "password": PASSWORD})

    cookie = answer.headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    parts = {part.strip().lower() for part in rest.split(";")[1:]}
    assert name == "akwarden"
    assert {"httponly", "path=/", "samesite=strict"} <= parts
    assert "domain" not in cookie.lower()
    site.server.url = "https://keys.example.com"
    site.server.hosts = frozenset({URL.partition("://")[2]})
    with site.anonymous() as browser:
        answer = browser.post("/api/v1/login", json={"login": "ada", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("__Host-akwarden=")
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_cookie_of_before_the_login_is_dead_after_it(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)
        old = browser.cookies["akwarden"]
        log_in(browser)
        assert browser.cookies["akwarden"] != old
        browser.cookies.set("akwarden", old)
        assert browser.get("/api/v1/me").status_code == 401


def test_what_is_wrong_is_told_alike_and_too_many_tries_must_wait(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        answers = [
            browser.post("/api/v1/login", json={"login": login, "password": "wrong wrong wrong"})
            for login in ("ada", "nobody")
        ]
        said = [{name: one.json()[name] for name in ("detail", "why", "code", "status")} for one in answers]
        assert said[0] == said[1]
        assert said[0]["code"] == "login_refused"
        wrong = {"login": "ada", "password": f"{PASSWORD}."}
        answer = [browser.post("/api/v1/login", json=wrong) for _ in range(20)][-1]

    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert int(answer.headers["retry-after"]) > 0


def test_no_answer_and_no_problem_holds_a_password(site: Site) -> None:
    add(site.server.state)
    secret = "hush hush hush hush"
    with site.anonymous() as browser:
        answers = [
            browser.post("/api/v1/login", json={"login": "ada", "password": secret}),
            browser.post("/api/v1/login", json={"login": "ada", "password": [secret]}),
            browser.post("/api/v1/login", json={"login": "ada", "password": secret, "more": secret}),
            browser.post("/api/v1/login", json={"login": 1, "password": secret}),
            browser.post("/api/v1/login/link", json={"token": secret, "password": secret}),
            browser.post("/api/v1/login", content=f'{{"password": "{secret}"'),
        ]

    assert {one.status_code for one in answers} <= {400, 401}
    assert all(secret not in one.text for one in answers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_page_of_another_site_logs_nobody_in(site: Site, headers: dict[str, str]) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        answer = browser.post("/api/v1/login", json={"login": "ada", "password": PASSWORD}, headers=headers)

        assert answer.status_code == 403
        assert not browser.cookies


def test_who_logs_out_is_out(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)
        cookie = browser.cookies["akwarden"]
        assert browser.post("/api/v1/logout").status_code == 200
        browser.cookies.set("akwarden", cookie)

        assert browser.get("/api/v1/me").status_code == 401


def test_logging_out_takes_the_secret_of_the_session(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)
        del browser.headers["X-CSRF-Token"]

        assert browser.post("/api/v1/logout").status_code == 403
        assert browser.get("/api/v1/me").status_code == 200


def test_rights_say_where_they_reach(site: Site) -> None:
    with site.browser(Grant(Role.VIEWER), Grant(Role.ANALYST, "payments")) as browser:
        rights = browser.get("/api/v1/me").json()["rights"]

    assert (rights["read"], rights["decide"], rights["administer"]) == ("all", ["payments"], [])


def test_a_password_is_changed_by_who_knows_it(site: Site) -> None:
    add(site.server.state)
    new = "a different one, longer"
    with site.anonymous() as browser:
        log_in(browser)
        other = Other(browser)
        wrong = browser.post("/api/v1/me/password", json={"current": "wrong wrong wrong", "password": new})
        assert (wrong.status_code, wrong.json()["detail"]) == (400, "the password is wrong")

        done = browser.post("/api/v1/me/password", json={"current": PASSWORD, "password": new})

        assert done.json() == {"ended": 1}
        assert browser.get("/api/v1/me").status_code == 200
        assert other.get("/api/v1/me").status_code == 401
        assert browser.post("/api/v1/login", json={"login": "ada", "password": new}).status_code == 200


def test_people_see_and_end_their_own_sessions_and_no_others(site: Site) -> None:
    add(site.server.state)
    add(site.server.state, "ben")
    with site.anonymous() as browser:
        log_in(browser)
        other, ben = Other(browser), Other(browser, "ben")
        (theirs,) = ben.get("/api/v1/me/sessions").json()["rows"]
        rows = browser.get("/api/v1/me/sessions").json()["rows"]
        assert [one["is_this"] for one in rows].count(True) == 1
        assert len(rows) == 2

        assert browser.delete(f"/api/v1/me/sessions/{theirs['id']}").status_code == 404
        away = next(one["id"] for one in rows if not one["is_this"])
        assert browser.delete(f"/api/v1/me/sessions/{away}").json() == {"ended": 1}

        assert other.get("/api/v1/me").status_code == 401
        assert ben.get("/api/v1/me").status_code == 200
        other = Other(browser)
        assert browser.post("/api/v1/me/sessions/end-others").json() == {"ended": 1}
        assert other.get("/api/v1/me").status_code == 401


def test_a_browser_that_logged_in_before_comes_in_while_others_guess(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)
        device = browser.cookies["akwarden-device"]
        browser.cookies.clear()
        said = {"login": "ada", "password": "wrong wrong wrong"}
        answers = [browser.post("/api/v1/login", json=said).status_code for _ in range(30)]
        assert browser.post("/api/v1/login", json=said | {"password": PASSWORD}).status_code == 429

        browser.cookies.set("akwarden-device", device)

        assert browser.get("/api/v1/me").status_code == 401
        log_in(browser)
    assert answers.count(429) == 25


def test_what_a_browser_is_known_by_is_unseen_by_scripts_and_sent_to_no_other_site(site: Site) -> None:
    site.server.url = "https://console.test"
    add(site.server.state)
    with site.anonymous() as browser:
        answer = browser.post("/api/v1/login", json={"login": "ada", "password": PASSWORD})

    device = next(one for one in answer.headers.get_list("set-cookie") if "device" in one)
    assert device.startswith("__Host-akwarden-device=")
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert word.lower() in device.lower()
