"""Settings: which there are, what each takes, and which layer gave the value that is in force.

The layers, weakest first; a stronger one replaces a value whole, lists too:

- the built-in defaults,
- `akwarden.toml` in the home folder,
- the project's file: the nearest `akwarden.toml`, or `pyproject.toml` with `[tool.akwarden]`, from the
  target's folder up to the root of its repository; outside a repository only the target's folder counts,
- `AKWARDEN_*` environment names,
- the options of a command.

The rules:

- A key, a name or a value that is not known is refused, with the nearest one that is.
- A value is checked also when a stronger layer replaces it.
- Paths in a file (`rules`, `baseline`, `ignore_file`, `log`) are relative to that file, elsewhere to the
  working folder.
- An empty environment value means "not set".
- What makes calls to others (`own`, `verify` and those beside it) is refused in a project's file: whoever
  wrote the scanned files must not decide whom this machine calls, with which keys.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from akwarden.errors import SettingsError, redact
from akwarden.settings.sections import GIB, KIB, MIB, SECTIONS, Settings

FILE_NAME = "akwarden.toml"
RESERVED_NAMES = frozenset(
    {
        "AKWARDEN_HOME",
        "AKWARDEN_DATABASE_URL",
        "AKWARDEN_LAKE",
        "AKWARDEN_DEBUG",
        "AKWARDEN_PASSPHRASE",
        "AKWARDEN_SKIP",
    }
)
"""Environment names that belong to the product and are not settings of a section."""

_PREFIX = "AKWARDEN_"
_NOWHERE = Path(os.devnull, "akwarden")
"""A folder that can never exist: for users without a home, as in a container with a made-up user id."""
_LARGEST_FILE = MIB
_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": KIB, "mib": MIB, "gib": GIB}
_SIZE = re.compile(r"\s*(\d{1,15}(?:\.\d{1,9})?)\s*([A-Za-z]*)\s*", re.ASCII)
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
# Kubernetes and Docker links put such names into every container beside a service called akwarden.
_SERVICE_LINK = re.compile(
    r"AKWARDEN(_\w+)?_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)"
)


class Resolved(msgspec.Struct, frozen=True):
    """Settings, and where each value came from."""

    settings: Settings
    """The values in force."""
    origins: Mapping[str, str]
    """Dotted key to `default`, a file, an environment name or `option`."""


class Known(msgspec.Struct, frozen=True):
    """One setting as it may be written."""

    key: str
    """Section and name, as in `scan.threads`."""
    env: str
    """Its environment name."""
    accepts: str
    """What it takes, in words."""
    default: object
    """Its value where nobody sets it."""
    type: Any
    """What its value is converted to."""
    is_size: bool
    """Whether it counts bytes."""
    is_path: bool
    """Whether it holds paths."""
    is_personal: bool
    """Whether the file of a project can't set it."""


class _Given(msgspec.Struct, frozen=True):
    """One value as a layer gives it."""

    key: str
    value: object
    origin: str
    folder: Path | None = None
    """Where its relative paths begin, for a value from a file."""
    spoken: bool = False
    """Whether it is text that stands for another type, as in the environment."""


@cache
def known() -> Mapping[str, Known]:
    """Return every setting by its dotted key, in the order in which they are declared."""
    return {
        one.key: one
        for section, kind in SECTIONS.items()
        for one in (_known(section, field) for field in msgspec.structs.fields(kind))
    }


def _known(section: str, field: msgspec.structs.FieldInfo) -> Known:
    """Read one declaration."""
    key = f"{section}.{field.name}"
    extra = next(meta.extra for meta in field.type.__metadata__ if meta.extra)
    return Known(
        key=key,
        env=_PREFIX + key.replace(".", "_").upper(),
        accepts=extra["accepts"],
        default=field.default,
        type=field.type,
        is_size=extra.get("size", False),
        is_path=extra.get("path", False),
        is_personal=extra.get("personal", False),
    )


def load(
    start: Path | None, env: Mapping[str, str], options: Mapping[str, object], *, isolated: bool = False
) -> Resolved:
    """Return the settings in force for what lies at `start`.

    `options` maps dotted keys to values; None and an empty tuple mean that the option was not given.
    `isolated` leaves out every file. Raises SettingsError, and nothing else, for whatever is wrong.
    """
    settings = known()
    home, home_origin = _home(env, options)
    values = {key: one.default for key, one in settings.items()}
    origins = dict.fromkeys(settings, "default") | {"home": home_origin}
    files = () if isolated else _from_files(home, start)
    for layer in (files, _from_env(env, settings), _from_options(options, settings)):
        for given in layer:
            values[given.key] = _read(given, settings)
            origins[given.key] = given.origin
    sections: dict[str, Any] = {name: kind(**_section(name, values)) for name, kind in SECTIONS.items()}
    return Resolved(Settings(**sections, home=home), origins)


