"""What holds for every test: an environment of its own, and how hard hypothesis tries.

The network block, the markers and the warnings are options of pytest, in pyproject.toml.
"""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No deadline: a loaded machine is no defect. In CI the examples are the same in each run.
settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("soak", deadline=None, max_examples=10_000)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")


# Beside the thousands of tests that stay in memory, looking for cycles as often as Python does takes long.
gc.set_threshold(50_000, 20, 20)


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
