"""What the tests of hooks share: a git that may be refused, hooks that the program installs, and logs."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.e2e.scans import Line
from tests.frontends.cli.program import akwarden, environment
from tests.sources.repositories import Repo, run_git

LOG = "akwarden-skips.jsonl"


def attempt(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run git, which may be refused."""
    return subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env=environment(folder.parent, env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def install(*arguments: str, folder: Path, env: Mapping[str, str] | None = None) -> Path:
    """Install a hook, and give its file."""
    done = akwarden("hook", "install", *arguments, folder=folder, env=env)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.partition(": checks ")[0])


def skips(folder: Path, name: str = LOG) -> list[Line]:
    """Give the records of a log."""
    path = folder / name
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def without_akwarden(hook: Path) -> dict[str, str]:
    """Make a hook lose its program; give the environment in which none is on PATH."""
    lines = hook.read_text().splitlines(keepends=True)
    gone = ["akwarden=/nowhere/akwarden\n" if line.startswith("akwarden=") else line for line in lines]
    hook.write_text("".join(gone))
    return {"PATH": f"{Path(shutil.which('git') or '').parent}{os.pathsep}/usr/bin{os.pathsep}/bin"}


def served(folder: Path, name: str = "server.git") -> tuple[Repo, Repo]:
    """Give a bare repository and one with a first commit that pushes to it."""
    server = Repo(folder / name, "--bare")
    repo = Repo(folder / f"{name}-clone")
    repo.git("remote", "add", "origin", str(server.path))
    repo.commit({"a.txt": "clean"})
    return server, repo


def has(server: Repo, object_id: str) -> bool:
    """Say whether a repository has an object."""
    return run_git("cat-file", "-t", object_id, folder=server.path, ok=(0, 128)) != ""
