"""Code as it is fetched: from addresses of the emulator itself, signed and good for some minutes.

The cloud gives addresses in a bucket of SCF's own, with a signature of that bucket; so neither the host nor
the path is as there. Whoever has an address can fetch, as there.
"""

import hmac
import re
from urllib.parse import parse_qsl, urlencode

from akwarden.emulator.tencent.call import Call
from akwarden.emulator.tencent.envelope import Raw
from akwarden.emulator.tencent.services.scf.state import ScfState
from akwarden.emulator.tencent.state import Cloud

CODE_PREFIX = "/_emulator-code/"
GOOD_SECONDS = 600
_PATH = re.compile(r"/_emulator-code/(\d{1,20})/([0-9a-f]{64})/[\w.-]{1,130}\.zip", re.ASCII)
_EXPIRES = re.compile(r"\d{1,11}", re.ASCII)
_MOST_FIELDS = 10


def address(call: Call, name: str, sha256: str) -> str:
    """Return an address for code of the caller's account, on the host that the caller called."""
    host = call.request.host.removeprefix("http://").removeprefix("https://") or "127.0.0.1"
    expires = str(int(call.now) + GOOD_SECONDS)
    path = f"{CODE_PREFIX}{call.account.uin}/{sha256}/{name}.zip"
    signed = _signature(call.account.state(ScfState), path, expires)
    return f"http://{host}{path}?{urlencode({'expires': expires, 'sign': signed})}"


class Downloads:
    """Answers those who fetch code."""

    def __init__(self, cloud: Cloud) -> None:
        """Take the cloud whose functions have the code."""
        self._cloud = cloud

    def answer(self, raw: Raw) -> tuple[int, bytes] | None:
        """Return the HTTP status and the code that a request is for; None for a request that is for none."""
        if not raw.path.startswith(CODE_PREFIX):
            return None
        found = _PATH.fullmatch(raw.path)
        account = self._cloud.accounts.get(int(found[1])) if found else None
        if found is None or account is None or raw.method != "GET":
            return 404, b""
        state = account.state(ScfState)
        if not self._may(state, raw):
            return 403, b""
        code = state.code(found[2])
        return (200, code) if code else (404, b"")

    def _may(self, state: ScfState, raw: Raw) -> bool:
        try:
            asked = dict(parse_qsl(raw.query, max_num_fields=_MOST_FIELDS))
        except ValueError:
            return False
        expires, given = asked.get("expires", ""), asked.get("sign", "")
        if not _EXPIRES.fullmatch(expires) or int(expires) < self._cloud.clock.now():
            return False
        return hmac.compare_digest(_signature(state, raw.path, expires).encode(), given.encode())


def _signature(state: ScfState, path: str, expires: str) -> str:
    return hmac.digest(state.signing, f"{path}\n{expires}".encode(), "sha256").hex()
