"""One connection to one service, by the official SDK; nothing that is the SDK's comes out of this file.

The rules that this module keeps:

- Certificates are verified; proxies and certificate files of the environment are used, but for this machine.
- No redirect is followed, and no password of the machine is sent.
- A failure tells its kind, never its message: that could hold a part of the call.
- The SDK writes nothing to a log: its lines hold session tokens.
"""

import logging
import os
from collections.abc import Mapping
from typing import Any

import msgspec

from akwarden import __version__
from akwarden.model.credential import Credential
from akwarden.providers.tencent.endpoints import Endpoint

CONNECT_SECONDS, READ_SECONDS = 10, 30
_OK, _SERVER_FAILS, _TOO_MANY = 200, 500, 429
_KINDS = (
    ("SSLError", "its certificate or its encryption can't be trusted"),
    ("ProxyError", "the proxy refused"),
    ("ConnectTimeout", f"no connection within {CONNECT_SECONDS} s"),
    ("ReadTimeout", f"no answer within {READ_SECONDS} s"),
    ("TooManyRedirects", "another server answered, not Tencent Cloud (it leads elsewhere)"),
    ("ConnectionError", "it can't be reached, or the connection broke off"),
)
_LASTING = frozenset({"SSLError", "TooManyRedirects"})
"""Failures that the next try would meet as well."""


class Answer(msgspec.Struct, frozen=True):
    """The call was done."""

    content: Any
    """What the envelope holds, as JSON."""


class Refusal(msgspec.Struct, frozen=True):
    """The cloud refused the call."""

    code: str
    message: str
    """In the cloud's words, as they came."""
    date: str | None
    """The time of the cloud, as the head of the answer has it."""


class Silence(msgspec.Struct, frozen=True):
    """No answer of the cloud came."""

    reason: str
    again: bool
    """Whether it may come to the same call a little later."""


Outcome = Answer | Refusal | Silence


class _Key:
    """A key as the SDK asks for it."""

    def __init__(self, credential: Credential) -> None:
        self._credential = credential

    def get_credential_info(self) -> tuple[str, str, str | None]:
        """Return id, secret and token; the SDK takes three texts."""
        key = self._credential
        token = key.token.reveal().decode("ascii") if key.token is not None else None
        return key.key_id, key.secret.reveal().decode("ascii"), token


class Connection:
    """A connection that is kept open, for one thread."""

    def __init__(self, service: str, version: str, endpoint: Endpoint) -> None:
        """Take the service in one version, and where it is called."""
        # The SDK is slow to import, and only who reads an account needs it.
        from tencentcloud.common.common_client import CommonClient  # noqa: PLC0415
        from tencentcloud.common.exception import TencentCloudSDKException  # noqa: PLC0415

        self._failure: type[Exception] = TencentCloudSDKException
        self._sdk = CommonClient(service, version, None, "", _profile(endpoint))
        self._status = _OK
        self._date: str | None = None
        self._prepare(endpoint)

    def _prepare(self, endpoint: Endpoint) -> None:
        """Make the SDK's session keep our rules, and tell us the head of each answer."""
        logging.getLogger("tencentcloud_sdk_common").disabled = True
        conn = self._sdk.request.conn
        session = conn._session  # noqa: SLF001  it has no other name
        session.trust_env = False  # or a .netrc replaces the signature
        session.max_redirects = 0
        session.hooks["response"].append(self._note)
        if endpoint.is_here:
            conn.proxy = None

    def _note(self, response: Any, **_: Any) -> None:
        self._status, self._date = response.status_code, response.headers.get("Date")

    def send(
        self, action: str, parameters: Mapping[str, object], credential: Credential, region: str
    ) -> Outcome:
        """Make one call and wait for what comes back; raises nothing for what goes wrong on the way."""
        self._sdk.credential = _Key(credential)
        self._status, self._date = _OK, None
        headers = {"X-TC-Region": region} if region else {}
        try:
            return self._read(self._sdk.call_json(action, dict(parameters), headers=headers))
        except self._failure as error:
            return self._failed(error)
        except OSError as error:  # what the SDK does not wrap: an answer that breaks off in its body
            return _silence(error)
        except (ValueError, KeyError, TypeError, RecursionError):
            return Silence(self._stranger(), again=False)

    def _read(self, content: Any) -> Outcome:
        """Return what is in an envelope; also an error that the SDK has overlooked."""
        inside = content["Response"]
        if not isinstance(inside, dict):
            return Silence(self._stranger(), again=False)
        error = inside.get("Error")
        if isinstance(error, dict):
            return Refusal(str(error.get("Code")), str(error.get("Message")), self._date)
        return Answer(inside)

    def _failed(self, error: Any) -> Outcome:
        """Return what an exception of the SDK means."""
        match error.code:
            case "ClientNetworkError":
                return _silence(error.__context__)
            case "ServerNetworkError":
                busy = self._status >= _SERVER_FAILS or self._status == _TOO_MANY
                return Silence(self._stranger(), again=busy)
            case code:
                return Refusal(str(code), str(error.message), self._date)

    def _stranger(self) -> str:
        return f"a proxy or another server answered, not Tencent Cloud (HTTP {self._status})"


def _profile(endpoint: Endpoint) -> Any:
    """Return how the SDK is to call."""
    # Slow to import, as above.
    from tencentcloud.common.profile.client_profile import ClientProfile  # noqa: PLC0415
    from tencentcloud.common.profile.http_profile import HttpProfile  # noqa: PLC0415

    certificates = os.environ.get("SSL_CERT_FILE") or os.environ.get("REQUESTS_CA_BUNDLE")
    http = HttpProfile(
        protocol=endpoint.scheme,
        endpoint=endpoint.host,
        reqTimeout=(CONNECT_SECONDS, READ_SECONDS),
        keepAlive=True,
        certification=certificates or None,
    )
    return ClientProfile(httpProfile=http, language="en-US", request_client=f"akwarden-{__version__}")


def _silence(error: BaseException | None) -> Silence:
    """Return what kind of failure it was."""
    names = {kind.__name__ for kind in type(error).__mro__}
    other = f"the call failed ({type(error).__name__})"
    reason = next((text for name, text in _KINDS if name in names), other)
    return Silence(reason, again=names.isdisjoint(_LASTING))
