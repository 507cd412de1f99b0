"""The one way out to the network: sends a signed call and gives back what was said, or why nothing was.

The rules that this module keeps:

- Certificates are verified; proxies and certificate files of the environment are used.
- No redirect is followed, no password of the machine is sent, nothing is asked twice.
- At most 64 KiB are read, and no longer than the time-out, however slowly they come.
- An error tells its kind, never its message: that could hold a part of the call.
"""

import ssl
from collections.abc import Iterator
from time import monotonic

import httpx

from akwarden.errors import UsageError
from akwarden.providers.protocol import Call, NoReply, Reply

_MOST_BYTES = 1 << 16


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
            with self._client.stream("POST", call.url, headers=headers, content=call.body) as response:
                body = b"".join(_until(response.iter_raw(), ends))
                return Reply(response.status_code, body)
        except httpx.TimeoutException:
            return NoReply(f"no answer within {self._timeout:g} s")
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError, ValueError) as error:
            return NoReply(_words(error))

    def close(self) -> None:
        """Close what is open."""
        self._client.close()


def _until(pieces: Iterator[bytes], ends: float) -> Iterator[bytes]:
    """Yield the first 64 KiB; raises what a time-out raises when they take too long."""
    left = _MOST_BYTES
    for piece in pieces:
        yield piece[:left]
        left -= len(piece)
        if left <= 0:
            return
        if monotonic() > ends:
            raise httpx.ReadTimeout("")


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
