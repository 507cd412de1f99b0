"""The manifest for the pre-commit framework: it can be read, and its command does what it is for."""

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.e2e.scans import key_pair
from tests.frontends.cli.program import akwarden
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
def test_the_framework_takes_the_manifest() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
