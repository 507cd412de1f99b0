"""Runs commands of the vault as a user does: values come through a pipe, or are typed on a terminal."""

import os
import select
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.frontends.cli import program
from tests.frontends.cli.program import COMMAND, environment

# Starts a program with a terminal of its own, which is its standard input, output and error.
_ON_A_TERMINAL = """
import os, pty, sys
code = pty.spawn(sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(code))
"""


def fed(
    *arguments: str, folder: Path, given: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run one command to its end, with `given` on its standard input."""
    return program.fed(*arguments, folder=folder, given=given, env=env)


def typed(*arguments: str, folder: Path, answers: Sequence[tuple[str, str]]) -> tuple[int, str]:
    """Run one command on a terminal and answer what it asks; give the exit code and what was to be seen."""
    process = subprocess.Popen(
        [sys.executable, "-c", _ON_A_TERMINAL, *COMMAND, *arguments],
        cwd=folder,
        env=environment(folder, {"TERM": "dumb"}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    seen, left = "", list(answers)
    with process.stdin, process.stdout:
        while True:
            readable, _, _ = select.select([process.stdout], [], [], 60)
            assert readable, f"it waits for something: {seen}"
            piece = os.read(process.stdout.fileno(), 4096)
            if not piece:
                break
            seen += piece.decode()
            while left and left[0][0] in seen:
                process.stdin.write(left.pop(0)[1].encode() + b"\n")
                process.stdin.flush()
    return process.wait(200), seen
