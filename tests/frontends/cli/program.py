"""Runs the program as a user does: in a process of its own, with an environment of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.frontends.cli.warm import run_warm, warm

from akwarden.workflows.ruleset import load_ruleset

COMMAND = (sys.executable, "-m", "akwarden.frontends.cli.main")


@cache
def _compiled() -> TemporaryDirectory[str]:
    """Compile the rules as a first start does; once in each process, since it takes seconds."""
    folder = TemporaryDirectory(prefix="akwarden-rules-")
    load_ruleset(cache=Path(folder.name))
    return folder


def with_rules(cache: Path) -> Path:
    """Let a cache hold the compiled rules, as it does from the first start on."""
    rules = cache / "akwarden" / "rules"
    if not cache.exists():
        rules.mkdir(parents=True, mode=0o700)
        for file in (Path(_compiled().name) / "rules").iterdir():
            (rules / file.name).hardlink_to(file)
    return cache


def environment(folder: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give an environment in which everything that akwarden keeps lies in `folder`."""
    unwanted = ("NO_COLOR", "TERM", "PYTHONUTF8", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    given = extra or {}
    cache = given.get("XDG_CACHE_HOME") or str(with_rules(folder / "cache"))
    own = {"AKWARDEN_HOME": str(folder / "home"), "XDG_CACHE_HOME": cache, "LC_ALL": "C.UTF-8"}
    return {**kept, **own, **given}


def akwarden(
    *arguments: str, folder: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command in `folder` to its end."""
    return as_text(fed(*arguments, folder=folder, env=env))


def fed(
    *arguments: str,
    folder: Path,
    given: bytes | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float = 240,
) -> subprocess.CompletedProcess[bytes]:
    """Run one command in `folder` to its end, with `given` on its standard input, or nothing at all there."""
    whole = environment(folder, env)
    if warm(whole):
        return run_warm(arguments, cwd=folder, env=whole, given=given, timeout=timeout)
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=whole,
        input=given or b"",
        capture_output=True,
        check=False,
        timeout=timeout,
    )


def as_text(done: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[str]:
    """Read what a command said as text, with each end of a line as one character."""
    said = (
        io.TextIOWrapper(io.BytesIO(stream), encoding="utf-8").read() for stream in (done.stdout, done.stderr)
    )
    return subprocess.CompletedProcess(done.args, done.returncode, *said)


class Done(NamedTuple):
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


_EACH = """
import contextlib, io, json, sys
from akwarden.frontends.cli.main import main

for line in sys.stdin:
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    with contextlib.redirect_stdout(streams[0]), contextlib.redirect_stderr(streams[1]):
        code = main(json.loads(line))
    said = []
    for stream in streams:
        stream.flush()
        said.append(stream.buffer.getvalue().decode())
    print(json.dumps([int(code), *said]))
"""


def akwarden_each(commands: Sequence[Sequence[str]], folder: Path) -> list[Done]:
    """Run commands one after the other in one process, since most of the time goes into its start."""
    done = subprocess.run(
        [sys.executable, "-c", _EACH],
        input="".join(f"{json.dumps(list(command))}\n" for command in commands),
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=250,
    )
    return [Done(*json.loads(line)) for line in done.stdout.splitlines()]
