"""The console's files: built once, kept in memory, sent compressed, cached by their names."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from akwarden.frontends.api.guards import ANYONE
from akwarden.frontends.api.problems import ProblemError

FOLDER: Final = Path(__file__).parent.parent / "web"
"""Where `make web` puts them."""
_INDEX: Final = "index.html"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_ASK: Final = "no-cache"
_HASHED: Final = "assets/"
_FORMS: Final = (("br", ".br"), ("gzip", ".gz"))


class File(msgspec.Struct, frozen=True):
    """One file of the console."""

    media_type: str
    """What it is."""
    etag: str
    """Changes with its content."""
    forms: dict[str, bytes]
    """Its bytes: plain under an empty name, and by each encoding that it lies there in."""


class Assets(msgspec.Struct, frozen=True):
    """All files of the console by their paths."""

    files: dict[str, File]
    """Without any, the console was not built."""
    build: str
    """Which build it is; another one needs a page to be loaded anew."""


def read_assets(folder: Path = FOLDER) -> Assets:
    """Return the console's files as they lie in a folder; none where it was not built."""
    found = {
        path.relative_to(folder).as_posix(): _read(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in {".gz", ".br", ".map"}
    }
    whole = hashlib.sha256("".join(file.etag for file in found.values()).encode())
    return Assets(found if _INDEX in found else {}, whole.hexdigest()[:16])


def _read(path: Path) -> File:
    plain = path.read_bytes()
    forms = {"": plain}
    for encoding, suffix in _FORMS:
        beside = path.with_name(path.name + suffix)
        if beside.is_file():
            forms[encoding] = beside.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind in {"application/javascript", "application/json"}:
        kind += "; charset=utf-8"
    return File(kind, f'"{hashlib.sha256(plain).hexdigest()[:20]}"', forms)


@get(["/", "/{path:path}"], opt=ANYONE, include_in_schema=False, sync_to_thread=False)
def console(request: Request[Any, Any, Any], path: FromPath[str] = "") -> Response[bytes] | Redirect:
    """Send a file of the console; for every other address its page, which knows where it is."""
    assets: Assets = request.app.state["assets"]
    name = path.strip("/")
    if name.startswith(("api/", _HASHED)) and name not in assets.files:
        # A page from before an upgrade asks for files that are gone: it must learn that, and not get a page.
        raise ProblemError(404, "there is nothing at this address", mend="reload the page")
    if not assets.files:
        raise ProblemError(
            503,
            "the console was not built",
            why="this installation holds no built console",
            mend="run `make web` in the source folder, or install a release",
        )
    file = assets.files.get(name) or assets.files[_INDEX]
    headers = {
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
        "Cache-Control": _FOR_GOOD if name.startswith(_HASHED) else _ASK,
    }
    if request.headers.get("if-none-match") == file.etag:
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    encoding = _best(request.headers.get("accept-encoding", ""), file)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(file.forms[encoding], headers=headers, media_type=file.media_type)


def _best(accepted: str, file: File) -> str:
    """Return the smallest form that a browser takes."""
    offered = {part.partition(";")[0].strip() for part in accepted.split(",")}
    return next((encoding for encoding, _ in _FORMS if encoding in offered and encoding in file.forms), "")
