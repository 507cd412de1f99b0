"""Scans as a user who may read nothing that is not for all.

The tests may run as root, to whom nothing is forbidden; then a child process gives its rights up. It does so
after a first scan, since afterwards it may not even reach the Python it would import from.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PROGRAM = """
import os, sys
from akwarden.frontends.cli.main import main

assert main(["scan", "warm-up", "--format", "jsonl", "--output", os.devnull]) == 0
main(["scan", "no-such-target"])
sys.stderr.write("--\\n")
if not os.geteuid():
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def open_folder() -> Iterator[Path]:
    """Give a temporary folder that everybody can reach; those of pytest are for their owner only."""
    folder = Path(tempfile.mkdtemp(prefix="akwarden-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for path in folder.rglob("*"):
            if path.is_dir():
                path.chmod(0o755)
        shutil.rmtree(folder)


def as_nobody(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one command without rights, and give what it said."""
    repository = folder / "warm-up"
    subprocess.run(["git", "init", "--quiet", str(repository)], check=True)
    home = {"AKWARDEN_HOME": str(folder / "home"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments],
        cwd=folder,
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    done.stderr = done.stderr.partition("--\n")[2]
    return done
