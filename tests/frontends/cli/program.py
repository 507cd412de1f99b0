"""Runs the program as a user does: in a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

COMMAND = (sys.executable, "-m", "akwarden.frontends.cli.main")


def environment(folder: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give an environment in which everything that akwarden keeps lies in `folder`."""
    unwanted = ("NO_COLOR", "TERM", "PYTHONUTF8", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    own = {
        "AKWARDEN_HOME": str(folder / "home"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "LC_ALL": "C.UTF-8",
    }
    return {**kept, **own, **(extra or {})}


def akwarden(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command in `folder` to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, env),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
