"""Single sign-on over HTTP, against a real provider on this machine."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from tests.frontends.api.client import NOW, Site, site
from tests.providers.oidc_server import CLIENT, Provider, running
from tests.workflows.access.somebody import actions

from akwarden.model.secret import Secret
from akwarden.settings import load
from akwarden.workflows.vault.kek import init
from akwarden.workflows.vault.secrets import Vault, put

__all__ = ["site"]


@pytest.fixture
def provider(site: Site, tmp_path: Path) -> Iterator[Provider]:
    """Give a provider that the server is set up for; what shows who asks lies in the vault."""
    with running() as provider:
        provider.now, provider.secret = int(NOW.timestamp()), "hush" * 4
        kek = init(site.server.state, tmp_path, None, actor="root", now=NOW)
        put(Vault(site.server.state, kek, "root"), "idp", Secret(provider.secret.encode()), NOW)
        login = load(
            None,
            {
                "AKWARDEN_LOGIN_ISSUER": provider.issuer,
                "AKWARDEN_LOGIN_CLIENT_ID": CLIENT,
                "AKWARDEN_LOGIN_CLIENT_SECRET": "idp",
                "AKWARDEN_LOGIN_ROLES": "security=admin",
                "AKWARDEN_LOGIN_PRIVATE_ADDRESSES": "true",
                "AKWARDEN_LOGIN_BUTTON": "Log in with Acme",
            },
            {},
            isolated=True,
        ).settings.login
        site.server.settings = msgspec.structs.replace(site.server.settings, login=login)
        yield provider


def local_part(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def test_a_browser_goes_to_the_provider_and_comes_back_logged_in(site: Site, provider: Provider) -> None:
    with site.anonymous() as browser:
        assert browser.get("/api/v1/login").json()["sign_on"] == "Log in with Acme"
        begun = browser.get("/api/v1/login/oidc/start", follow_redirects=False)
        assert begun.status_code == 303
        cookie = begun.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        asked = {name: one[0] for name, one in parse_qs(urlsplit(begun.headers["location"]).query).items()}
        assert asked["redirect_uri"] == f"{site.server.url}/api/v1/login/oidc/callback"
        back = provider.log_in(begun.headers["location"], preferred_username="ada", groups=["security"])

        headers = {"Sec-Fetch-Site": "cross-site"}
        done = browser.get(local_part(back), follow_redirects=False, headers=headers)

        assert (done.status_code, done.headers["location"]) == (303, "/")
        me = browser.get("/api/v1/me").json()
        assert (me["person"]["login"], me["person"]["single_sign_on"]) == ("ada", True)
        again = browser.get(local_part(back), follow_redirects=False)
        assert again.headers["location"] == "/login?problem=sign_on_expired"


def test_another_browser_is_not_logged_in_by_the_address_that_comes_back(
    site: Site, provider: Provider
) -> None:
    with site.anonymous() as thief:
        begun = thief.get("/api/v1/login/oidc/start", follow_redirects=False)
        back = provider.log_in(begun.headers["location"], sub="thief", groups=["security"])
    with site.anonymous() as victim:
        victim.get("/api/v1/login/oidc/start", follow_redirects=False)

        done = victim.get(local_part(back), follow_redirects=False)

        assert done.headers["location"] == "/login?problem=sign_on_expired"
        assert victim.get("/api/v1/me").status_code == 401


def test_who_has_no_role_or_was_refused_is_told_so(site: Site, provider: Provider) -> None:
    with site.anonymous() as browser:
        begun = browser.get("/api/v1/login/oidc/start", follow_redirects=False)
        back = provider.log_in(begun.headers["location"], groups=["marketing"])
        done = browser.get(local_part(back), follow_redirects=False)
        assert done.headers["location"] == "/login?problem=sign_on_no_role"

        begun = browser.get("/api/v1/login/oidc/start", follow_redirects=False)
        state = parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]
        refused = f"/api/v1/login/oidc/callback?error=access_denied&state={state}"
        done = browser.get(refused, follow_redirects=False)
        assert done.headers["location"] == "/login?problem=sign_on_refused"


def test_without_a_provider_there_is_no_button_and_no_way(site: Site) -> None:
    with site.anonymous() as browser:
        assert browser.get("/api/v1/login").json()["sign_on"] is None
        for path in ("start", "callback?code=x&state=y"):
            done = browser.get(f"/api/v1/login/oidc/{path}", follow_redirects=False)
            assert done.headers["location"] == "/login?problem=sign_on_unavailable"


def test_the_secret_of_the_client_is_used_on_record_and_shown_nowhere(site: Site, provider: Provider) -> None:
    assert provider.secret is not None
    with site.admin() as browser:
        begun = browser.get("/api/v1/login/oidc/start", follow_redirects=False)
        assert "secret.use" not in actions(site.server.state), "who only begins fills no log"
        browser.get("/api/v1/login/oidc/callback?code=x&state=guessed", follow_redirects=False)
        assert "secret.use" not in actions(site.server.state)
        back = provider.log_in(begun.headers["location"], groups=["marketing"])
        browser.get(local_part(back), follow_redirects=False)
        assert actions(site.server.state).count("secret.use") == 1
        texts = [browser.get(f"/api/v1/{path}").text for path in ("me", "login", "audit-log")]

    assert all(provider.secret not in text for text in texts)
    assert provider.secret not in repr(site.server.settings)
