"""A location as a URI reference, byte for byte, whatever the file is called; or as a path to show."""

import re
from urllib.parse import quote

from akwarden.model.location import Location
from akwarden.reports.place import root_and_vpath
from akwarden.reports.visible import visible

_SAFE = "/!@+=,~"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://|[^/@:]+@[^/:]+:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
# A vpath is a label that a hostile archive may have written: a viewer must not climb out by it.
_CLIMBING = {".": "%2E", "..": "%2E%2E"}


def artifact_uri(location: Location) -> str:
    """Return where the artifact is, as SARIF viewers resolve it.

    - In a folder given as a relative path: relative to where the scan ran, so to the repository's root in CI.
    - In a folder given as an absolute path: a `file` URI.
    - In something fetched from an address: relative to the root of that.
    """
    if _ADDRESS.match(location.source):
        return vpath_uri(location.vpath)
    root, vpath = root_and_vpath(location)
    if _DRIVE.match(root):
        return f"file:///{root[0]}:{_quoted(root[2:].replace(chr(92), '/'))}{vpath_uri(vpath)}"
    if root.startswith("/"):
        return f"file://{_quoted(root)}{vpath_uri(vpath)}"
    return _quoted(root.removeprefix("./")) + vpath_uri(vpath)


def vpath_uri(vpath: str) -> str:
    """Return a vpath as a relative URI reference that can't be read as a host, a scheme or a way up."""
    return _quoted(_downward(vpath)) or "."


def artifact_path(location: Location) -> str:
    """Return the same place as a path, safe to show, for viewers that read no URI."""
    root, vpath = "", location.vpath
    if not _ADDRESS.match(location.source):
        root, vpath = root_and_vpath(location)
    return visible(root.removeprefix("./") + _downward(vpath)) or "."


def _downward(vpath: str) -> str:
    """Return a vpath that leads neither up nor to the root."""
    return "/".join(_CLIMBING.get(each, each) for each in vpath.lstrip("/").split("/"))


def _quoted(path: str) -> str:
    """Return `path` percent-encoded, its bytes as they are on disk."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return quote(raw, safe=_SAFE)
