"""What holds for every test: an environment of its own, and how hard hypothesis tries.

The network block, the markers and the warnings are options of pytest, in pyproject.toml.
"""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# A loaded machine is no defect, so there is neither a deadline nor a check of how fast examples are made.
# In CI these are the same in each run. Tests that suppress other checks name this one, too.
_SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("everyday", _SLOW)
settings.register_profile("ci", _SLOW, derandomize=True, database=None, print_blob=True)
settings.register_profile("soak", _SLOW, max_examples=10_000)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")


_FILES = 8192
"""How many files a process may have open; a thousand clients and their server have 2,000 sockets."""

# Beside the thousands of tests that stay in memory, looking for cycles as often as Python does takes long.
gc.set_threshold(50_000, 20, 20)


def pytest_configure() -> None:
    """Let this process and its children open more files than many systems allow at first."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not there on Windows

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _FILES if most == resource.RLIM_INFINITY else min(_FILES, most)
    if now not in {resource.RLIM_INFINITY, wanted} and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def pytest_sessionfinish() -> None:
    """Stop the processes that tests shared, where any of them took one."""
    for name in ("tests.store.databases", "tests.frontends.cli.warm"):
        shared = sys.modules.get(name)
        if shared is not None:
            shared.ENDS.close()


@pytest.fixture(scope="session", autouse=True)
def _own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings, the home and the git configuration of whoever runs the tests out of them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AKWARDEN_", "GIT_"))]:
            patch.delenv(name)
        patch.setenv("AKWARDEN_HOME", str(tmp_path_factory.mktemp("akwarden-home")))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Test Person")
            patch.setenv(f"GIT_{role}_EMAIL", "test@example.com")
        yield
