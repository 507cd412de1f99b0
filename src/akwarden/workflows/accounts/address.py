"""Where the services of an account are called, when not at their public addresses."""

import re
from collections.abc import Iterable, Mapping

from akwarden.errors import AccountError

_ADDRESS = re.compile(
    r"https://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:]{2,39}\])(?::\d{1,5})?/?"
    r"|http://(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|localhost)(?::\d{1,5})?/?",
    re.ASCII,
)
_SERVICE = re.compile(r"[a-z][a-z0-9-]{0,40}", re.ASCII)


def read_endpoints(texts: Iterable[str]) -> Mapping[str, str]:
    """Return service to address; an address alone is that of every service that has none of its own (`*`).

    Raises AccountError for what is no address: https, or http to this machine, with no path and no user.
    """
    found: dict[str, str] = {}
    for text in texts:
        service, equals, address = text.partition("=")
        if not equals:
            service, address = "*", text
        if not _ADDRESS.fullmatch(address) or (service != "*" and not _SERVICE.fullmatch(service)):
            raise AccountError(
                "an endpoint is not written in a way that is understood",
                why="it is https (http only to this machine), and has no path and no user",
                mend="write https://HOST or SERVICE=https://HOST",
            )
        if service in found:
            raise AccountError(
                f"two endpoints are given for {'every service' if service == '*' else service}",
                mend="give one",
            )
        found[service] = address.rstrip("/")
    return found
