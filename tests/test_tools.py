"""The scripts that `make` runs before Python is set up, each in a tree of its own with programs made up."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / "tools"


def program(path: Path, *lines: str) -> None:
    """Write a shell script that can be run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)


def run(
    root: Path, *command: str, first: Path | None = None, expect: int = 0
) -> subprocess.CompletedProcess[str]:
    """Run a command in a tree, with a folder before all others on PATH."""
    path = f"{first}{os.pathsep}{os.environ['PATH']}" if first else os.environ["PATH"]
    env = {**os.environ, "PATH": path, "MAKE": "make"}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    return done


@pytest.fixture
def node_tree(tmp_path: Path) -> Path:
    """Give a tree in which the Node.js of the lock is installed already, and says that it is it."""
    shutil.copytree(TOOLS, tmp_path / "tools")
    (tmp_path / "requirements-node.lock").write_text("pinned\n", encoding="utf-8")
    for name in ("node", "npm"):
        program(tmp_path / ".tools-node" / "bin" / name, f'echo "the {name} of the lock: $*"')
    (tmp_path / ".tools-node" / ".done").write_text("pinned\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("node", "npm", "taken"),
    [
        ("20.19.0", "10.8.2", True),
        ("22.12.0", "10.9.0", True),
        ("24.1.0", "11.3.0", True),
        ("26.0.0", "12.0.1", True),
        ("18.20.4", "10.8.2", False),
        ("20.18.9", "10.8.2", False),
        ("21.7.3", "10.8.2", False),
        ("22.9.0", "10.9.0", False),
        ("22.11.0", "10.9.0", False),
        ("24.1.0", "9.9.3", False),
    ],
)
def test_node_of_the_machine_is_taken_when_it_is_new_enough(
    node: str, npm: str, node_tree: Path, *, taken: bool
) -> None:
    first = node_tree / "machine"
    program(first / "node", f"echo v{node}")
    program(first / "npm", f'[ "$1" = --version ] && echo {npm} || echo "the npm of the machine: $*"')

    said = run(node_tree, "tools/node.sh", "npm", "run", "two words", first=first).stdout

    assert said == f"the npm of the {'machine' if taken else 'lock'}: run two words\n"


def test_node_without_npm_is_not_taken(node_tree: Path) -> None:
    first = node_tree / "machine"
    program(first / "node", "echo v24.1.0")
    program(first / "npm", "exit 127")

    said = run(node_tree, "tools/node.sh", "node", "--version", first=first).stdout

    assert said == "the node of the lock: --version\n"


@pytest.fixture
def web_tree(tmp_path: Path) -> Path:
    """Give a tree with a console to build, in which npm writes down what it was asked for."""
    (tmp_path / "tools").mkdir()
    shutil.copy(TOOLS / "web.sh", tmp_path / "tools")
    program(
        tmp_path / "tools" / "node.sh",
        'echo "$*" >>asked',
        "mkdir -p web/node_modules src/akwarden/frontends/web",
        "[ ! -e broken ] || exit 1",
        "[ $4 = ci ] || echo built >src/akwarden/frontends/web/index.html",
    )
    (tmp_path / "web" / "src").mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "src/main.tsx", "src/a file.ts"):
        (tmp_path / "web" / name).write_text(f"{name}\n", encoding="utf-8")
    return tmp_path


INSTALL = "npm --prefix web ci --ignore-scripts"
BUILD = "npm --prefix web run build"


def asked(root: Path, *arguments: str, expect: int = 0) -> list[str]:
    """Run the script, and give what it asked npm for."""
    (root / "asked").unlink(missing_ok=True)
    run(root, "tools/web.sh", *arguments, expect=expect)
    return (root / "asked").read_text().splitlines() if (root / "asked").exists() else []


def test_console_is_built_once(web_tree: Path) -> None:
    assert asked(web_tree, "packages") == [INSTALL]
    assert asked(web_tree) == [BUILD]
    assert asked(web_tree) == []
    (web_tree / "web" / "src" / "main.tsx").touch()
    assert asked(web_tree) == []


def test_console_is_built_anew_when_anything_changed(web_tree: Path) -> None:
    web = web_tree / "web"
    asked(web_tree)

    (web / "src" / "main.tsx").write_text("other\n", encoding="utf-8")
    assert asked(web_tree) == [BUILD]
    (web / "src" / "a file.ts").unlink()
    assert asked(web_tree) == [BUILD]
    (web / "package-lock.json").write_text("newer\n", encoding="utf-8")
    assert asked(web_tree) == [INSTALL, BUILD]
    shutil.rmtree(web_tree / "src")
    assert asked(web_tree) == [BUILD]


def test_build_that_fails_is_tried_again(web_tree: Path) -> None:
    asked(web_tree)
    (web_tree / "web" / "src" / "main.tsx").write_text("wrong\n", encoding="utf-8")
    (web_tree / "broken").touch()

    assert asked(web_tree, expect=1) == [BUILD]
    assert asked(web_tree, expect=1) == [BUILD]
    (web_tree / "broken").unlink()
    assert asked(web_tree) == [BUILD]


def test_browser_that_is_named_is_taken_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "my-browser", "true")

    monkeypatch.setenv("AKWARDEN_TEST_CHROMIUM", str(tmp_path / "my-browser"))
    assert run(TOOLS, "./chromium.sh").stdout.strip() == str(tmp_path / "my-browser")
    monkeypatch.setenv("AKWARDEN_TEST_CHROMIUM", str(tmp_path / "nowhere"))
    assert "which is no program" in run(TOOLS, "./chromium.sh", expect=1).stderr


def test_browser_of_the_machine_is_found(tmp_path: Path) -> None:
    program(tmp_path / "chromium", "true")

    assert run(TOOLS, "./chromium.sh", first=tmp_path).stdout.strip() == str(tmp_path / "chromium")


def test_stages_end_with_the_first_that_fails(tmp_path: Path) -> None:
    program(tmp_path / "make", '[ "$2" != second ] || exit 3')

    done = run(TOOLS, "./stages.sh", "first", "second", "third", first=tmp_path, expect=3)

    assert [line.split()[0] for line in done.stdout.splitlines()[2:]] == ["first", "second"]
    assert "FAILED" in done.stdout
