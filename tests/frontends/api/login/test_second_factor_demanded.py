"""A second factor that is demanded: who lacks one gets no further than to setting one up."""

import msgspec
import pyotp
import pytest
from tests.access.authenticator import Device
from tests.frontends.api.client import NOW, Site, site
from tests.frontends.api.login.test_factors import set_up
from tests.frontends.api.login.test_password import Browser, log_in
from tests.workflows.access.somebody import ADMIN, PASSWORD, ROOT, VIEWER, add

from akwarden.frontends.api.login.cookies import keyhole
from akwarden.model.api_key import ApiKeyKind
from akwarden.model.person import Grant, Role
from akwarden.model.second_factor import Demand
from akwarden.workflows.access.api_keys import Wanted, make
from akwarden.workflows.access.people import new_link

__all__ = ["site"]


def demand(site: Site, of: Demand) -> None:
    login = msgspec.structs.replace(site.server.settings.login, second_factor=of)
    site.server.settings = msgspec.structs.replace(site.server.settings, login=login)


def at_localhost(site: Site, browser: Browser) -> Device:
    site.server.url = "http://localhost:8470"
    site.server.hosts = frozenset({"console.test"})
    browser.headers["Origin"] = "http://console.test"
    return Device("http://localhost:8470")


def add_passkey(browser: Browser, device: Device) -> int:
    asked = browser.post("/api/v1/me/passkeys/options", json={"password": PASSWORD})
    if asked.status_code != 200:
        return asked.status_code
    made = {"step": asked.json()["step"], "credential": device.create(asked.json()["options"]), "name": "a"}
    return browser.post("/api/v1/me/passkeys/finish", json=made).status_code


