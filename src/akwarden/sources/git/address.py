"""Addresses of remote repositories: which they are, and how they are shown without credentials."""

import re
from urllib.parse import unquote

SCHEMES = ("https", "http", "ssh", "git", "file")
_SCP_LIKE = re.compile(r"[\w.-]+@[\w.-]+:[^\s]+")
_AUTHORITY = re.compile(r"(?P<scheme>[A-Za-z][\w+.-]*://)(?P<rest>[^\s'\"]+)")
_PORT = re.compile(r"[^:]*(?::\d*)?|\[[^\]]*\](?::\d*)?")
_SHORTEST_SECRET = 4
"""Shorter ones would be found in any word; they are taken out of the address itself all the same."""
_QUERY = re.compile(r"(?<=[?&;])([^=&;\s]+)=([^&;\s#'\"]+)")


def is_url(target: str) -> bool:
    """Say whether a scan target is the address of a remote repository."""
    scheme, separator, _ = target.partition("://")
    return (bool(separator) and scheme.lower() in SCHEMES) or bool(_SCP_LIKE.fullmatch(target))


def without_credentials(text: str) -> str:
    """Return a text with every address in it shown without user name, password and values of its query."""
    return _AUTHORITY.sub(lambda found: found["scheme"] + _shown(found["rest"]), text)


def without_secrets_of(url: str, text: str) -> str:
    """Return what git said about `url`, with nothing of its credentials in it."""
    for secret in _secrets(url):
        text = text.replace(secret, "****")
    return without_credentials(text)


def _shown(rest: str) -> str:
    host, slash, path = rest.partition("/")
    if "@" in host:
        host = host.rpartition("@")[2]
    elif not _PORT.fullmatch(host) and "@" in path:
        # A password with a slash in it, not encoded as it should be.
        host, slash, path = path.rpartition("@")[2].partition("/")
    return host + slash + _QUERY.sub(r"\1=****", path)


def _secrets(url: str) -> list[str]:
    """Return the password, or the user name that stands for one, as written and decoded; longest first."""
    found = _AUTHORITY.match(url)
    if found is None or "@" not in found["rest"]:
        return []
    user, colon, password = (
        found["rest"].removesuffix(_shown(found["rest"])).rpartition("@")[0].partition(":")
    )
    hidden = password if colon else user
    if len(hidden) < _SHORTEST_SECRET or (not colon and not found["scheme"].lower().startswith("http")):
        return []
    return sorted({hidden, unquote(hidden)}, key=len, reverse=True)
