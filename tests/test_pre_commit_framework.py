"""The manifest for the pre-commit framework: it can be read, and its command does what it is for."""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.e2e.scans import key_pair
from tests.frontends.cli.program import akwarden, environment
from tests.sources.repositories import Repo

MANIFEST = Path(__file__).resolve().parent.parent / ".pre-commit-hooks.yaml"
GUIDE = MANIFEST.parent / "docs" / "guides" / "hooks.md"
NEEDED = {"id": str, "name": str, "entry": str, "language": str}
KNOWN = NEEDED | {
    "description": str,
    "pass_filenames": bool,
    "always_run": bool,
    "stages": list,
    "minimum_pre_commit_version": str,
}
"""Of all that the framework knows, what stands in ours, each with its type."""
has_framework = pytest.mark.skipif(
    importlib.util.find_spec("pre_commit") is None, reason="the pre-commit framework is not installed"
)


@pytest.fixture
def hook() -> dict[str, Any]:
    """Give the one hook of the manifest."""
    (hook,) = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return dict(hook)


def test_the_manifest_has_what_the_framework_needs_and_nothing_else(hook: dict[str, Any]) -> None:
    assert {key: type(value) for key, value in hook.items()} == KNOWN
    assert hook["id"] == "akwarden"
    assert hook["language"] == "python"
    assert hook["pass_filenames"] is False
    assert hook["stages"] == ["pre-commit"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", hook["minimum_pre_commit_version"])


def test_its_command_refuses_a_key_and_nothing_else(hook: dict[str, Any], tmp_path: Path) -> None:
    repo = Repo(tmp_path / "repo")
    program, *arguments = shlex.split(hook["entry"])
    codes = []
    for content in ("clean", key_pair()):
        repo.write({"app.ini": content})
        repo.git("add", "--all")
        codes.append(akwarden(*arguments, folder=repo.path).returncode)

    assert program == "akwarden"
    assert codes == [0, 1]


def test_the_guide_names_the_hook_by_its_id(hook: dict[str, Any]) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)

    named = [
        one["id"] for block in blocks for repo in yaml.safe_load(block)["repos"] for one in repo["hooks"]
    ]

    assert named == [hook["id"]]


@has_framework
def test_the_framework_takes_the_manifest(tmp_path: Path) -> None:
    done = pre_commit("validate-manifest", str(MANIFEST), folder=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr


@has_framework
def test_the_framework_installs_the_hook_from_a_clone_and_runs_it(tmp_path: Path) -> None:
    ours, project = Repo(tmp_path / "ours"), Repo(tmp_path / "project")
    for name in ("pyproject.toml", "LICENSE", "NOTICE", MANIFEST.name):
        shutil.copy(MANIFEST.parent / name, ours.path)
    shutil.copytree(MANIFEST.parent / "src", ours.path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    used = {"repo": ours.path.as_uri(), "rev": ours.commit(), "hooks": [{"id": "akwarden"}]}
    codes, said = [], []
    for content in ("clean", key_pair()):
        project.write({".pre-commit-config.yaml": yaml.safe_dump({"repos": [used]}), "app.ini": content})
        project.git("add", "--all")
        done = pre_commit("run", folder=project.path)
        codes.append(done.returncode)
        said.append(done.stdout + done.stderr)

    assert codes == [0, 1], said
    assert "Tencent Cloud access key" in said[1]
    assert key_pair().split()[-1] not in said[1]


def pre_commit(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the framework without a network: what it installs finds its dependencies where these tests do."""
    packages = sysconfig.get_path("purelib")
    offline = {
        "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's own twist: a false value here means no isolation
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONPATH": packages,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
    }
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env=environment(folder.parent, offline),
        capture_output=True,
        text=True,
        check=False,
    )
