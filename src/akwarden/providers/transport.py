"""The one way out to the network: sends a signed call and gives back what was said, or why nothing was.

The rules that this module keeps:

- Certificates are verified; proxies and certificate files of the environment are used.
- No redirect is followed, no password of the machine is sent, nothing is asked twice.
- Of an answer at most 64 KiB are read, and no longer than the time-out, however slowly they come; of one that
  is fetched into a file, as much as its caller allows and 15 times as long.
- An error tells its kind, never its message: that could hold a part of the call.
"""

import ssl
from collections.abc import Callable, Iterator, Mapping
from time import monotonic

import httpx
import msgspec

from akwarden.errors import UsageError
from akwarden.providers.protocol import Call, NoReply, Reply

_MOST_BYTES = 1 << 16
_FETCH_TIMES = 15
_OK = 200


class Fetch(msgspec.Struct, frozen=True):
    """One signed GET request. It may hold a session token, so it shows its address only."""

    url: str
    headers: Mapping[str, str]
    most: int
    """How many bytes of an answer are taken."""
    server_name: str | None = None
    """The name that its certificate must have, where the address is a number."""

    def __repr__(self) -> str:
        """Show where it goes, without its query."""
        return f"Fetch({self.url.partition('?')[0]})"


class Fetched(msgspec.Struct, frozen=True):
    """What came back, whoever said it; its bytes were written as they came."""

    status: int
    broken: str | None = None
    """Why they are not all, in a few words with nothing of the call in them."""


class Transport:
    """Sends calls; shared by threads. Made with the proxies of the environment."""

    def __init__(self, timeout: float) -> None:
        """Take the seconds that one call may last. Raises UsageError for a proxy that can't be used."""
        self._timeout = timeout
        try:
            self._client = httpx.Client(timeout=timeout, follow_redirects=False)
        except (ImportError, ValueError, httpx.InvalidURL, OSError) as error:
            raise UsageError(
                "the network can't be used as the environment says",
                why=f"a proxy or a certificate file is not usable ({type(error).__name__})",
                mend="correct HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE or SSL_CERT_DIR; SOCKS can't be used",
            ) from None

    def send(self, call: Call) -> Reply | NoReply:
        """Send one call and wait for what comes back."""
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", **call.headers}
        ends = monotonic() + self._timeout
        try:
            with self._client.stream(
                "POST", call.url, headers=headers, content=call.body, extensions=_named(call.server_name)
            ) as response:
                body = b"".join(_until(response.iter_raw(), ends))
                return Reply(response.status_code, body)
        except httpx.TimeoutException:
            return NoReply(f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError) as error:
            return NoReply(_words(error))

    def fetch(self, call: Fetch, write: Callable[[bytes], object]) -> Fetched | NoReply:
        """Send a call and write what comes back; raises what `write` raises."""
        headers = {"Accept": "*/*", "Accept-Encoding": "identity", **call.headers}
        ends = monotonic() + self._timeout * _FETCH_TIMES
        status = 0
        try:
            with self._client.stream(
                "GET", call.url, headers=headers, extensions=_named(call.server_name)
            ) as response:
                status = response.status_code
                most = call.most if status == _OK else _MOST_BYTES
                for piece in _until(response.iter_raw(), ends, most):
                    try:
                        write(piece)
                    except OSError as error:
                        raise _WriteError from error
        except _WriteError as error:
            raise error.__cause__ or error from None
        except httpx.TimeoutException:
            words = f"no answer within {self._timeout:g} s"
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError) as error:
            words = _words(error)
        else:
            return Fetched(status)
        return Fetched(status, words) if status else NoReply(words)

    def close(self) -> None:
        """Close what is open."""
        self._client.close()


class _WriteError(Exception):
    """What came could not be written; its cause says why."""


def _until(pieces: Iterator[bytes], ends: float, left: int = _MOST_BYTES) -> Iterator[bytes]:
    """Yield the first bytes; raises what a time-out raises when they take too long."""
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return
        if monotonic() > ends:
            raise httpx.ReadTimeout("")


def _named(server_name: str | None) -> dict[str, str]:
    """Return what lets a certificate be checked for a name that the address does not have."""
    return {} if server_name is None else {"sni_hostname": server_name}


def _words(error: BaseException) -> str:
    """Say what kind of failure it was."""
    if any(isinstance(link, ssl.SSLError) for link in _causes(error)):
        return "its certificate or its encryption can't be trusted"
    match error:
        case httpx.ProxyError():
            return "the proxy refused"
        case httpx.ConnectError():
            return "it can't be reached"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            return "the answer broke off"
        case _:
            return f"the call failed ({type(error).__name__})"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
