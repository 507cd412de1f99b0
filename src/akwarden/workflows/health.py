"""Whether this machine is ready for akwarden: one small check a condition, each with its mend.

- A check never raises: what goes wrong is its result.
- Native libraries are tried in a child process: one that this processor can't run ends the child alone.
- Nothing is left behind: no folder is made, and what is written to try a disk is removed.
"""

import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, distribution, requires
from pathlib import Path

import msgspec

from akwarden.errors import AkwardenError, redact
from akwarden.model.said import Said
from akwarden.settings import GIB, ScanSettings, format_size, load
from akwarden.workflows.installation import Origin, install_akwarden, install_command, own_origin

OLDEST_PYTHON = (3, 11)
OLDEST_GIT = (2, 31)
EXTRAS_IN_USE = frozenset({"server", "verify"})
"""The optional parts of akwarden that a command of today needs; the others are for what is to come."""

_FULL_PLATFORMS = frozenset({("linux", "x86_64"), ("linux", "aarch64")})
_CLIENT_PLATFORMS = frozenset({"darwin", "win32"})
_PATIENCE = 30
_GIT_VERSION = re.compile(r"git version (\d+)\.(\d+)\S*")
_REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+(?:\[[\w.,-]+\])?)[^;]*(?:;.*extra == [\"'](?P<extra>[^\"']+)[\"'])?", re.ASCII
)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_TRY_HYPERSCAN = """
import hyperscan
database, seen = hyperscan.Database(), []
database.compile(expressions=[b"a[0-9]b"], ids=[7], elements=1, flags=[0])
database.scan(b"--a1b--", match_event_handler=lambda *hit: seen.append(hit[:3]))
raise SystemExit(0 if seen == [(7, 0, 5)] else f"it found {seen} where one match is")
"""
_TRY_RE2 = """
import re2
found = re2.compile(rb"a([0-9])b").search(b"--a1b--")
raise SystemExit(0 if found and found.span(1) == (3, 4) else "it did not find what is there")
"""


class Status(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    """Something works less well, or only in part."""
    FAIL = "fail"
    """Scanning does not work, or not as told."""


class Check(msgspec.Struct, frozen=True, tag_field="schema", tag="akwarden.check/1"):
    """What one check saw."""

    name: Said
    status: Status
    detail: Said
    """What was found."""
    mend: Said | None = None
    """What to do, a command where there is one; nothing where all is well."""


def checks(env: Mapping[str, str], *, start: Path, cache: Path) -> Iterator[Check]:
    """Yield every check, each as soon as it is done."""
    yield check_python(sys.version_info[:3])
    yield check_platform(sys.platform, os.uname().machine if hasattr(os, "uname") else "")
    hyperscan = check_library("hyperscan", _TRY_HYPERSCAN)
    yield hyperscan
    yield check_library("google-re2", _TRY_RE2)
    yield check_git(env.get("PATH"))
    settings, scan, home = check_settings(env, start)
    yield settings
    yield check_home(home)
    yield check_folder("cache folder", cache)
    yield check_rules([Path(folder) for folder in scan.rules], hyperscan)
    yield from check_packages()
    yield check_temporary(scan.unpack_max_bytes)
    yield check_encoding(
        {"files": sys.getfilesystemencoding(), "output": getattr(sys.stdout, "encoding", "")}
    )


def check_python(version: Sequence[int]) -> Check:
    """Judge the version of Python."""
    shown = ".".join(map(str, version))
    if tuple(version) >= OLDEST_PYTHON:
        return Check("python", Status.OK, shown)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Check("python", Status.FAIL, shown, f"install Python {oldest} or newer and akwarden into it")


def check_platform(system: str, machine: str) -> Check:
    """Judge the operating system and the processor."""
    shown = f"{system} {machine}".strip()
    if (system, machine) in _FULL_PLATFORMS:
        return Check("platform", Status.OK, shown)
    if system in _CLIENT_PLATFORMS:
        return Check("platform", Status.OK, f"{shown}: for scans and the command line; a server needs Linux")
    mend = "use Linux on x86-64 or arm64 where something does not work here"
    return Check("platform", Status.WARN, f"{shown}: not tested", mend)


# Libraries and programs


def check_library(package: str, code: str) -> Check:
    """Run a few lines that use a native library, in a child process."""
    mend = install_command(package, again=True)
    try:
        child = subprocess.run(  # the code is one of the two texts above
            [sys.executable, "-c", code], capture_output=True, timeout=_PATIENCE, check=False, text=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Check(package, Status.FAIL, f"could not be tried: {type(error).__name__}", mend)
    if child.returncode == 0:
        return Check(package, Status.OK, "works")
    return Check(package, Status.FAIL, _last_words(child.returncode, child.stderr), mend)


def _last_words(code: int, stderr: str) -> str:
    """Say why a child process ended badly."""
    if code < 0:
        return f"it ended with {signal.Signals(-code).name}: its build does not fit this processor"
    lines = stderr.strip().splitlines()
    return redact(lines[-1])[:200] if lines else f"it ended with exit code {code}"


def check_git(search_path: str | None) -> Check:
    """Ask git for its version."""
    program = shutil.which("git", path=search_path)
    if program is None:
        return judge_git(None)
    try:
        child = subprocess.run(
            [program, "--version"], capture_output=True, timeout=_PATIENCE, check=False, text=True
        )
    except (OSError, subprocess.SubprocessError):
        return judge_git("")
    return judge_git(child.stdout)


def judge_git(answer: str | None) -> Check:
    """Judge what `git --version` printed; None when there is no git."""
    oldest = ".".join(map(str, OLDEST_GIT))
    mend = f"install git {oldest} or newer: https://git-scm.com/downloads"
    if answer is None:
        return Check("git", Status.FAIL, "not found: git histories can't be scanned", mend)
    found = _GIT_VERSION.search(answer)
    if found is None:
        return Check("git", Status.FAIL, "it does not say its version", mend)
    version = found[0].removeprefix("git version ")
    if (int(found[1]), int(found[2])) < OLDEST_GIT:
        return Check("git", Status.FAIL, f"{version} is older than {oldest}", mend)
    return Check("git", Status.OK, version)


# Settings and folders


def check_settings(env: Mapping[str, str], start: Path) -> tuple[Check, ScanSettings, Path]:
    """Read the settings; where they are wrong, go on with the defaults."""
    try:
        settings = load(start, env, {}).settings
    except AkwardenError as error:
        why = f": {error.why}" if error.why else ""
        fallback = load(
            None, {name: env[name] for name in ("AKWARDEN_HOME",) if name in env}, {}, isolated=True
        )
        failed = Check("settings", Status.FAIL, f"{error.what}{why}", error.mend)
        return failed, fallback.settings.scan, fallback.settings.home
    return Check("settings", Status.OK, "valid"), settings.scan, settings.home


def check_home(home: Path) -> Check:
    """Judge the home folder: writable or absent, and closed to others."""
    check = check_folder("home folder", home)
    if check.status is Status.OK and os.name == "posix" and home.is_dir() and home.stat().st_mode & _OTHERS:
        detail = f"{home}: other users may enter it, and it will hold keys"
        return Check("home folder", Status.WARN, detail, f"chmod 700 {shlex.quote(str(home))}")
    return check


def check_folder(name: str, folder: Path) -> Check:
    """Say whether files can be written into a folder, or the folder can be made once it is needed."""
    if os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises where a parent may not be entered
        try:
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            return _unwritable(name, folder, error.strerror or type(error).__name__)
        return Check(name, Status.OK, f"{folder}: writable")
    if os.path.lexists(folder):
        return _unwritable(name, folder, "something else stands where the folder should be")
    parent = next((one for one in folder.parents if os.path.exists(one)), Path(os.sep))  # noqa: PTH110  as above
    if parent.is_dir() and os.access(parent, os.W_OK | os.X_OK):
        return Check(name, Status.OK, f"{folder}: absent, made when first needed")
    return _unwritable(name, folder, f"absent, and {parent} does not let it be made")


def _unwritable(name: str, folder: Path, reason: str) -> Check:
    """Return the result for a folder that can't be used; scans still work, with less kept between them."""
    if folder.is_relative_to(os.devnull):
        return Check(
            name, Status.WARN, "this user has no home folder", "set HOME to a folder that you may write to"
        )
    place = shlex.quote(str(folder))
    mend = f"mkdir -p {place} && chmod u+rwx {place}, as its owner"
    if name == "home folder":
        mend += ", or set AKWARDEN_HOME to a folder that you may write to"
    return Check(name, Status.WARN, f"{folder}: {reason}", mend)


def check_temporary(needed: int = GIB) -> Check:
    """Judge the room for unpacking."""
    try:
        folder = tempfile.gettempdir()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        mend = "set TMPDIR to a folder that you may write to"
        return Check("temporary folder", Status.FAIL, error.strerror or type(error).__name__, mend)
    detail = f"{folder}: {free // GIB} GiB free"
    if free >= needed:
        return Check("temporary folder", Status.OK, detail)
    mend = f"make room, or set TMPDIR to a folder with {format_size(needed)}: that much is unpacked at most"
    return Check("temporary folder", Status.WARN, detail, mend)


def check_encoding(encodings: Mapping[str, str]) -> Check:
    """Judge the encodings of file names and of the output."""
    shown = ", ".join(f"{name} {encoding or 'none'}" for name, encoding in encodings.items())
    if all(encoding.lower().replace("-", "") == "utf8" for encoding in encodings.values()):
        return Check("encoding", Status.OK, shown)
    return Check("encoding", Status.WARN, f"{shown}: some names are shown as escapes", "export PYTHONUTF8=1")


# Rules and packages


def check_rules(folders: Sequence[Path], hyperscan: Check) -> Check:
    """Compile every rule anew."""
    if hyperscan.status is not Status.OK:
        return Check("rules", Status.FAIL, "not tried, since hyperscan does not work", hyperscan.mend)
    try:
        # Late on purpose: a broken library below it must not stop the other checks.
        from akwarden.workflows.ruleset import load_ruleset  # noqa: PLC0415

        with tempfile.TemporaryDirectory() as cache:
            load_ruleset(folders, cache=Path(cache))
    except AkwardenError as error:
        return Check("rules", Status.FAIL, error.what, error.mend)
    except (ImportError, OSError) as error:
        return Check(
            "rules", Status.FAIL, redact(str(error))[:200], install_akwarden(own_origin(), again=True)
        )
    return Check("rules", Status.OK, "they compile")


def check_packages() -> Iterator[Check]:
    """Yield what is missing of the packages that akwarden needs, and one check an optional part in use."""
    try:
        wanted = requires("akwarden") or []
    except PackageNotFoundError:
        detail = "akwarden runs from a source folder and is not installed"
        yield Check("packages", Status.WARN, detail, install_akwarden(own_origin()))
        return
    parts = group_requirements(wanted)
    missing = _missing(parts.pop("", []))
    yield judge_packages(missing)
    for extra in sorted(parts.keys() & EXTRAS_IN_USE):
        yield judge_extra(extra, _missing(parts[extra]), own_origin())


def group_requirements(requirements: Sequence[str]) -> dict[str, list[str]]:
    """Return the packages of each optional part; those always needed are under the empty name."""
    parts: dict[str, list[str]] = {"": []}
    for requirement in requirements:
        if found := _REQUIREMENT.match(requirement):
            parts.setdefault(found["extra"] or "", []).append(found["name"])
    return parts


def judge_packages(missing: Sequence[str]) -> Check:
    """Judge the packages that the scanner needs."""
    if not missing:
        return Check("packages", Status.OK, "complete")
    return Check("packages", Status.WARN, f"missing: {', '.join(missing)}", install_command(*missing))


def judge_extra(extra: str, missing: Sequence[str], origin: Origin | None) -> Check:
    """Judge an optional part: to be without it is no fault, so that it has no mend."""
    if not missing:
        return Check(f"optional: {extra}", Status.OK, "installed")
    detail = f"not installed; to have it: {install_akwarden(origin, extra=extra)}"
    return Check(f"optional: {extra}", Status.OK, detail)


def _missing(packages: Sequence[str]) -> list[str]:
    """Return those that are not installed, without importing any."""
    return [name for name in packages if not _is_installed(name)]


def _is_installed(package: str) -> bool:
    """Say whether a package is there, and with it the optional parts in brackets behind its name."""
    name, _, parts = package.rstrip("]").partition("[")
    try:
        needed = group_requirements(requires(name) or []) if parts else {}
        distribution(name)
    except PackageNotFoundError:
        return False
    return not any(_missing(needed.get(part, [])) for part in parts.split(",") if part)
