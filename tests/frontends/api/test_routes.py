"""Every route that changes something, one by one: who may not, from where not, and with what not.

What is asked before a handler runs is asked of every route alike, so a request without a body tells it.
"""

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from tests.frontends.api.client import URL, Site

from akwarden.access.roles import RIGHTS, WHOLE, Right
from akwarden.frontends.api.guards import PUBLIC, RIGHT
from akwarden.model.person import Grant, Role

SAFE = {"GET", "HEAD", "OPTIONS"}
VALUES = {"int": "1", "str": "none", "path": "none"}


class Changing:
    """One route that changes something."""

    def __init__(self, method: str, path: str, right: Right | None, *, public: bool) -> None:
        self.method, self.path, self.right, self.public = method, path, right, public

    def __repr__(self) -> str:
        return f"{self.method} {self.path}"


def changing(app: Litestar) -> list[Changing]:
    """Return every route of an application that changes something."""
    found = [
        Changing(method, _filled(route), handler.opt.get(RIGHT), public=bool(handler.opt.get(PUBLIC)))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(set(handler.http_methods) - SAFE)
    ]
    return sorted(found, key=repr)


def _filled(route: HTTPRoute) -> str:
    path = route.path_format
    for name, parameter in route.path_parameters.items():
        path = path.replace(f"{{{name}}}", VALUES.get(parameter.type.__name__, "none"))
    return path


def asked(browser: TestClient[Litestar], route: Changing, **headers: str) -> int:
    """Return the status of a request with an empty object as its body."""
    return browser.request(route.method, route.path, content=b"{}", headers=headers).status_code


@pytest.fixture
def routes(site: Site) -> list[Changing]:
    """Give the routes that change something; there are many."""
    found = changing(site.app)
    assert len(found) >= 20
    return found


@pytest.fixture
def guarded(routes: list[Changing]) -> list[Changing]:
    """Give those that are not for everybody."""
    return [route for route in routes if not route.public]


def test_only_coming_in_is_open_to_everybody(routes: list[Changing]) -> None:
    public = {route.path for route in routes if route.public}

    assert all(path.startswith("/api/v1/login") for path in public), public


def test_nobody_changes_anything_without_a_login(site: Site, guarded: list[Changing]) -> None:
    with site.anonymous() as browser:
        assert {route: asked(browser, route) for route in guarded} == dict.fromkeys(guarded, 401)


def test_a_role_without_the_right_changes_nothing(site: Site, guarded: list[Changing]) -> None:
    for role in Role:
        refused = [one for one in guarded if one.right is not None and one.right not in RIGHTS[role]]
        with site.browser(Grant(role), login=role.value) as browser:
            assert {route: asked(browser, route) for route in refused} == dict.fromkeys(refused, 403)


def test_a_role_for_some_accounts_changes_nothing_of_akwarden_itself(
    site: Site, guarded: list[Changing]
) -> None:
    whole = [route for route in guarded if route.right in WHOLE]
    with site.browser(Grant(Role.ADMIN, group="some"), login="partly") as browser:
        assert {route: asked(browser, route) for route in whole} == dict.fromkeys(whole, 403)
    assert whole


def test_a_page_of_another_site_changes_nothing(site: Site, routes: list[Changing]) -> None:
    with site.admin() as browser:
        for headers in (
            {"Origin": "https://attacker.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
        ):
            assert {route: asked(browser, route, **headers) for route in routes} == dict.fromkeys(routes, 403)


def test_a_browser_that_lacks_the_secret_of_its_session_changes_nothing(
    site: Site, guarded: list[Changing]
) -> None:
    with site.admin() as browser:
        for secret in ("", "0" * 43, browser.headers["X-CSRF-Token"][:-1] + "?"):
            browser.headers["X-CSRF-Token"] = secret
            assert {route: asked(browser, route) for route in guarded} == dict.fromkeys(guarded, 403)


def test_a_session_that_ended_changes_nothing(site: Site, guarded: list[Changing]) -> None:
    with site.admin() as browser:
        assert browser.post("/api/v1/logout").status_code < 300

        assert {route: asked(browser, route) for route in guarded} == dict.fromkeys(guarded, 401)


def test_a_name_of_somebody_else_for_this_server_changes_nothing(site: Site, routes: list[Changing]) -> None:
    with site.admin() as browser:
        for route in routes:
            assert asked(browser, route, Host="attacker.example", Origin=URL) == 421
