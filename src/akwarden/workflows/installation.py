"""How something gets into the Python that runs now: the commands, and where this akwarden came from.

No command names akwarden by its bare name, which a package index may give to somebody else: it is installed
from the folder that it came from. Where that is not known, there are words in the place of a command.
"""

import shlex
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import msgspec

_NAME = "akwarden"


@dataclass(frozen=True, slots=True)
class Origin:
    """A folder of this machine that akwarden was installed from, or runs from."""

    folder: Path
    editable: bool = False
    """Whether the installation is a link to the folder."""


class _DirInfo(msgspec.Struct, frozen=True):
    editable: bool = False


class _DirectUrl(msgspec.Struct, frozen=True):
    """What an installer writes down ("Recording the Direct URL Origin of installed distributions")."""

    url: str
    dir_info: _DirInfo | None = None
    """Only for a folder."""


def install_command(*packages: str, again: bool = False) -> str:
    """Return the command that installs packages into the Python that runs now."""
    return _command(shlex.join(packages), again=again)


def install_akwarden(origin: Origin | None, *, extra: str = "", again: bool = False) -> str:
    """Return the command that installs akwarden from its folder; words where that is not known."""
    part = f"[{extra}]" if extra else ""
    if origin is None:
        return f"install akwarden{part} anew from where you have it"
    editable = "--editable " if origin.editable else ""
    return _command(editable + shlex.quote(f"{origin.folder}{part}"), again=again)


def _command(what: str, *, again: bool) -> str:
    python = shlex.quote(sys.executable)
    if find_spec("pip") is None:
        return f"uv pip install --python {python} {'--reinstall ' if again else ''}{what}"
    return f"{python} -m pip install {'--force-reinstall ' if again else ''}{what}"


def own_origin() -> Origin | None:
    """Return the folder that this akwarden was installed from, else the source folder that it runs from."""
    try:
        return origin_of(distribution(_NAME))
    except PackageNotFoundError:
        source = Path(__file__).resolve().parents[3]
        return Origin(source) if _is_source(source) else None


def origin_of(installed: Distribution) -> Origin | None:
    """Return the local folder that a package was installed from; None for another place, or a lost one."""
    try:
        told = msgspec.json.decode(installed.read_text("direct_url.json") or "null", type=_DirectUrl | None)
    except msgspec.MsgspecError:
        return None
    if told is None or told.dir_info is None or urlsplit(told.url).scheme != "file":
        return None
    folder = Path(url2pathname(urlsplit(told.url).path))
    return Origin(folder, told.dir_info.editable) if _is_source(folder) else None


def _is_source(folder: Path) -> bool:
    return (folder / "pyproject.toml").is_file()