def _section(section: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Return the values of one section by their names inside it."""
    return {
        key.removeprefix(f"{section}."): value
        for key, value in values.items()
        if key.startswith(f"{section}.")
    }


def home_folder(env: Mapping[str, str]) -> Path:
    """Return the home folder: `AKWARDEN_HOME`, else the platform's folder for the data of a user."""
    return _home(env, {})[0]


def _home(env: Mapping[str, str], options: Mapping[str, object]) -> tuple[Path, str]:
    """Return the home folder and what named it."""
    named = options.get("home")
    if isinstance(named, str | os.PathLike) and os.fspath(named):
        return Path(named).absolute(), "option"
    if env.get("AKWARDEN_HOME"):
        return Path(env["AKWARDEN_HOME"]).absolute(), "AKWARDEN_HOME"
    return _default_home()


def _default_home() -> tuple[Path, str]:
    """Return the platform's folder for data, and what to say of it."""
    folder = _platform_folder("data")
    if folder is None:
        return _NOWHERE, "default (this user has no home folder; set AKWARDEN_HOME)"
    return folder, "default"


def cache_folder() -> Path:
    """Return the platform's folder for what can be made anew; it need not exist, nor be possible to make."""
    return _platform_folder("cache") or _NOWHERE


def _platform_folder(kind: str) -> Path | None:
    """Return one of the platform's folders for a user, or None for a user who has no home folder."""
    import platformdirs  # noqa: PLC0415  slow, and most often not needed

    try:
        folder = Path(getattr(platformdirs, f"user_{kind}_dir")("akwarden", appauthor=False))
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None  # older platformdirs leave "~" as it is


def _from_files(home: Path, start: Path | None) -> Iterator[_Given]:
    """Yield what the home's file says, then what the project's file says."""
    own = home / FILE_NAME
    if _is_file(own):
        yield from _from_table(_parse(_read_file(own), own), own, str(own))
    if start is not None:
        yield from _from_project(start)


def _from_project(start: Path) -> Iterator[_Given]:
    """Yield what the nearest project file says; beside each other, akwarden.toml wins over pyproject.toml."""
    for folder in _folders_up(start):
        own, shared = folder / FILE_NAME, folder / "pyproject.toml"
        if _is_file(own):
            yield from _not_personal(_from_table(_parse(_read_file(own), own), own, str(own)))
            return
        table = _tool_table(shared) if _is_file(shared) else None
        if table is not None:
            yield from _not_personal(_from_table(table, shared, f"{shared} [tool.akwarden]"))
            return


def files_for(start: Path, env: Mapping[str, str]) -> Iterator[Path]:
    """Yield the files that `load` would look into for what lies at `start`, the strongest first.

    It raises nothing, whatever is in them: for whoever must decide when `load` refuses one.
    """
    for folder in _folders_up(start):
        own, shared = folder / FILE_NAME, folder / "pyproject.toml"
        if _is_file(own):
            yield own
            break
        if _is_file(shared):
            yield shared
    if _is_file(own := home_folder(env) / FILE_NAME):
        yield own


def _not_personal(layer: Iterable[_Given]) -> Iterator[_Given]:
    """Yield what a project's file says, and refuse what it has no say in."""
    for given in layer:
        setting = known()[given.key]
        if setting.is_personal:
            raise SettingsError(
                f"{given.key} can't be set in {given.origin}",
                why="a project must not decide whom this machine calls, with which keys",
                mend=f"set it in {FILE_NAME} of the home folder, as {setting.env}, or with the option",
            )
        yield given


def _is_file(path: Path) -> bool:
    """Say whether a regular file is there for this user; a folder that may not be entered has none."""
    return os.path.isfile(path)  # noqa: PTH113  Path.is_file raises for a closed folder


def _folders_up(start: Path) -> list[Path]:
    """Return the folders whose files count: from `start` to its repository's root, or only its own."""
    here = Path(os.path.realpath(start))
    first = here if here.is_dir() else here.parent
    folders = [first, *first.parents]
    roots = (number for number, folder in enumerate(folders) if os.path.lexists(folder / ".git"))
    return folders[: next(roots, 0) + 1]


def _tool_table(path: Path) -> object:
    """Return `[tool.akwarden]`, or None; a pyproject that never names akwarden need not even be valid."""
    text = _read_file(path)
    if "akwarden" not in text:
        return None
    tool = _parse(text, path).get("tool")
    return tool.get("akwarden") if isinstance(tool, dict) else None


def _read_file(path: Path) -> str:
    """Return the text of a settings file."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST_FILE + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} can't be read", why=_reason(error), mend=_mend_file(path)) from error
    if len(raw) > _LARGEST_FILE:
        raise SettingsError(f"{path} can't be read", why="it is larger than 1MiB", mend=_mend_file(path))
    return text


def _reason(error: OSError | UnicodeDecodeError) -> str:
    """Say in a few words why a file could not be read."""
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is not UTF-8 text"


def _mend_file(path: Path) -> str:
    """Say what to do about a file that can't be used."""
    return f"correct {path}, or leave out all settings files with --isolated"


def _parse(text: str, path: Path) -> dict[str, object]:
    """Return the top table of a TOML text; the error names line and column."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise SettingsError(
            f"{path} is not valid TOML", why="it is nested too deep", mend=_mend_file(path)
        ) from error
    except ValueError as error:
        line, column = _place(str(error), text)
        why = redact(_TOML_PLACE.sub("", str(error)))
        raise SettingsError(
            f"{path}:{line}:{column}: not valid TOML", why=why, mend=_mend_file(path)
        ) from error


def _place(message: str, text: str) -> tuple[int, int]:
    """Return the line and the column, 1 first, that a message of the TOML parser names."""
    found = _TOML_PLACE.search(message)
    if found and found[1]:
        return int(found[1]), int(found[2])
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _from_table(top: object, path: Path, origin: str) -> Iterator[_Given]:
    """Yield the settings of a file's table, section by section."""
    if not isinstance(top, dict):
        raise SettingsError(f"{origin} is not a table", mend=_mend_file(path))
    for section, table in top.items():
        if section not in SECTIONS:
            _refuse_key(section, origin)
        if not isinstance(table, dict):
            raise SettingsError(
                f"{section} in {origin} is not a table", mend=f"write [{section}] above its settings"
            )
        for name, value in table.items():
            key = f"{section}.{name}"
            if key not in known():
                _refuse_key(key, origin)
            yield _Given(key, value, origin, folder=path.parent)


def _from_env(env: Mapping[str, str], settings: Mapping[str, Known]) -> Iterator[_Given]:
    """Yield what the environment says."""
    by_name = {one.env: one for one in settings.values()}
    for name in sorted(name for name in env if name.startswith(_PREFIX)):
        if name in RESERVED_NAMES or _is_link(name, env[name], by_name):
            continue
        if name not in by_name:
            _refuse(f"the environment name {name} is not known", name, [*by_name, *RESERVED_NAMES])
        if env[name]:
            yield _Given(by_name[name].key, env[name], name, spoken=True)


def _is_link(name: str, value: str, by_name: Mapping[str, Known]) -> bool:
    """Say whether what runs a container made a name; settings of such names take no address."""
    return bool(_SERVICE_LINK.fullmatch(name)) and (name not in by_name or "://" in value)


def _from_options(options: Mapping[str, object], settings: Mapping[str, Known]) -> Iterator[_Given]:
    """Yield what the command line says."""
    for key, value in options.items():
        if key == "home" or value is None or value == ():
            continue
        if key not in settings:
            _refuse_key(key, "an option")
        yield _Given(key, value, "option")


def _refuse_key(key: str, origin: str) -> NoReturn:
    """Refuse a dotted key that does not exist."""
    if key == "home":
        raise SettingsError(f"home can't be set in {origin}", mend="set AKWARDEN_HOME in the environment")
    _refuse(f"unknown setting {redact(key)!r} in {origin}", key, [*known(), *SECTIONS])


def _refuse(what: str, name: str, names: Iterable[str]) -> NoReturn:
    """Refuse a name, with the nearest known one."""
    by_tail = {one.removeprefix(_PREFIX): one for one in names}  # what all share would make all look alike
    near = difflib.get_close_matches(name.removeprefix(_PREFIX), by_tail, n=1)
    mend = f"did you mean {by_tail[near[0]]}?" if near else "akwarden config show lists every setting"
    raise SettingsError(what, mend=mend)


def _read(given: _Given, settings: Mapping[str, Known]) -> object:
    """Return a given value in the type of its setting."""
    setting = settings[given.key]
    try:
        value = msgspec.convert(_plain(given, setting), setting.type, strict=not given.spoken)
    except (msgspec.ValidationError, ValueError) as error:
        shown = redact(repr(given.value))[:60]
        raise SettingsError(
            f"{given.key} can't be {shown} (from {given.origin})",
            why=f"it takes {setting.accepts}",
            mend=f"correct or remove {_where(given)}",
        ) from error
    return _beside(value, given.folder) if setting.is_path and given.folder else value


def _where(given: _Given) -> str:
    """Name what a person has to change."""
    if given.spoken:
        return given.origin
    return f"{given.key} in {given.origin}" if given.folder else "the option"


def _plain(given: _Given, setting: Known) -> object:
    """Return a given value in a shape that can be converted."""
    value = given.value
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, str) and setting.is_size:
        return parse_size(value)
    if isinstance(value, str) and given.spoken and _is_list(setting):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _is_list(setting: Known) -> bool:
    """Say whether a setting holds several values."""
    return isinstance(setting.default, tuple)


def parse_size(text: str) -> int:
    """Return the bytes that `64MiB`, `1GB` or `4096` stands for; raises ValueError for anything else."""
    found = _SIZE.fullmatch(text)
    if found is None or found[2].lower() not in _UNITS:
        message = "not a size"
        raise ValueError(message)
    factor = _UNITS[found[2].lower()]
    return int(float(found[1]) * factor) if "." in found[1] else int(found[1]) * factor


def _beside(value: object, folder: Path) -> object:
    """Return paths from a file as seen from everywhere else."""
    if isinstance(value, tuple):
        return tuple(str(folder / one) for one in value)
    return str(folder / value) if isinstance(value, str) else value
