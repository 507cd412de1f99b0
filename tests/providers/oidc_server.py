"""A real identity provider on this machine, as OpenID Connect Core 1.0 has it.

It is honest and strict: a code works once, for the client and the address that asked, and only with the
verifier of RFC 7636. `claims`, `sign` and `discovery` make it say what no honest provider would.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT = "akwarden-client"


@dataclass
class Login:
    """One login that was begun: what the client asked for, and who logged in."""

    asked: dict[str, str]
    claims: dict[str, Any]


@dataclass
class Provider:
    """The state of the provider; tests change it in plain words."""

    issuer: str = ""
    """What it calls itself."""
    secret: str | None = None
    """What its client shows; None for one without a secret."""
    now: int = 0
    """Its clock."""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    """What it signs with, and publishes."""
    published: list[Any] = field(default_factory=list)
    """Other keys that it publishes."""
    logins: dict[str, Login] = field(default_factory=dict)
    """Codes that were not redeemed."""
    requests: list[str] = field(default_factory=list)
    """What came in, without what it carried."""
    discovery: dict[str, Any] = field(default_factory=dict)
    """What its description says otherwise."""
    claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    """Makes the claims of a token worse."""
    sign: "Callable[[Provider, dict[str, Any]], str] | None" = None
    """Signs a token otherwise."""

    def log_in(self, address: str, **claims: Any) -> str:
        """Log in at the address that the client gave, and return where the browser is sent back to."""
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.logins[code] = Login(asked, {"sub": "subject-1", **claims})
        back = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        return f"{asked['redirect_uri']}?{back}"

    def token(self, login: Login) -> str:
        """Return the id token of a login."""
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": login.asked.get("nonce"),
            "iat": self.now,
            "exp": self.now + 300,
            **login.claims,
        }
        claims = self.claims(claims)
        if self.sign is not None:
            return self.sign(self, claims)
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)

    def redeem(self, form: dict[str, str], authorization: str | None) -> tuple[int, dict[str, Any]]:
        """Return the answer to a code."""
        login = self.logins.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if login is None or challenge != login.asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        if form.get("redirect_uri") != login.asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        if self._client(form, authorization) != (CLIENT, self.secret):
            return 401, {"error": "invalid_client"}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.token(login)}

    @staticmethod
    def _client(form: dict[str, str], authorization: str | None) -> tuple[str | None, str | None]:
        if authorization is None:
            return form.get("client_id"), form.get("client_secret")
        client, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return client, secret

    def described(self) -> dict[str, Any]:
        """Return its description."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            **self.discovery,
        }

    def keys(self) -> dict[str, Any]:
        """Return its keys as it publishes them."""
        return {"keys": [self.key.as_dict(private=False), *self.published]}


def another_key() -> ECKey:
    """Give a key that the provider does not publish."""
    return ECKey.generate_key("P-256", {"kid": "one"})


@contextmanager
def running() -> Iterator[Provider]:
    """Give a provider that answers on this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.requests.append(f"GET {self.path}")
            match self.path:
                case "/realm/.well-known/openid-configuration":
                    self._answer(200, provider.described())
                case "/realm/keys":
                    self._answer(200, provider.keys())
                case _:
                    self._answer(404, {"error": "not_found"})

        def do_POST(self) -> None:
            provider.requests.append(f"POST {self.path}")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(*provider.redeem(form, self.headers.get("Authorization")))

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            content = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  the name of the library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}/realm"
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
