"""Fetches a repository from an address that somebody else names, such as through the API.

The rules that this module keeps:

- Only https, without user name, password and query; what this user may see elsewhere is not shown to others:
  no helper, no file of credentials and no setting of the user counts.
- The name is resolved once, and only what it resolves to then is called. Redirects are not followed.
- Every address that the name has is one of the internet, unless others are allowed.
- Time and bytes are bounded.
"""

import os
import re
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import msgspec

from akwarden.errors import TargetError
from akwarden.networks.outward import is_of_internet
from akwarden.settings import format_size
from akwarden.sources.git.clone import remove
from akwarden.sources.git.command import Repository, command, environment, last_words, no_git
from akwarden.sources.git.refusals import mend_of
from akwarden.sources.temporary import unnamed_file

_HTTPS: Final = 443
_LOOK_SECONDS: Final = 0.2
_GRACE: Final = 2.0
_HOST: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]")
_PATH: Final = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{1,1500}")
_PLAIN: Final = re.compile(r"[!-~]{1,2000}")
_WORDS: Final = 1 << 16
_MEND: Final = "give an address such as https://git.example.com/team/app.git"

Resolve = Callable[[str, int], list[str]]
"""Returns the addresses of a name; raises OSError."""


class StoppedCloneError(Exception):
    """It was told to stop."""


class Remote(msgspec.Struct, frozen=True):
    """Where a repository is fetched from: an address that is settled."""

    url: str
    """As it is shown, and as git is given it."""
    host: str
    """The name or the number, without brackets."""
    port: int
    """Where it answers."""
    addresses: tuple[str, ...]
    """What is called, and nothing else."""


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What fetching may take."""

    seconds: float
    """How long."""
    most_bytes: int
    """How large."""


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses that a name has now; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def checked(url: str) -> tuple[str, int]:
    """Return the host and the port of an address; raises TargetError for one that is not taken."""
    # What takes an address apart passes over tabs and line ends; git is given them.
    if not _PLAIN.fullmatch(url):
        raise TargetError("this is no address of a repository", mend=_MEND)
    try:
        parts = urlsplit(url)
        port = parts.port or _HTTPS
    except ValueError:
        raise TargetError("this is no address of a repository", mend=_MEND) from None
    if parts.scheme != "https":
        raise TargetError(
            "only repositories behind https are fetched from here",
            why="others would be read on the way, or lead into this machine",
            mend=f"{_MEND}; akwarden scan takes every address that git takes",
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise TargetError(
            "an address with a user name, a password or a query is not taken",
            why="it would be kept and shown with the job",
            mend="leave them out; akwarden scan on the terminal takes such an address and keeps none of it",
        )
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(parts.path):
        raise TargetError("this is no address of a repository", mend=_MEND)
    return host.strip("[]"), port


def settled(url: str, *, private: bool, resolved: Resolve = resolve) -> Remote:
    """Return where a repository is fetched from.

    `private` lets addresses be called that are not of the internet. Raises TargetError for an address that
    is not taken, one that nobody has, or one that leads elsewhere than into the internet.
    """
    host, port = checked(url)
    try:
        addresses = resolved(host, port)
    except (OSError, UnicodeError):
        addresses = []
    if not addresses:
        raise TargetError(
            f"{host} is not known", why="no address was found for this name", mend="check the spelling"
        )
    if not private and not all(map(is_of_internet, addresses)):
        raise TargetError(
            f"{host} is not on the internet",
            why="it leads into the network around this server, where others must not look through it",
            mend="let an administrator set work.private_addresses, if it lies in your own network",
        )
    return Remote(url, host, port, tuple(addresses))


def fetch(remote: Remote, folder: Path, bounds: Bounds, stopped: Callable[[], bool]) -> Repository:
    """Fetch all refs of a repository into a folder that is not there yet, and return it.

    Raises TargetError with git's own reason, or when it takes too long or is too large; StoppedCloneError
    when it was told to stop. Then the folder is gone.
    """
    remove(folder)
    folder.mkdir(mode=0o700, parents=True)
    try:
        _run(remote, folder, bounds, stopped)
    except BaseException:
        remove(folder)
        raise
    return Repository(folder / "repository.git", None)


def _run(remote: Remote, folder: Path, bounds: Bounds, stopped: Callable[[], bool]) -> None:
    line = _line(remote, folder / "repository.git")
    with unnamed_file() as said:
        try:
            process = subprocess.Popen(
                line,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=_environment(folder),
                process_group=0,
            )
        except FileNotFoundError as error:
            raise no_git() from error
        try:
            code = _awaited(process, folder, bounds, stopped)
        finally:
            _end(process)
        said.seek(0)
        words = last_words(said.read(_WORDS))
    if code:
        raise TargetError(
            f"{remote.url} can't be fetched",
            why=words or "git gave no reason",
            mend=mend_of(words or ""),
        )


def _line(remote: Remote, into: Path) -> list[str]:
    """Return the command line; what is set in it goes before everything else that could be set."""
    targets = ",".join(f"[{one}]" if ":" in one else one for one in remote.addresses)
    host = f"[{remote.host}]" if ":" in remote.host else remote.host
    settings = (
        f"http.curloptResolve={host}:{remote.port}:{targets}",
        "http.followRedirects=false",
        "http.proxy=",
        "http.lowSpeedLimit=500",
        "http.lowSpeedTime=60",
        "credential.helper=",
        "transfer.bundleURI=false",
        "fetch.fsckObjects=false",
    )
    given = [part for setting in settings for part in ("-c", setting)]
    line = command(None, "clone", "--mirror", "--quiet", "--template=", "--", remote.url, str(into))
    return [line[0], *given, *line[1:]]


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of git: one transport, and nothing of this user's own set-up."""
    kept = {name: text for name, text in environment(None).items() if not name.lower().endswith("_proxy")}
    kept = {name: text for name, text in kept.items() if not name.startswith("GIT_CONFIG")}
    return kept | {
        "GIT_ALLOW_PROTOCOL": "https",
        "GIT_ASKPASS": "",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }


def _awaited(
    process: "subprocess.Popen[bytes]", folder: Path, bounds: Bounds, stopped: Callable[[], bool]
) -> int:
    """Return how git ended; raises where it goes past a bound, or has to stop."""
    end = monotonic() + bounds.seconds
    while True:
        try:
            return process.wait(_LOOK_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        if stopped():
            raise StoppedCloneError
        if monotonic() > end:
            raise TargetError(
                f"fetching took longer than {bounds.seconds:g} seconds", mend="raise work.clone_seconds"
            )
        if _size(folder) > bounds.most_bytes:
            raise TargetError(
                f"the repository is larger than {format_size(bounds.most_bytes)}",
                mend="raise work.clone_max_bytes",
            )


def _size(folder: Path) -> int:
    """Return the bytes of the files in a folder; those that come and go meanwhile may be left out."""
    total = 0
    for below, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(below, name)).st_size  # noqa: PTH118  many, and fast
            except OSError:
                continue
    return total


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End git and its helpers, which are a group of their own."""
    if process.poll() is not None:
        return
    for number in (15, 9):
        try:
            os.killpg(process.pid, number)
        except OSError:
            process.kill()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            continue
        return
