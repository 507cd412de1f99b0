"""The home of the demo: a folder of its own, with a mark in it by which it is known.

The rules that this module keeps:

- A folder that holds something and has no mark is never used: it may be somebody's real home.
- A reset deletes what a home holds by its names, and only in a folder that has the mark. What else lies there
  stays, and is told.
- While a demo runs it holds a lock, so that two never share a home.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from akwarden.errors import UsageError
from akwarden.frontends.demo.preset import PRESETS, Preset
from akwarden.settings import home_folder

FOLDER: Final = "demo"
"""Its name beside, or rather below, the home that it does not touch."""
MARK: Final = "demo.json"
SOURCES: Final = "company"
"""The folder of what the demo imports and scans."""
_LOCK: Final = "demo.lock"
_OWN: Final = (
    *("state.db", "state.db-wal", "state.db-shm", "workflows.db", "workflows.db-wal", "workflows.db-shm"),
    *("events", "logs", "locks", "uploads", "reports", "kek", "fingerprint.key", "akwarden.toml"),
    *(SOURCES, _LOCK, MARK),
)
"""What a home holds; the mark goes last, so that a reset that was cut off can be done again."""
_OTHERS: Final = ("AKWARDEN_DATABASE_URL", "AKWARDEN_LAKE")
"""Names of the environment that lead to a state or a lake that is not of the demo."""


_BY_ITSELF: Final = (
    "AKWARDEN_WORK_SYNC_MINUTES",
    "AKWARDEN_WORK_PULL_MINUTES",
    "AKWARDEN_WORK_DETECT_SECONDS",
)


class Mark(msgspec.Struct, frozen=True, kw_only=True, tag_field="schema", tag="akwarden.demo/1"):
    """What is kept of a demo from one run to the next."""

    preset: Preset
    """What it is made with."""
    made_at: datetime
    """When it was made: ages and calls count back from here."""
    tencent_port: int = 0
    """Where its clouds are; 0 before they ran."""
    aws_port: int = 0
    done: tuple[str, ...] = ()
    """The stages that are over."""


def place_of(env: Mapping[str, str], given: Path | None = None) -> Path:
    """Return the folder of the demo: the given one, else `demo` in the home folder."""
    return (given or home_folder(env) / FOLDER).absolute()


def refuse_others(env: Mapping[str, str]) -> None:
    """Raise UsageError where the environment leads to a database or a lake that is not of the demo."""
    for name in _OTHERS:
        if env.get(name):
            raise UsageError(
                f"{name} is set",
                why="the demo keeps everything in a folder of its own, and uses no other database",
                mend=f"unset {name}, and run the demo again",
            )


def enter(place: Path, preset: Preset, now: datetime) -> Mark:
    """Return the mark of a home, made where the folder is new or empty.

    Raises UsageError for a folder that holds something and is no demo, and one that can't be written to.
    """
    mark = read_mark(place)
    if mark is not None:
        return mark
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(place.iterdir()):
            raise _foreign(place)
    except OSError as error:
        raise UsageError(
            f"{place} can't be used for the demo", why=error.strerror, mend="name another folder with --home"
        ) from error
    mark = Mark(preset=preset, made_at=now)
    write_mark(place, mark)
    return mark


def read_mark(place: Path) -> Mark | None:
    """Return the mark of a home; None where there is none. Raises UsageError for one that can't be read."""
    try:
        return msgspec.json.decode((place / MARK).read_bytes(), type=Mark)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise UsageError(
            f"{place / MARK} can't be read",
            why="it is damaged, or another version of akwarden wrote it",
            mend="akwarden demo --reset begins anew",
        ) from error


def write_mark(place: Path, mark: Mark) -> None:
    """Keep a mark; raises OSError."""
    path = place / f"{MARK}.new"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(mark)))
    path.replace(place / MARK)


def reset(place: Path) -> list[str]:
    """Delete a demo, and return the names of what else lies there, which stays.

    Raises UsageError for a folder that holds something and is no demo.
    """
    if not place.exists():
        return []
    if not (place / MARK).is_file():
        if any(place.iterdir()):
            raise _foreign(place)
        return []
    with locked(place):
        for name in _OWN:
            path = place / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    left = sorted(one.name for one in place.iterdir())
    if not left:
        with suppress(OSError):
            place.rmdir()
    return left


@contextmanager
def locked(place: Path) -> Iterator[None]:
    """Hold a home; raises UsageError while another demo does."""
    import fcntl  # noqa: PLC0415  not there on Windows, where only scans run

    with (place / _LOCK).open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UsageError(
                f"a demo runs in {place}", mend="end it first, or name another folder with --home"
            ) from error
        yield


def environment_of(place: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of whatever works on the demo: its home, and nothing that leads elsewhere."""
    kept = {name: value for name, value in env.items() if not name.startswith("AKWARDEN_")}
    return kept | {"AKWARDEN_HOME": os.fspath(place)}


def server_environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the server of a demo: what comes by itself elsewhere, the demo sees to."""
    return {**env, **dict.fromkeys(_BY_ITSELF, "0")}


def named_preset(name: str, events: int | None) -> Preset:
    """Return a preset by its name, with another number of events where one is given."""
    found = PRESETS[name]
    return found if events is None else msgspec.structs.replace(found, events=events)


def _foreign(place: Path) -> UsageError:
    return UsageError(
        f"{place} holds something and is no demo",
        why="the demo uses a folder of its own and never mixes with a real home",
        mend="name a new or empty folder with --home",
    )
