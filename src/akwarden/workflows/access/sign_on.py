"""Single sign-on by OpenID Connect: a login begins here, happens at the provider, and ends here.

The rules that this module keeps:

- What the second half needs is kept here under a digest, for ten minutes and for one use; what must stay
  secret (the verifier, the nonce) is made from a cookie that only the browser has that began.
- Who a person is, says the provider's name for them alone. A mail address joins nobody to a person who is
  here: it may be anybody's.
- Where groups give roles, they give them anew at each login; who is in none of them does not come in.
"""

import hmac
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final

import msgspec
from sqlalchemy import Connection

from akwarden.access import oidc, random_text
from akwarden.access.oidc import Claims, Expected, Provider
from akwarden.errors import AccessError
from akwarden.model.hidden import Hidden
from akwarden.model.person import Grant
from akwarden.model.second_factor import How
from akwarden.model.secret import Secret
from akwarden.providers.identity_provider import IdentityProvider, Redemption, Silent
from akwarden.store.access import groups, persons
from akwarden.store.access.persons import StoredPerson
from akwarden.store.access.steps import StepKind
from akwarden.store.audit_log import log
from akwarden.store.moment import rounded
from akwarden.store.state import State
from akwarden.workflows.access import logins
from akwarden.workflows.access.acting import Acting, Coming
from akwarden.workflows.access.beginning import begin
from akwarden.workflows.access.halves import recall, remember
from akwarden.workflows.access.outcome import LoggedIn
from akwarden.workflows.access.people import change_grants

_DISCOVERY: Final = "/.well-known/openid-configuration"
_VERIFIER, _NONCE = "akwarden.oidc.verifier", "akwarden.oidc.nonce"
_MOST_NAMES: Final = 50
_LONGEST: Final = 4096


class SignOn(msgspec.Struct, frozen=True, kw_only=True):
    """How single sign-on is set up here."""

    issuer: str
    """The provider."""
    client_id: str
    """What it calls akwarden."""
    client_secret: Callable[[], Secret | None]
    """Gives what shows that it is akwarden that asks; called for a code alone, since its use is on record."""
    redirect: str
    """Where the provider sends browsers back to."""
    scopes: tuple[str, ...]
    """What it is asked for."""
    groups_claim: str
    """Which claim names groups."""
    roles: tuple[str, ...]
    """Which group gives which role; without any, roles are given here."""


class Failure(StrEnum):
    """Why a single sign-on did not let in, as the login page says it."""

    EXPIRED = "sign_on_expired"
    """It took too long, was begun in another browser, or was done before."""
    REFUSED = "sign_on_refused"
    """What came from the provider was not right, or the person may not come in."""
    NO_ROLE = "sign_on_no_role"
    """Nothing that the provider says gives a role here."""
    UNAVAILABLE = "sign_on_unavailable"
    """The provider gave no answer that can be used."""


class Failed(msgspec.Struct, frozen=True):
    """A single sign-on that did not let in."""

    failure: Failure
    """Why."""
    reason: str = ""
    """More about it, for the log."""


class Started(Hidden, frozen=True):
    """A single sign-on that began."""

    address: str
    """Where the browser goes."""
    browser: Secret
    """What it keeps in a cookie meanwhile."""


class Brought(Hidden, frozen=True, kw_only=True):
    """What a browser brings back from the provider."""

    code: str | None
    """What is exchanged for a token; None where the provider refused."""
    state: str | None
    """Which login it is."""
    issuer: str | None
    """Who sent it, where the provider says so (RFC 9207)."""
    browser: str | None
    """What the browser kept in its cookie."""


def start(state: State, sign_on: SignOn, provider: IdentityProvider, coming: Coming) -> Started | Failed:
    """Begin a single sign-on; raises AccessError where the provider can't be used as it is."""
    found = _discovered(sign_on, provider)
    if isinstance(found, Failed):
        return found
    browser = random_text.secret_text()
    with state.writing() as connection:
        token = remember(connection, StepKind.SIGN_ON, random_text.digest(browser), coming.now)
    address = oidc.authorization_address(
        found,
        client_id=sign_on.client_id,
        redirect=sign_on.redirect,
        scopes=sign_on.scopes,
        state=token.reveal().decode(),
        nonce=random_text.derived(browser, _NONCE),
        verifier=random_text.derived(browser, _VERIFIER),
    )
    return Started(address, Secret(browser.encode()))


def finish(
    state: State, sign_on: SignOn, provider: IdentityProvider, brought: Brought, coming: Coming
) -> LoggedIn | Failed:
    """Begin a session for whom the provider vouches; raises AccessError as `start` does."""
    if not brought.state or not brought.browser or len(brought.state) > _LONGEST:
        return Failed(Failure.EXPIRED)
    begun = recall(state, StepKind.SIGN_ON, brought.state, coming.now)
    if begun is None or not hmac.compare_digest(begun.content, random_text.digest(brought.browser)):
        return Failed(Failure.EXPIRED)
    if brought.issuer not in {None, sign_on.issuer} or not brought.code or len(brought.code) > _LONGEST:
        return Failed(Failure.REFUSED, "the provider refused, or another one answered")
    claims = _claims(sign_on, provider, brought.code, brought.browser, coming)
    if isinstance(claims, Failed):
        return claims
    return _let_in(state, sign_on, claims, coming)


