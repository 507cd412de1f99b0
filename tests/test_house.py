"""The promises of the house itself: versions, lock, licences, imports, and the base install."""

import ast
import importlib.metadata
import json
import os
import random
import re
import socket
import string
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pytest_socket import SocketConnectBlockedError
from tests.browser import console

import akwarden

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "akwarden"
LOCK = ROOT / "requirements.lock"
LOCKS = sorted(ROOT.glob("requirements*.lock"))
CONSOLE = SOURCE / "frontends" / "web"
PACKAGES = ROOT / "web" / "package-lock.json"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

LAZY = {"hyperscan", "re2"}
"""Slow or rarely needed: start-up must not pay for them."""

LARGEST_BASE_MB = 40

FREELY = {"0BSD", "Apache-2.0", "BSD-3-Clause", "ISC", "MIT", "Unlicense"}
"""Licences under which a package may become part of the console."""


def requirements(*, extras: Iterable[str] = (), groups: Iterable[str] = ()) -> list[Requirement]:
    """Give the base dependencies, and those of the extras and groups named."""
    lines = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        lines += PROJECT["project"]["optional-dependencies"][extra]
    for group in groups:
        lines += PROJECT["dependency-groups"][group]
    return [Requirement(line) for line in lines]


def locked_versions() -> dict[str, set[str]]:
    """Give each locked package with its versions: more than one where Pythons differ."""
    versions: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE):
        versions.setdefault(canonicalize_name(name), set()).add(version)
    return versions


def imported_packages() -> set[str]:
    """Give the top names of every import in the source, those inside functions included."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
    return found


def run(*command: str | Path, expect: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command to its end and hold it to its exit code."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == expect, f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def uv(*arguments: str | Path) -> None:
    """Run the locked uv: from its cache alone, or with the registry where the cache was emptied."""
    command = (Path(sys.executable).with_name("uv"), "--quiet", *arguments)
    if subprocess.run([*command, "--offline"], cwd=ROOT, capture_output=True, check=False).returncode:
        run(*command)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the sdist, as a release does, and give the folder of both."""
    out = tmp_path_factory.mktemp("dist")
    uv("build", "--python", sys.executable, "--out-dir", out, ROOT)
    return out


