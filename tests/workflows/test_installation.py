import json
import shlex
import sys
from importlib.metadata import PathDistribution, distribution
from pathlib import Path
from typing import Any

import pytest

from akwarden.workflows.installation import (
    Origin,
    install_akwarden,
    install_command,
    origin_of,
    own_origin,
)


def installed(folder: Path, told: Any) -> PathDistribution:
    """Give a package that was installed from where this says."""
    made = folder / "one-1.dist-info"
    made.mkdir()
    if told is not None:
        (made / "direct_url.json").write_text(told if isinstance(told, str) else json.dumps(told))
    return PathDistribution(made)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Give a folder that a package can be installed from."""
    made = tmp_path / "my clone"
    made.mkdir()
    (made / "pyproject.toml").touch()
    return made


def test_a_command_installs_into_the_python_that_runs() -> None:
    command = install_command("rich", "httpx", again=True)

    assert sys.executable in command
    assert command.endswith(" rich httpx")


@pytest.mark.parametrize("editable", [False, True])
def test_akwarden_is_installed_from_the_folder_that_it_came_from(clone: Path, *, editable: bool) -> None:
    origin = Origin(clone, editable=editable)

    words = shlex.split(install_akwarden(origin, extra="verify"))

    assert words[-1] == f"{clone}[verify]"
    assert ("--editable" in words) == editable


@pytest.mark.parametrize("again", [False, True])
def test_without_a_folder_there_is_no_command(*, again: bool) -> None:
    assert install_akwarden(None, again=again) == "install akwarden anew from where you have it"


def test_the_folder_is_read_from_what_the_installer_wrote_down(tmp_path: Path, clone: Path) -> None:
    told = {"url": clone.as_uri(), "dir_info": {"editable": True}}

    assert origin_of(installed(tmp_path, told)) == Origin(clone, editable=True)


@pytest.mark.parametrize(
    "told",
    [
        None,
        "{",
        "[]",
        {"url": "https://git.example.com/akwarden", "vcs_info": {"vcs": "git", "commit_id": "0"}},
        {"url": "https://git.example.com/akwarden", "dir_info": {}},
        {"url": "file:///nowhere/akwarden.whl", "archive_info": {}},
        {"url": "file:///nowhere/akwarden", "dir_info": {}},
    ],
)
def test_another_place_or_one_that_is_gone_is_no_folder(tmp_path: Path, told: Any) -> None:
    assert origin_of(installed(tmp_path, told)) is None


def test_this_akwarden_knows_its_folder_unless_it_came_from_elsewhere() -> None:
    assert own_origin() == origin_of(distribution("akwarden"))