def _discovered(sign_on: SignOn, provider: IdentityProvider) -> Provider | Failed:
    document = provider.read(f"{sign_on.issuer.rstrip('/')}{_DISCOVERY}")
    if isinstance(document, Silent):
        return Failed(Failure.UNAVAILABLE, document.reason)
    return oidc.provider_of(document, sign_on.issuer)


def _claims(
    sign_on: SignOn, provider: IdentityProvider, code: str, browser: str, coming: Coming
) -> Claims | Failed:
    """Exchange a code and judge the token that comes for it."""
    found = _discovered(sign_on, provider)
    if isinstance(found, Failed):
        return found
    redemption = Redemption(
        code=Secret(code.encode()),
        redirect=sign_on.redirect,
        verifier=Secret(random_text.derived(browser, _VERIFIER).encode()),
        client_id=sign_on.client_id,
        client_secret=sign_on.client_secret(),
        in_header="client_secret_basic" in found.token_endpoint_auth_methods_supported,
    )
    answer, keys = provider.redeem(found.token_endpoint, redemption), provider.read(found.jwks_uri)
    for one in (answer, keys):
        if isinstance(one, Silent):
            return Failed(Failure.UNAVAILABLE, one.reason)
    expected = Expected(
        issuer=sign_on.issuer,
        client_id=sign_on.client_id,
        nonce=random_text.derived(browser, _NONCE),
        now=coming.now,
    )
    token = oidc.token_of(answer) if isinstance(answer, bytes) else None
    if token is None or not isinstance(keys, bytes):
        return Failed(Failure.REFUSED, "the provider gave no id token")
    claims = oidc.claims_of(token, keys, expected, sign_on.groups_claim)
    return claims or Failed(Failure.REFUSED, "the id token is not right")


def _let_in(state: State, sign_on: SignOn, claims: Claims, coming: Coming) -> LoggedIn | Failed:
    """Begin a session for a person, who is added where they come for the first time."""
    given = oidc.grants_of(claims.groups, sign_on.roles)
    with state.writing() as connection:
        log.wait(connection)
        # A group that is not there yet gives nothing: else whoever made one of its name would give it.
        known = {None, *groups.names(connection)}
        grants = tuple(one for one in given if one.group in known)
        stored = persons.by_subject(connection, sign_on.issuer, claims.subject)
        if stored is not None and not stored.person.active:
            return Failed(Failure.REFUSED, "the person is not active")
        if stored is None and not grants:
            return Failed(Failure.NO_ROLE)
        if stored is None:
            stored = _added(connection, sign_on, claims, grants, coming)
        elif sign_on.roles:
            _regranted(connection, stored, grants, coming)
        again = persons.by_id(connection, stored.person.id)
        if again is None or not again.person.grants:
            return Failed(Failure.NO_ROLE)
        return begin(connection, again.person, How.SIGN_ON, coming)


def _regranted(connection: Connection, stored: StoredPerson, grants: Sequence[Grant], coming: Coming) -> None:
    """Give a person the roles of their groups; the last administrator keeps theirs."""
    acting = Acting(actor=_actor(stored.person.login), now=coming.now)
    try:
        change_grants(connection, stored, grants, acting)
    except AccessError as error:
        event = acting.event("person.grant.refused", stored.person.login, reason=error.what)
        log.append(connection, event)


def _added(
    connection: Connection, sign_on: SignOn, claims: Claims, grants: Sequence[Grant], coming: Coming
) -> StoredPerson:
    login = _free_login(connection, claims)
    values = {
        "login": login,
        "name": _plain(claims.name) or login,
        "email": _email(claims.email),
        "issuer": sign_on.issuer,
        "subject": claims.subject,
    }
    number = persons.add(connection, values, rounded(coming.now))
    persons.grant(connection, number, grants)
    given = logins.in_words(tuple(grants))
    acting = Acting(actor=_actor(login), now=coming.now)
    log.append(connection, acting.event("person.add", login, grants=given, by=How.SIGN_ON.value))
    stored = persons.by_id(connection, number)
    if stored is None:
        message = "a person that was added in this transaction is there"
        raise RuntimeError(message)
    return stored


def _free_login(connection: Connection, claims: Claims) -> str:
    """Return a login that nobody has: what the person calls themselves there, else one of their number."""
    digest = random_text.digest(claims.subject).hex()[:12]
    for text in (claims.username, claims.email, f"person-{digest}"):
        try:
            plain = logins.checked(text or "")
        except AccessError:
            continue
        for name in (plain, *(f"{plain[:60]}-{number}" for number in range(2, _MOST_NAMES))):
            if persons.by_login(connection, name) is None:
                return name
    raise AccessError("no login is free for this person", mend="rename somebody who has the same name")


def _actor(login: str) -> str:
    return f"{login} ({How.SIGN_ON.value})"


def _plain(name: str | None) -> str | None:
    try:
        return logins.checked_name(name or "")
    except AccessError:
        return None


def _email(email: str | None) -> str | None:
    try:
        return logins.checked_email(email)
    except AccessError:
        return None
