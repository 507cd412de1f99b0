"""Asks an identity provider: what it says of itself, its keys, a token for a code; nothing is judged here."""

import base64
import io
from typing import Final
from urllib.parse import quote_plus, urlencode

import msgspec

from akwarden.model.secret import Secret
from akwarden.providers.outgoing import Barred, Resolve, pin, resolved
from akwarden.providers.protocol import Call, NoReply
from akwarden.providers.transport import Fetch, Transport

_MOST: Final = 1 << 18
_OK: Final = 200


class Silent(msgspec.Struct, frozen=True):
    """No answer that can be used."""

    reason: str
    """Why, in a few words, with nothing of the request in them."""


class Redemption(msgspec.Struct, frozen=True, kw_only=True):
    """What a code is exchanged with."""

    code: Secret
    """The code that the browser brought."""
    redirect: str
    """Where the provider had sent it."""
    verifier: Secret
    """What shows that it is the same login."""
    client_id: str
    """Who asks."""
    client_secret: Secret | None
    """What shows that; None for a client without one."""
    in_header: bool
    """Whether the secret goes into the header, and not into the body."""


class IdentityProvider:
    """One provider over a transport; each request goes to an address that was checked."""

    def __init__(self, transport: Transport, *, private: bool, resolve: Resolve = resolved) -> None:
        """Take the way out, whether addresses that are not of the internet are allowed, and what resolves."""
        self._transport = transport
        self._private = private
        self._resolve = resolve

    def read(self, url: str) -> bytes | Silent:
        """Return what lies at an address."""
        place = pin(url, private=self._private, resolve=self._resolve)
        if isinstance(place, Barred):
            return Silent(place.reason)
        found = io.BytesIO()
        headers = {"Host": place.host, "Accept": "application/json"}
        fetched = self._transport.fetch(Fetch(place.url, headers, _MOST, place.name), found.write)
        if isinstance(fetched, NoReply):
            return Silent(fetched.reason)
        if fetched.status != _OK or fetched.broken is not None:
            return Silent(fetched.broken or f"it answered with HTTP {fetched.status}")
        return found.getvalue()

    def redeem(self, url: str, asked: Redemption) -> bytes | Silent:
        """Return the answer to a code."""
        place = pin(url, private=self._private, resolve=self._resolve)
        if isinstance(place, Barred):
            return Silent(place.reason)
        form = {
            "grant_type": "authorization_code",
            "code": asked.code.reveal().decode(),
            "redirect_uri": asked.redirect,
            "code_verifier": asked.verifier.reveal().decode(),
        }
        headers = {
            "Host": place.host,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if asked.client_secret is not None and asked.in_header:
            headers["Authorization"] = _basic(asked.client_id, asked.client_secret)
        else:
            form["client_id"] = asked.client_id
            if asked.client_secret is not None:
                form["client_secret"] = asked.client_secret.reveal().decode()
        reply = self._transport.send(Call(place.url, headers, urlencode(form).encode(), place.name))
        if isinstance(reply, NoReply):
            return Silent(reply.reason)
        return reply.body if reply.status == _OK else Silent(f"it answered with HTTP {reply.status}")


def _basic(client_id: str, secret: Secret) -> str:
    """Return the header of a client with a secret; both are written as in a form first (RFC 6749, 2.3.1)."""
    both = f"{quote_plus(client_id)}:{quote_plus(secret.reveal().decode())}"
    return f"Basic {base64.b64encode(both.encode()).decode()}"
