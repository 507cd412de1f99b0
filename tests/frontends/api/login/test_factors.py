"""One-time codes and passkeys over HTTP."""

import pyotp
from litestar import Litestar
from litestar.testing import TestClient
from tests.access.authenticator import Device
from tests.frontends.api.client import NOW, Site, site
from tests.frontends.api.login.test_password import log_in
from tests.workflows.access.somebody import PASSWORD, add

__all__ = ["site"]


def set_up(browser: TestClient[Litestar]) -> tuple[pyotp.TOTP, list[str]]:
    begun = browser.post("/api/v1/me/one-time-codes/begin", json={"password": PASSWORD}).json()
    totp = pyotp.TOTP(begun["secret"])
    done = browser.post(
        "/api/v1/me/one-time-codes/finish", json={"step": begun["step"], "code": totp.at(NOW)}
    )
    assert done.status_code == 200, done.text
    codes: list[str] = done.json()["codes"]
    return totp, codes


def test_codes_are_set_up_asked_for_and_given_up_by_who_types_the_password(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)
        without = browser.post("/api/v1/me/one-time-codes/begin", json={})
        assert (without.status_code, without.json()["detail"]) == (400, "type your password again")
        _, codes = set_up(browser)
        assert browser.get("/api/v1/me").json()["recovery_codes"] == 10

    with site.anonymous() as browser:
        asked = browser.post("/api/v1/login", json={"login": "ada", "password": PASSWORD})
        assert (asked.status_code, asked.json()["code"]) == (401, "second_factor_needed")
        assert not browser.cookies
        me = log_in(browser, code=codes[0])
        assert me["recovery_codes"] == 9
        stop = browser.post("/api/v1/me/one-time-codes/stop", json={"password": PASSWORD})
        assert stop.json() == {"stopped": True}
        log_in(browser)


def test_a_stolen_session_gets_no_second_factor_of_its_own(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)

        answers = [
            browser.post(f"/api/v1/me/{path}", json={"password": "wrong wrong wrong"})
            for path in ("one-time-codes/begin", "one-time-codes/stop") * 10
        ]

    assert {one.status_code for one in answers[:5]} == {400}
    assert {one.status_code for one in answers[5:]} == {429}


def test_a_passkey_is_added_and_lets_in_under_the_name_of_the_server_alone(site: Site) -> None:
    site.server.url = "http://localhost:8470"
    site.server.hosts = frozenset({"console.test"})
    add(site.server.state)
    device = Device("http://localhost:8470")
    with site.anonymous() as browser:
        browser.headers["Origin"] = "http://console.test"
        log_in(browser)
        asked = browser.post("/api/v1/me/passkeys/options", json={"password": PASSWORD}).json()
        made = {"step": asked["step"], "credential": device.create(asked["options"]), "name": "laptop"}
        added = browser.post("/api/v1/me/passkeys/finish", json=made)
        assert added.json()["name"] == "laptop", added.text
        assert len(browser.get("/api/v1/me/passkeys").json()["rows"]) == 1

    with site.anonymous() as browser:
        asked = browser.post("/api/v1/login/passkey/options").json()
        answer = {"step": asked["step"], "credential": device.get(asked["options"])}
        me = browser.post("/api/v1/login/passkey/finish", json=answer)
        assert me.status_code == 200, me.text
        browser.headers["X-CSRF-Token"] = me.json()["csrf"]
        again = browser.post("/api/v1/login/passkey/finish", json=answer)
        assert (again.status_code, again.json()["code"]) == (401, "login_refused")
        key = browser.get("/api/v1/me/passkeys").json()["rows"][0]["id"]
        assert browser.delete(f"/api/v1/me/passkeys/{key}").json() == {"rows": []}
        assert browser.delete(f"/api/v1/me/passkeys/{key}").status_code == 404


def test_passkeys_at_a_bare_address_say_what_to_do(site: Site) -> None:
    add(site.server.state)
    with site.anonymous() as browser:
        answer = browser.post("/api/v1/login/passkey/options")

    assert answer.status_code == 400
    assert "server.url" in answer.json()["mend"]