@pytest.fixture(scope="module")
def base_install(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel with the base dependencies only, at the locked versions, and give the venv."""
    venv = tmp_path_factory.mktemp("base") / "venv"
    wheel = next(built.glob("*.whl"))
    uv("venv", "--python", sys.executable, venv)
    uv(
        "pip",
        "install",
        "--python",
        venv / "bin" / "python",
        "--compile-bytecode",
        "--constraints",
        LOCK,
        wheel,
    )
    return venv


def test_versions_agree() -> None:
    assert PROJECT["project"]["version"] == akwarden.__version__
    assert importlib.metadata.version("akwarden") == akwarden.__version__


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_pins_every_package_by_hash(lock: Path) -> None:
    entries = re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8"))[1:]

    loose = [
        entry.splitlines()[0] for entry in entries if not re.search(r"==\S+.*\\\n +--hash=sha256:", entry)
    ]

    assert len(entries) > (len(requirements()) if lock == LOCK else 0)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_names_no_host_and_no_place_on_a_disk(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert re.findall(r"\w+://\S+|--\w*index\S*|--find-links.*|(?<![\w.])/\w+/\S+", text) == []


def test_lock_of_the_console_has_hashes_and_no_addresses() -> None:
    packages = locked_packages()

    assert len(packages) > 50
    # What lies inside of another package is covered by the hash of that one.
    loose = [name for name, package in packages.items() if not {"integrity", "inBundle"} & package.keys()]
    assert loose == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_nothing_that_the_console_ships_is_gpl_or_agpl() -> None:
    shipped = {
        name: package.get("license")
        for name, package in locked_packages().items()
        if not {"dev", "devOptional"} & package.keys()
    }

    assert len(shipped) > 10
    assert {name: licence for name, licence in shipped.items() if licence not in FREELY} == {}


def locked_packages() -> dict[str, Any]:
    """Give what the lock of the console says of each package, by its place."""
    packages = json.loads(PACKAGES.read_text(encoding="utf-8"))["packages"]
    return {name: package for name, package in packages.items() if name}


def test_lock_satisfies_the_project() -> None:
    locked = locked_versions()

    unmet = [
        str(wanted)
        for wanted in requirements(extras=["server"], groups=PROJECT["dependency-groups"])
        if not any(wanted.specifier.contains(v) for v in locked.get(canonicalize_name(wanted.name), ()))
    ]

    assert unmet == []


def test_nothing_we_require_is_gpl_or_agpl() -> None:
    refused = {
        name: licence
        for name in closure("akwarden", extras={"server"})
        for licence in licences(name)
        if re.search(r"(?<!L)GPL|(?<!Lesser )General Public|Affero|unknown", licence)
    }

    assert refused == {}


def closure(name: str, extras: set[str]) -> set[str]:
    """Give every installed package that this one needs here, with these extras."""
    found: set[str] = set()
    waiting = [(name, frozenset(extras))]
    seen = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        found.add(name)
        for line in importlib.metadata.requires(name) or ():
            needed = Requirement(line)
            if not needed.marker or any(needed.marker.evaluate({"extra": extra}) for extra in (*wanted, "")):
                waiting.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    return found


def licences(name: str) -> list[str]:
    """Give the licence statements of an installed package, first lines only: some paste the whole text."""
    installed = importlib.metadata.distribution(name)
    said = [
        *installed.metadata.get_all("License-Expression", []),
        *installed.metadata.get_all("License", []),
        *(line for line in installed.metadata.get_all("Classifier", []) if line.startswith("License ::")),
    ] or [path.read_text() for path in installed.files or () if path.name.startswith("LICENSE")]
    return [text.strip().partition("\n")[0] for text in said] or ["unknown"]


def test_source_imports_each_base_dependency_and_nothing_undeclared() -> None:
    owners = importlib.metadata.packages_distributions()
    # Several packages may share a namespace, as those of one SDK do: one of them is enough.
    imported = [
        {canonicalize_name(owner) for owner in owners.get(package, [package])}
        for package in imported_packages() - set(sys.stdlib_module_names) - {"akwarden"}
    ]

    base = {canonicalize_name(wanted.name) for wanted in requirements()}
    declared = {
        canonicalize_name(wanted.name)
        for wanted in requirements(extras=PROJECT["project"]["optional-dependencies"])
    }

    assert base - set().union(*imported) == set(), "declared for the base, imported nowhere"
    assert [owners for owners in imported if not owners & declared] == [], "imported, declared nowhere"


def test_start_up_imports_nothing_slow() -> None:
    code = "import sys, akwarden.frontends.cli.main; print(*sys.modules)"

    modules = set(run(sys.executable, "-c", code).stdout.split())

    assert modules & LAZY == set()


def test_network_is_shut_but_for_loopback_and_unix_sockets(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        client.connect(str(tmp_path / "socket"))

    with pytest.raises(SocketConnectBlockedError), pytest.warns(UserWarning, match="tried to use socket"):
        socket.create_connection(("203.0.113.1", 443), timeout=1)


def test_change_fragments_have_a_number_and_a_known_type() -> None:
    types = "|".join(kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"])

    names = {path.name for path in (ROOT / "changelog.d").iterdir()} - {"README.md"}

    assert {name for name in names if not re.fullmatch(rf"\d+\.({types})\.md", name)} == set()


def test_wheel_and_sdist_hold_the_whole_package(built: Path) -> None:
    package = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        in_wheel = set(wheel.namelist())
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        in_sdist = {name.partition("/")[2] for name in sdist.getnames()}

    assert any(name.startswith("akwarden/rules/secret/") for name in package)
    assert package - in_wheel == set()
    assert {f"src/{name}" for name in package} - in_sdist == set()
    assert {name.partition("/")[0] for name in in_wheel} == {
        "akwarden",
        f"akwarden-{akwarden.__version__}.dist-info",
    }


@pytest.fixture(scope="module")
def console_files() -> dict[str, bytes]:
    """Give the files of the built console; skips where it was not built, which in CI is a failure."""
    if not (CONSOLE / "index.html").is_file():
        message = "the console is not built: make web"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return {
        path.relative_to(CONSOLE).as_posix(): path.read_bytes()
        for path in CONSOLE.rglob("*")
        if path.is_file()
    }


def test_wheel_and_sdist_carry_the_built_console(built: Path, console_files: dict[str, bytes]) -> None:
    wanted = re.findall(rb'(?:src|href)="/([^"]+)"', console_files["index.html"])

    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        in_wheel = {name: wheel.read(f"akwarden/frontends/web/{name}") for name in console_files}
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        in_sdist = {name.partition("/frontends/web/")[2] for name in sdist.getnames()}

    assert len(wanted) >= 3
    assert {name.decode() for name in wanted} - console_files.keys() == set()
    assert in_wheel == console_files
    assert console_files.keys() - in_sdist == set()


def test_the_console_names_every_package_whose_code_it_holds_with_its_free_licence(
    console_files: dict[str, bytes],
) -> None:
    told = re.findall(
        r"^={80}\n(\S+) (\S+) \((\S+)\)\n={80}\n\n(.+?)(?=^={80}$|\Z)",
        console_files["licenses.txt"].decode(),
        re.MULTILINE | re.DOTALL,
    )
    # The bundler knows what is in the scripts; of the style sheet, the marks of licences in it do.
    bundled = {
        (one["name"], one["version"]) for one in json.loads(console_files[".vite/licenses.json"].decode())
    }
    styles = b"".join(content for name, content in console_files.items() if name.endswith(".css"))
    bundled |= {
        (name.decode(), version.decode()) for name, version in re.findall(rb"/\*! (\w+) v([\d.]+)", styles)
    }

    direct = set(json.loads((ROOT / "web" / "package.json").read_text(encoding="utf-8"))["dependencies"])
    named = {(name, version): (licence, text) for name, version, licence, text in told}
    locked = {
        (place.rpartition("node_modules/")[2], one["version"], one.get("license"))
        for place, one in locked_packages().items()
    }
    assert named.keys() == bundled
    assert "tailwindcss" in {name for name, _ in named}
    assert direct - {name for name, _ in named} == set()
    assert {(*of, licence) for of, (licence, _) in named.items()} - locked == set()
    assert {licence for licence, _ in named.values()} - FREELY == set()
    assert [of for of, (_, text) in named.items() if "copyright" not in text.lower()] == []


def test_installed_wheel_serves_the_console_without_node(
    built: Path, console_files: dict[str, bytes], tmp_path: Path
) -> None:
    venv = tmp_path / "venv"
    uv("venv", "--python", sys.executable, venv)
    uv("pip", "install", "--no-deps", "--python", venv / "bin" / "python", next(built.glob("*.whl")))
    # What the server needs lies beside; the .pth file there, by which this checkout is found, does not count.
    site = next(venv.glob("lib/python*/site-packages"))
    (site / "beside.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")

    with console.running(
        tmp_path / "home", "up", program=venv / "bin" / "akwarden", path="/nowhere"
    ) as running:
        served = {name: fetch(f"{running.origin}/{name}") for name in console_files if is_served(name)}

    assert len(served) > 5
    assert served == {name: console_files[name] for name in served}


def is_served(name: str) -> bool:
    """Say whether a file is sent under its own name: no form of another one, and nothing about the build."""
    return not name.endswith((".br", ".gz", ".map")) and not name.startswith(".")


def fetch(url: str) -> bytes:
    """Give what a server on this machine sends."""
    with urlopen(url, timeout=30) as answer:  # noqa: S310  an address of ours
        body: bytes = answer.read()
    return body


def test_base_install_alone_finds_a_planted_key(base_install: Path, tmp_path: Path) -> None:
    letters = random.Random(20221121)
    key_id = "AKID" + "".join(letters.choices(string.ascii_letters + string.digits, k=32))
    secret = "".join(letters.choices(string.ascii_letters + string.digits, k=32))
    (tmp_path / "config.py").write_text(
        f'secret_id = "{key_id}"\nsecret_key = "{secret}"\n', encoding="utf-8"
    )

    done = run(base_install / "bin" / "akwarden", "scan", "--format", "jsonl", tmp_path, expect=1)

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    findings = [line for line in lines if line["schema"] == "akwarden.finding/1"]
    assert [(line["key_id"], line["parts"]) for line in findings] == [(key_id, ["key_id", "secret"])]
    assert lines[-1]["schema"] == "akwarden.coverage/1"
    assert secret not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["accounts", "list"],
        ["sync"],
        ["keys", "list"],
        ["leaks", "list"],
        ["vault", "list"],
        ["audit-log", "list"],
        ["backup", "state.backup"],
    ],
    ids=" ".join,
)
def test_base_install_says_what_a_command_beyond_the_scanner_needs(
    command: list[str], base_install: Path
) -> None:
    done = run(base_install / "bin" / "akwarden", *command, expect=2)

    assert "its extra `server`" in done.stderr


def test_base_install_stays_small(base_install: Path) -> None:
    site = next(base_install.glob("lib/python*/site-packages"))

    size = sum(
        path.lstat().st_size
        for path in site.rglob("*")
        if path.is_file() and not path.relative_to(site).parts[0].startswith(("pip", "setuptools"))
    )

    megabytes = size / 1_000_000
    print(f"The base install takes {megabytes:.1f} MB.")  # noqa: T201 - the number is asked for, shown by -rP
    assert megabytes < LARGEST_BASE_MB
