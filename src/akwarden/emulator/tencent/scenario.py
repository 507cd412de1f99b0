"""What is there when an emulator starts: a scenario that ships with akwarden, or one from a file."""

from importlib.resources import files
from pathlib import Path

from akwarden.emulator.tencent.clock import Clock
from akwarden.emulator.tencent.scenarios.building import build
from akwarden.emulator.tencent.scenarios.names import near
from akwarden.emulator.tencent.scenarios.parts import MisfitError
from akwarden.emulator.tencent.scenarios.reading import read_scenario, told
from akwarden.emulator.tencent.scenarios.sheet import MOST_BYTES, Sheet
from akwarden.emulator.tencent.server import empty_cloud, new_cloud
from akwarden.emulator.tencent.state import Cloud
from akwarden.errors import ScenarioError, UsageError

EMPTY = "empty"
_ENDINGS = (".yml", ".yaml")


def load_scenario(name: str, *, seed: int | None = None, clock: Clock | None = None) -> Cloud:
    """Return the cloud of a scenario: `empty`, one that ships with akwarden such as `acme`, or a file's.

    One `seed` gives the same ids, keys and secrets again. Raises UsageError for a name that there is not,
    ScenarioError with line and path for what is wrong in a file, and PolicyError for a policy in it.
    """
    if name == EMPTY:
        cloud, _ = empty_cloud(seed, clock)
        return cloud
    sheet = Sheet(name, _shipped(name) if name in scenario_names() else _content(name))
    wanted = read_scenario(sheet)
    try:
        return build(wanted, new_cloud(seed, clock))
    except MisfitError as error:
        raise told(sheet, error) from error


def scenario_names() -> list[str]:
    """Return the names of the scenarios that ship with akwarden."""
    folder = files("akwarden.emulator.tencent").joinpath("scenarios")
    shipped = (one.name.removesuffix(".yml") for one in folder.iterdir() if one.name.endswith(".yml"))
    return [EMPTY, *sorted(shipped)]


def _shipped(name: str) -> bytes:
    return files("akwarden.emulator.tencent").joinpath("scenarios", f"{name}.yml").read_bytes()


def _content(name: str) -> bytes:
    """Return the content of a file, of which one that is too large is not read to its end."""
    path = Path(name)
    if not name.endswith(_ENDINGS):
        mend = f"{near(name, scenario_names())}; a file's name ends in {' or '.join(_ENDINGS)}"
        raise UsageError(f"there is no scenario {name!r}", mend=mend)
    try:
        # Whoever opens a pipe waits until somebody writes into it.
        if not path.is_file():
            raise _unreadable(name, "it is not a file" if path.exists() else "it does not exist")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _unreadable(name, error.strerror) from error
    except ValueError as error:
        raise _unreadable(name, "no file has such a name") from error


def _unreadable(name: str, why: str | None) -> ScenarioError:
    return ScenarioError(f"{name!r} can't be read", why=why, mend="give the path of a file of YAML")
