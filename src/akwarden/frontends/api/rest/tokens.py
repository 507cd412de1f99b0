"""`/api/v1/tokens` and `/me/tokens`: API tokens, and pairs of SecretId and SecretKey for the wire API."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from akwarden.access.roles import Right
from akwarden.frontends.api.given import GivenCaller, GivenServer, Now
from akwarden.frontends.api.guards import ANY_PERSON, needs
from akwarden.frontends.api.login.cookies import keyhole
from akwarden.frontends.api.login.me import of_session
from akwarden.frontends.api.problems import missing
from akwarden.frontends.api.rest.people import Grants, given
from akwarden.frontends.api.server import Server
from akwarden.model.api_key import ApiKey, ApiKeyKind
from akwarden.model.hidden import Hidden
from akwarden.model.person import Caller
from akwarden.workflows.access.acting import Acting
from akwarden.workflows.access.api_keys import Wanted, keys, make, revoke

_Network = Annotated[str, Meta(min_length=1, max_length=64)]


class NewToken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token or a pair that is to be made."""

    kind: ApiKeyKind = ApiKeyKind.TOKEN
    """A token for the REST API, or a pair for the wire API."""
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    """What it is for."""
    grants: Grants
    """What it may do; no more than its person."""
    networks: Annotated[tuple[_Network, ...], Meta(max_length=50)] = ()
    """From where it may be used; empty for everywhere."""
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None
    """When it ends; null for never."""


class NewTokenFor(NewToken, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token or a pair that is to be made for somebody."""

    login: Annotated[str, Meta(min_length=1, max_length=64)]
    """The person that it calls for."""


class TokenMade(Hidden, frozen=True, kw_only=True):
    """A new token or pair."""

    token: ApiKey
    """What is known of it from now on."""
    secret: str
    """The token, or the SecretKey; it is shown this once."""


class TokenList(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens and pairs, the newest first."""

    rows: tuple[ApiKey, ...]
    """Also those that were revoked or have ended."""
    total: int
    """How many there are."""


@get("/me/tokens", opt=ANY_PERSON, sync_to_thread=True)
def my_tokens(server: GivenServer, caller: GivenCaller) -> TokenList:
    """List one's own tokens and pairs."""
    return _list(keys(server.state, caller.person_id))


@post("/me/tokens", opt=ANY_PERSON, sync_to_thread=True)
def make_my_token(server: GivenServer, caller: GivenCaller, now: Now, data: JSONBody[NewToken]) -> TokenMade:
    """Make a token or a pair for oneself."""
    return _made(server, caller, now, data, caller.login)


@delete("/me/tokens/{token_id:str}", opt=ANY_PERSON, sync_to_thread=True, status_code=200)
def revoke_my_token(server: GivenServer, caller: GivenCaller, now: Now, token_id: FromPath[str]) -> ApiKey:
    """Revoke one of one's own tokens or pairs; the next call with it is refused."""
    of_session(caller)
    return _revoked(server, caller, now, token_id, caller.person_id)


@get("/tokens", opt=needs(Right.AUDIT), sync_to_thread=True)
def list_tokens(server: GivenServer) -> TokenList:
    """List the tokens and pairs of everybody."""
    return _list(keys(server.state))


@post("/tokens", opt=needs(Right.ADMINISTER), sync_to_thread=True)
def make_token(server: GivenServer, caller: GivenCaller, now: Now, data: JSONBody[NewTokenFor]) -> TokenMade:
    """Make a token or a pair for a person."""
    return _made(server, caller, now, data, data.login)


@delete("/tokens/{token_id:str}", opt=needs(Right.ADMINISTER), sync_to_thread=True, status_code=200)
def revoke_token(server: GivenServer, caller: GivenCaller, now: Now, token_id: FromPath[str]) -> ApiKey:
    """Revoke a token or a pair of anybody; the next call with it is refused."""
    of_session(caller)
    return _revoked(server, caller, now, token_id, None)


def _list(found: list[ApiKey]) -> TokenList:
    return TokenList(rows=tuple(found), total=len(found))


def _made(server: Server, caller: Caller, now: datetime, data: NewToken, login: str) -> TokenMade:
    of_session(caller)
    wanted = Wanted(
        kind=data.kind,
        name=data.name,
        grants=given(data.grants),
        networks=data.networks,
        expires_at=data.expires_at,
    )
    acting = Acting(actor=caller.login, now=now)
    made = make(keyhole(server), login, wanted, acting, by=caller.grants)
    return TokenMade(token=made.key, secret=made.secret.reveal().decode())


def _revoked(server: Server, caller: Caller, now: datetime, token_id: str, of: int | None) -> ApiKey:
    acting = Acting(actor=caller.login, now=now)
    ended = revoke(server.state, token_id, acting, of=of)
    if ended is None:
        raise missing("token")
    return ended


ROUTES = Router(
    "/",
    route_handlers=[my_tokens, make_my_token, revoke_my_token, list_tokens, make_token, revoke_token],
    tags=["tokens"],
)
