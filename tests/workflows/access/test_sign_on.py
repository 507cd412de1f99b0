"""Single sign-on against a real provider on this machine, and what is done to get through without one."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from tests.providers.oidc_server import CLIENT, Provider, another_key, running
from tests.workflows.access.somebody import (
    ADMIN,
    NOW,
    ROOT,
    VIEWER,
    actions,
    add,
    coming,
    later,
    local,
    records,
    stored,
)

from akwarden.errors import AccessError
from akwarden.model.person import Grant, Role
from akwarden.model.secret import Secret
from akwarden.providers.identity_provider import IdentityProvider
from akwarden.providers.transport import Transport
from akwarden.query.tree import Holder
from akwarden.store.state import State
from akwarden.workflows.access.account_groups import set_group
from akwarden.workflows.access.door import caller_of_session
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.people import people, set_active, set_grants
from akwarden.workflows.access.sign_on import Brought, Failed, Failure, SignOn, finish, start

__all__ = ["local"]

ROLES = ("security=admin", "developers=viewer", "developers=analyst@payments")


@dataclass
class Browser:
    """A browser that goes to the provider and comes back."""

    state: State
    provider: Provider
    private: bool = True
    roles: tuple[str, ...] = ROLES
    secret: str | None = None
    kept: dict[str, str] = field(default_factory=dict)

    def sign_on(self) -> SignOn:
        return SignOn(
            issuer=self.provider.issuer,
            client_id=CLIENT,
            client_secret=lambda: None if self.secret is None else Secret(self.secret.encode()),
            redirect="https://keys.example.com/api/v1/login/oidc/callback",
            scopes=("openid", "profile"),
            groups_claim="groups",
            roles=self.roles,
        )

    def asking(self) -> IdentityProvider:
        return IdentityProvider(Transport(5), private=self.private)

    def begin(self) -> str:
        started = start(self.state, self.sign_on(), self.asking(), coming())
        assert not isinstance(started, Failed), started
        self.kept["cookie"] = started.browser.reveal().decode()
        return started.address

    def come_back(self, address: str, at: datetime = NOW) -> LoggedIn | Failed:
        sent = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        brought = Brought(
            code=sent.get("code"),
            state=sent.get("state"),
            issuer=sent.get("iss"),
            browser=self.kept.get("cookie"),
        )
        return finish(self.state, self.sign_on(), self.asking(), brought, coming(at))

    def log_in(self, **claims: Any) -> LoggedIn | Failed:
        return self.come_back(self.provider.log_in(self.begin(), **claims))


@pytest.fixture(scope="module")
def shared() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def browser(local: State, shared: Provider) -> Browser:
    """Give a browser before an honest provider."""
    shared.now = int(NOW.timestamp())
    shared.claims, shared.sign, shared.secret = (lambda claims: claims), None, None
    shared.discovery, shared.published = {}, []
    shared.requests.clear()
    return Browser(local, shared)


def test_who_comes_for_the_first_time_is_added_with_the_roles_of_their_groups(browser: Browser) -> None:
    set_group(browser.state, "payments", [Holder("tencent", "1")], ROOT)

    done = browser.log_in(
        preferred_username="Ada.L", name="Ada Lovelace", email="ada@example.com", groups=["developers", "all"]
    )

    assert isinstance(done, LoggedIn)
    person = stored(browser.state, "ada.l").person
    assert (person.name, person.email, person.single_sign_on) == ("Ada Lovelace", "ada@example.com", True)
    assert person.grants == (Grant(Role.ANALYST, "payments"), VIEWER)
    assert stored(browser.state, "ada.l").password is None
    assert caller_of_session(browser.state, done.cookie.reveal().decode(), NOW) is not None
    assert actions(browser.state) == ["group.set", "person.add", "login"]


def test_the_same_subject_is_the_same_person_whatever_else_changed(browser: Browser) -> None:
    first = browser.log_in(preferred_username="ada", groups=["security"])
    second = browser.log_in(preferred_username="renamed", groups=["developers"])

    assert isinstance(first, LoggedIn)
    assert isinstance(second, LoggedIn)
    assert first.caller.person_id == second.caller.person_id
    assert len(people(browser.state)) == 1


def test_groups_give_roles_anew_and_the_last_administrator_keeps_theirs(browser: Browser) -> None:
    browser.log_in(sub="a", preferred_username="ada", groups=["security"])
    browser.log_in(sub="a", preferred_username="ada", groups=["developers"])
    assert stored(browser.state).person.grants == (ADMIN,)
    assert "person.grant.refused" in actions(browser.state)

    browser.log_in(sub="b", preferred_username="ben", groups=["security"])
    done = browser.log_in(sub="a", preferred_username="ada", groups=["developers"])

    assert isinstance(done, LoggedIn)
    assert done.caller.grants == (VIEWER,)


def test_who_is_in_no_group_with_a_role_does_not_come_in_and_leaves_no_person(browser: Browser) -> None:
    assert browser.log_in(groups=["marketing"]) == Failed(Failure.NO_ROLE)
    assert browser.log_in(groups={"security": True}) == Failed(Failure.NO_ROLE)
    assert people(browser.state) == []


def test_who_lost_their_groups_loses_their_roles(browser: Browser) -> None:
    add(browser.state, "eve", [ADMIN])
    browser.log_in(preferred_username="ada", groups=["security"])

    assert browser.log_in(preferred_username="ada", groups=[]) == Failed(Failure.NO_ROLE)
    assert stored(browser.state).person.grants == ()


def test_a_group_of_accounts_that_is_not_there_gives_nothing_later_either(browser: Browser) -> None:
    browser.roles = ("developers=analyst@payments",)

    assert browser.log_in(preferred_username="ada", groups=["developers"]) == Failed(Failure.NO_ROLE)
    assert people(browser.state) == []


def test_without_groups_that_give_roles_they_are_given_here(browser: Browser) -> None:
    browser.log_in(preferred_username="ada", groups=["developers"])
    set_grants(browser.state, "ada", [Grant(Role.ANALYST)], ROOT)
    browser.roles = ()

    done = browser.log_in(preferred_username="ada", groups=["security"])

    assert isinstance(done, LoggedIn)
    assert done.caller.grants == (Grant(Role.ANALYST),)


def test_a_mail_address_or_a_name_makes_nobody_somebody_who_is_here(browser: Browser) -> None:
    add(browser.state, "ada@example.com", [ADMIN])

    done = browser.log_in(
        preferred_username="ada@example.com",
        email="ada@example.com",
        email_verified=True,
        groups=["developers"],
    )

    assert isinstance(done, LoggedIn)
    assert done.caller.login == "ada@example.com-2"
    assert done.caller.grants == (VIEWER,)


def test_who_is_not_active_does_not_come_in(browser: Browser) -> None:
    browser.log_in(preferred_username="ada", groups=["developers"])
    set_active(browser.state, "ada", ROOT, active=False)

    done = browser.log_in(preferred_username="ada", groups=["security"])

    assert isinstance(done, Failed)
    assert not stored(browser.state).person.active


@pytest.mark.parametrize("methods", [["client_secret_basic"], ["client_secret_post"]])
def test_a_client_with_a_secret_shows_it_as_the_provider_asks(browser: Browser, methods: list[str]) -> None:
    browser.provider.secret = browser.secret = "hush+& é" * 2
    browser.provider.discovery = {"token_endpoint_auth_methods_supported": methods}
    if methods == ["client_secret_basic"]:
        browser.provider.secret = "hush%2B%26+%C3%A9" * 2  # as the header carries it

    assert isinstance(browser.log_in(groups=["security"]), LoggedIn)
    browser.secret = "another one"
    assert browser.log_in(groups=["security"]) == Failed(Failure.UNAVAILABLE, "it answered with HTTP 401")


# What is done to get through


def signed(key: Any, header: dict[str, Any]) -> Callable[[Provider, dict[str, Any]], str]:
    return lambda _, claims: jwt.encode(header, claims, key, algorithms=[header["alg"]])


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(_: Provider, claims: dict[str, Any]) -> str:
    head, body = (part(json.dumps(one).encode()) for one in ({"alg": "none"}, claims))
    return f"{head}.{body}."


def stripped(provider: Provider, claims: dict[str, Any]) -> str:
    """Keep a real signature, and put other claims before it."""
    head, _, signature = jwt.encode({"alg": "RS256", "kid": "one"}, claims, provider.key).split(".")
    other = part(json.dumps({**claims, "groups": ["security"]}).encode())
    return f"{head}.{other}.{signature}"


def with_public_key_as_secret(provider: Provider, claims: dict[str, Any]) -> str:
    """Sign with what everybody knows; no library does that, so it is done by hand."""
    head, body = (part(json.dumps(one).encode()) for one in ({"alg": "HS256", "kid": "one"}, claims))
    key = provider.key.as_pem(private=False)
    return f"{head}.{body}.{part(hmac.digest(key, f'{head}.{body}'.encode(), 'sha256'))}"


@pytest.mark.parametrize(
    "sign",
    [
        unsigned,
        stripped,
        with_public_key_as_secret,
        signed(another_key(), {"alg": "ES256", "kid": "one"}),
        lambda _, __: "not.a.token",
        lambda _, __: "",
    ],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    browser: Browser, sign: Callable[[Provider, dict[str, Any]], str]
) -> None:
    browser.provider.sign = sign

    assert browser.log_in(groups=["developers"]) == Failed(Failure.REFUSED, "the id token is not right")
    assert people(browser.state) == []


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_shared_secret_among_the_published_keys_lets_nobody_sign(browser: Browser) -> None:
    key = OctKey.generate_key(256, {"kid": "two"})
    browser.provider.published = [key.as_dict()]
    browser.provider.sign = signed(key, {"alg": "HS256", "kid": "two"})

    assert browser.log_in(groups=["security"]) == Failed(Failure.REFUSED, "the id token is not right")


@pytest.mark.parametrize(
    "worse",
    [
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
        {"aud": CLIENT, "azp": "another-client"},
        {"aud": {CLIENT: 1}},
        {"aud": None},
        {"iss": "https://idp.example.com"},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["x"]},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": True},
        {"iat": None},
        {"iat": int(NOW.timestamp()) + 120},
        {"iat": int(NOW.timestamp()) - 3600},
        {"nbf": int(NOW.timestamp()) + 120},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_token_for_something_else_lets_nobody_in(browser: Browser, worse: dict[str, Any]) -> None:
    browser.provider.claims = lambda claims: {**claims, **worse}

    assert browser.log_in(groups=["security"]) == Failed(Failure.REFUSED, "the id token is not right")
    assert people(browser.state) == []


def test_a_login_counts_once(browser: Browser) -> None:
    back = browser.provider.log_in(browser.begin(), groups=["security"])

    assert isinstance(browser.come_back(back), LoggedIn)
    assert browser.come_back(back) == Failed(Failure.EXPIRED)


def test_a_login_that_somebody_else_began_ends_in_their_browser_alone(browser: Browser) -> None:
    """The naive form takes any state that it knows: a victim who follows it is logged in as the thief."""
    thief = Browser(browser.state, browser.provider)
    link = thief.provider.log_in(thief.begin(), sub="thief", groups=["security"])
    browser.begin()

    assert browser.come_back(link) == Failed(Failure.EXPIRED)
    browser.kept.clear()
    assert browser.come_back(link) == Failed(Failure.EXPIRED)


def test_a_code_of_another_login_is_worth_nothing(browser: Browser) -> None:
    thief = Browser(browser.state, browser.provider)
    theirs = thief.provider.log_in(thief.begin(), sub="thief", groups=["security"])
    code = parse_qs(urlsplit(theirs).query)["code"][0]
    back = browser.provider.log_in(browser.begin(), groups=["developers"])
    own = parse_qs(urlsplit(back).query)["code"][0]

    assert browser.come_back(back.replace(own, code)) == Failed(
        Failure.UNAVAILABLE, "it answered with HTTP 400"
    )


@pytest.mark.parametrize("change", [("iss", "https%3A%2F%2Fother.example.com"), ("code", ""), ("state", "x")])
def test_what_comes_back_otherwise_is_refused_before_anybody_is_asked(
    browser: Browser, change: tuple[str, str]
) -> None:
    back = browser.provider.log_in(browser.begin(), groups=["security"])
    name, value = change
    old = parse_qs(urlsplit(back).query)[name][0]
    browser.provider.requests.clear()

    done = browser.come_back(
        back.replace(f"{name}={old.replace(':', '%3A').replace('/', '%2F')}", f"{name}={value}")
    )

    assert isinstance(done, Failed)
    assert browser.provider.requests == []


def test_a_login_that_takes_too_long_is_begun_anew(browser: Browser) -> None:
    back = browser.provider.log_in(browser.begin(), groups=["security"])

    assert browser.come_back(back, later(minutes=10)) == Failed(Failure.EXPIRED)


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://idp.example.com"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "https://user:pw@idp.example.com/keys"},
        {"jwks_uri": 7},
    ],
)
def test_a_provider_that_names_unsafe_places_is_not_used(browser: Browser, said: dict[str, Any]) -> None:
    browser.provider.discovery = said

    with pytest.raises(AccessError, match="identity provider"):
        browser.begin()


def test_a_provider_on_this_machine_is_not_asked_unless_a_setting_allows_it(browser: Browser) -> None:
    browser.private = False

    found = start(browser.state, browser.sign_on(), browser.asking(), coming())

    assert found == Failed(Failure.UNAVAILABLE, "its address is not one of the internet")
    assert browser.provider.requests == []


def test_nothing_of_a_login_lies_in_clear_and_none_is_in_the_log(browser: Browser) -> None:
    address = browser.begin()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    back = browser.provider.log_in(address, groups=["security"])
    code = parse_qs(urlsplit(back).query)["code"][0]
    place = browser.state.engine.url.database
    assert place is not None

    def content() -> bytes:
        return b"".join(path.read_bytes() for path in Path(place).parent.iterdir())

    during = content()
    browser.come_back(back)

    for secret in (asked["state"], asked["nonce"], code, browser.kept["cookie"]):
        assert secret.encode() not in during + content()
        assert secret not in str(records(browser.state))
