"""The browser that the tests drive: a Chromium of this machine, which reaches nothing but loopback."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FOUND = subprocess.run([ROOT / "tools" / "chromium.sh"], capture_output=True, text=True, check=False)
"""Asked when this is imported: a test sees nothing that AKWARDEN_TEST_CHROMIUM says."""

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # What is not on this machine has no address, a number no more than a name, whatever asks for it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def program() -> Path:
    """Return the browser's path; skips the test where there is none, which in CI is a failure."""
    if FOUND.returncode:
        if os.environ.get("CI"):
            pytest.fail(FOUND.stderr.strip())
        pytest.skip(FOUND.stderr.strip())
    return Path(FOUND.stdout.strip())


@contextmanager
def running(home: Path, *flags: str) -> Iterator[Browser]:
    """Give a browser with more flags; what it keeps of its own lands in the folder `home`."""
    # As root a Chromium refuses to run in its sandbox.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program(),
            args=[*FLAGS, *sandbox, *flags],
            env={**os.environ, "HOME": str(home)},
        )
        try:
            yield browser
        finally:
            browser.close()
