"""Scans in a process whose memory is measured, and may be bounded."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.e2e.scans import Said, read_lines
from tests.frontends.cli.program import environment

_PROGRAM = """
import re, resource, sys
from pathlib import Path
from akwarden.frontends.cli.main import main

if int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
code = main(sys.argv[2:])
# Not ru_maxrss, which counts what the process was before it became this program.
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
sys.stderr.write(f"\\n{peak[1]}\\n")
sys.exit(code)
"""


@dataclass
class Measured:
    """What a scan said, and the most memory that it took."""

    said: Said
    megabytes: float


def measured(*arguments: str, folder: Path, largest_file: int = 0) -> Measured:
    """Scan, and measure; `largest_file` bounds what may be written into one file, as a full disk does."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell how much memory a process took")
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(largest_file), "scan", *arguments, "--format", "jsonl"],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        check=False,
    )
    stderr = done.stderr.decode()
    assert done.stdout, stderr
    said = read_lines(done.stdout.decode().splitlines(), done.returncode, stderr)
    return Measured(said, int(stderr.split()[-1]) / 1024)