ROUTES = [
    ("GET", "/api/v1/keys"),
    ("GET", "/api/v1/people"),
    ("GET", "/api/v1/events"),
    ("GET", "/api/v1/me/sessions"),
    ("POST", "/api/v1/people"),
    ("POST", "/api/v1/tokens"),
    ("POST", "/api/v1/me/password"),
    ("POST", "/api/v1/me/one-time-codes/stop"),
    ("DELETE", "/api/v1/me/passkeys/x"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_an_administrators_session_without_one_is_refused_everything(
    site: Site, method: str, path: str
) -> None:
    demand(site, Demand.ADMINISTRATORS)
    add(site.server.state, grants=[ADMIN])
    with site.anonymous() as browser:
        log_in(browser)

        answer = browser.request(method, path, json={} if method == "POST" else None)

    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_demanded")


def test_who_sets_up_codes_is_through_with_that_very_session_and_logs_in_with_one_from_then_on(
    site: Site,
) -> None:
    demand(site, Demand.ADMINISTRATORS)
    add(site.server.state, grants=[ADMIN])
    with site.anonymous() as browser:
        assert log_in(browser)["second_factor"] == "set_up"

        _, codes = set_up(browser)

        assert browser.get("/api/v1/me").json()["second_factor"] is None
        assert browser.get("/api/v1/people").status_code == 200
        assert browser.post("/api/v1/logout").status_code == 200
        assert log_in(browser, code=codes[0])["second_factor"] is None
        assert browser.get("/api/v1/people").status_code == 200


def test_who_adds_a_passkey_is_through_and_a_password_alone_is_not_from_then_on(site: Site) -> None:
    demand(site, Demand.EVERYONE)
    add(site.server.state)
    with site.anonymous() as browser:
        device = at_localhost(site, browser)
        log_in(browser)
        assert add_passkey(browser, device) == 200
        assert browser.get("/api/v1/keys").status_code == 200

        browser.cookies.clear()
        me = log_in(browser)

        assert me["second_factor"] == "show"
        assert browser.get("/api/v1/keys").status_code == 403


def test_a_stolen_password_adds_no_second_factor_of_its_own_beside_the_passkey(site: Site) -> None:
    demand(site, Demand.EVERYONE)
    add(site.server.state)
    with site.anonymous() as browser:
        device = at_localhost(site, browser)
        log_in(browser)
        add_passkey(browser, device)
        browser.cookies.clear()
        log_in(browser)

        answers = [
            browser.post("/api/v1/me/one-time-codes/begin", json={"password": PASSWORD}),
            browser.post("/api/v1/me/one-time-codes/finish", json={"step": "x", "code": "123456"}),
            browser.post("/api/v1/me/passkeys/options", json={"password": PASSWORD}),
        ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "second_factor_demanded")] * 3


def test_codes_that_were_begun_without_a_passkey_are_not_finished_beside_it(site: Site) -> None:
    demand(site, Demand.EVERYONE)
    add(site.server.state)
    with site.anonymous() as thief:
        device = at_localhost(site, thief)
        log_in(thief)
        begun = thief.post("/api/v1/me/one-time-codes/begin", json={"password": PASSWORD}).json()
        stolen = dict(thief.cookies), thief.headers["X-CSRF-Token"]
        thief.cookies.clear()
        log_in(thief)
        add_passkey(thief, device)

        thief.cookies.clear()
        thief.cookies.set("akwarden", stolen[0]["akwarden"])
        thief.headers["X-CSRF-Token"] = stolen[1]
        code = pyotp.TOTP(begun["secret"]).at(NOW)
        answer = thief.post("/api/v1/me/one-time-codes/finish", json={"step": begun["step"], "code": code})

    assert answer.status_code == 403


def test_the_last_second_factor_stays_where_one_is_demanded(site: Site) -> None:
    demand(site, Demand.EVERYONE)
    add(site.server.state)
    with site.anonymous() as browser:
        log_in(browser)
        set_up(browser)

        kept = browser.post("/api/v1/me/one-time-codes/stop", json={"password": PASSWORD})
        demand(site, Demand.NOBODY)
        given_up = browser.post("/api/v1/me/one-time-codes/stop", json={"password": PASSWORD})

    assert (kept.status_code, "last second factor" in kept.json()["detail"]) == (400, True)
    assert given_up.json() == {"stopped": True}


@pytest.mark.parametrize(
    ("of", "grant", "status"),
    [
        (Demand.NOBODY, ADMIN, 200),
        (Demand.ADMINISTRATORS, VIEWER, 200),
        (Demand.ADMINISTRATORS, Grant(Role.ADMIN, "payments"), 403),
        (Demand.EVERYONE, VIEWER, 403),
    ],
)
def test_it_is_demanded_from_whom_the_setting_says(site: Site, of: Demand, grant: Grant, status: int) -> None:
    demand(site, of)
    add(site.server.state, grants=[grant])
    with site.anonymous() as browser:
        log_in(browser)

        assert browser.get("/api/v1/keys").status_code == status


def test_a_token_has_no_second_factor_and_needs_none(site: Site) -> None:
    demand(site, Demand.EVERYONE)
    add(site.server.state, grants=[ADMIN])
    wanted = Wanted(kind=ApiKeyKind.TOKEN, name="nightly", grants=(VIEWER,))
    made = make(keyhole(site.server), "ada", wanted, ROOT, by=(ADMIN,))
    with site.anonymous() as browser:
        browser.headers["Authorization"] = f"Bearer {made.secret.reveal().decode()}"

        assert browser.get("/api/v1/keys").status_code == 200


def test_who_lost_the_passkey_gets_in_by_a_link_that_takes_it_away(site: Site) -> None:
    demand(site, Demand.EVERYONE)
    add(site.server.state)
    with site.anonymous() as browser:
        device = at_localhost(site, browser)
        log_in(browser)
        add_passkey(browser, device)
        browser.cookies.clear()
        link = new_link(site.server.state, "ada", ROOT, forget_codes=True).link.reveal().decode()

        answer = browser.post("/api/v1/login/link", json={"token": link, "password": PASSWORD + " fast"})

    assert (answer.status_code, answer.json()["second_factor"]) == (200, "set_up")
