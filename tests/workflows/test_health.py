import os
import re
from importlib.metadata import requires
from pathlib import Path

import pytest

import akwarden
from akwarden.settings import ScanSettings
from akwarden.workflows.health import (
    EXTRAS_IN_USE,
    Check,
    Status,
    check_encoding,
    check_folder,
    check_git,
    check_home,
    check_library,
    check_packages,
    check_platform,
    check_python,
    check_rules,
    check_settings,
    check_temporary,
    checks,
    group_requirements,
    judge_extra,
    judge_git,
    judge_packages,
)
from akwarden.workflows.installation import Origin, install_command

SOURCES = Path(akwarden.__file__).parent
IMPORT = re.compile(r"^\s*(?:import|from) (\w+)", re.MULTILINE)
WORKS = Check("hyperscan", Status.OK, "works")
ANYONE_MAY_WRITE = os.name != "posix" or os.geteuid() == 0


def test_every_check_has_a_name_of_its_own_and_a_mend_only_where_it_is_not_ok(tmp_path: Path) -> None:
    found = list(checks({"AKWARDEN_HOME": str(tmp_path / "home")}, start=tmp_path, cache=tmp_path / "cache"))

    assert len({check.name for check in found}) == len(found)
    assert [check for check in found if (check.status is Status.OK) == bool(check.mend)] == []


@pytest.mark.parametrize(
    ("version", "status"), [((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok"), ((4, 0, 0), "ok")]
)
def test_python_must_be_new_enough(version: tuple[int, ...], status: str) -> None:
    assert check_python(version).status == status


@pytest.mark.parametrize(
    ("system", "machine", "status"),
    [
        ("linux", "x86_64", "ok"),
        ("linux", "aarch64", "ok"),
        ("darwin", "arm64", "ok"),
        ("linux", "riscv64", "warn"),
        ("freebsd14", "amd64", "warn"),
    ],
)
def test_other_platforms_get_a_warning(system: str, machine: str, status: str) -> None:
    assert check_platform(system, machine).status == status


# Libraries and programs


def test_a_library_that_works_is_ok() -> None:
    assert check_library("json", "import json; json.loads('1')").status is Status.OK


def test_a_library_that_is_missing_is_named_with_its_command() -> None:
    check = check_library("nowhere", "import nowhere_at_all")

    assert check.status is Status.FAIL
    assert check.detail == "ModuleNotFoundError: No module named 'nowhere_at_all'"
    assert check.mend == install_command("nowhere", again=True)


def test_a_library_that_computes_wrongly_is_found_out() -> None:
    assert check_library("one", "raise SystemExit('it found nothing')").detail == "it found nothing"


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_a_library_that_kills_its_process_does_not_kill_the_doctor() -> None:
    check = check_library("one", "import os, signal; os.kill(os.getpid(), signal.SIGILL)")

    assert check.status is Status.FAIL
    assert check.detail.startswith("it ended with SIGILL")


@pytest.mark.parametrize(
    ("answer", "status", "detail"),
    [
        ("git version 2.39.5\n", "ok", "2.39.5"),
        ("git version 2.31.0.windows.1\n", "ok", "2.31.0.windows.1"),
        ("git version 2.39.5 (Apple Git-154)\n", "ok", "2.39.5"),
        ("git version 3.0.1\n", "ok", "3.0.1"),
        ("git version 2.30.9\n", "fail", "2.30.9 is older than 2.31"),
        ("git version 2.9.0\n", "fail", "2.9.0 is older than 2.31"),
        ("no such thing\n", "fail", "it does not say its version"),
        (None, "fail", "not found: git histories can't be scanned"),
    ],
)
def test_git_must_be_new_enough(answer: str | None, status: str, detail: str) -> None:
    check = judge_git(answer)

    assert (check.status, check.detail) == (status, detail)


@pytest.mark.skipif(os.name != "posix", reason="the stand-in is a shell script")
def test_git_is_looked_for_on_the_search_path_given(tmp_path: Path) -> None:
    program = tmp_path / "git"
    program.write_text("#!/bin/sh\necho git version 1.8.3\n")
    program.chmod(0o755)

    assert check_git(str(tmp_path)).detail == "1.8.3 is older than 2.31"


# Settings and folders


def test_valid_settings_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "akwarden.toml").write_text("[scan]\nthreads = 3\n")

    check, scan, home = check_settings({"AKWARDEN_HOME": str(tmp_path / "home")}, tmp_path)

    assert (check.status, scan.threads, home) == (Status.OK, 3, tmp_path / "home")


def test_wrong_settings_give_way_to_the_defaults(tmp_path: Path) -> None:
    env = {"AKWARDEN_HOME": str(tmp_path / "home"), "AKWARDEN_SCAN_THREADS": "many"}

    check, scan, home = check_settings(env, tmp_path)

    assert (check.status, scan, home) == (Status.FAIL, ScanSettings(), tmp_path / "home")
    assert check.mend == "correct or remove AKWARDEN_SCAN_THREADS"


def test_a_folder_that_can_be_written_to_is_ok_and_left_empty(tmp_path: Path) -> None:
    assert check_folder("folder", tmp_path) == Check("folder", Status.OK, f"{tmp_path}: writable")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_absent_is_ok_and_stays_absent(tmp_path: Path) -> None:
    check = check_folder("folder", tmp_path / "a" / "b")

    assert (check.status, list(tmp_path.iterdir())) == (Status.OK, [])


def test_a_user_without_a_home_is_told_how_to_give_one() -> None:
    check = check_folder("cache folder", Path(os.devnull, "akwarden"))

    assert (check.status, check.mend) == (Status.WARN, "set HOME to a folder that you may write to")


def test_a_file_in_the_place_of_a_folder_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a").touch()

    assert check_folder("folder", tmp_path / "a").status is Status.WARN
    assert check_folder("folder", tmp_path / "a" / "b").status is Status.WARN


@pytest.mark.skipif(ANYONE_MAY_WRITE, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written_to_is_a_warning(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    assert check_folder("folder", tmp_path).status is Status.WARN
    assert check_folder("folder", tmp_path / "a").status is Status.WARN


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_home_that_others_may_enter_is_a_warning_with_its_command(tmp_path: Path) -> None:
    home = tmp_path / "my home"
    home.mkdir(mode=0o755)

    check = check_home(home)

    assert (check.status, check.mend) == (Status.WARN, f"chmod 700 '{home}'")


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_home_of_ones_own_is_ok(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    assert check_home(home).status is Status.OK


@pytest.mark.parametrize(("needed", "status"), [(0, "ok"), (1 << 62, "warn")])
def test_room_for_unpacking_is_compared_with_the_limit(needed: int, status: str) -> None:
    assert check_temporary(needed).status == status


@pytest.mark.parametrize(
    ("encoding", "status"), [("utf-8", "ok"), ("UTF8", "ok"), ("iso8859-1", "warn"), ("", "warn")]
)
def test_an_encoding_other_than_utf_8_is_a_warning(encoding: str, status: str) -> None:
    assert check_encoding({"files": "utf-8", "output": encoding}).status == status


# Rules and packages


def test_the_built_in_rules_compile() -> None:
    assert check_rules([], WORKS).status is Status.OK


def test_a_broken_rule_of_ones_own_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text("id: [")

    check = check_rules([tmp_path], WORKS)

    assert check.status is Status.FAIL
    assert "mine.yml" in check.detail


def test_rules_are_not_tried_without_a_working_hyperscan() -> None:
    broken = Check("hyperscan", Status.FAIL, "broken", "install it")

    assert check_rules([], broken).mend == "install it"


def test_requirements_are_grouped_by_their_optional_part() -> None:
    lines = [
        "click>=8.2",
        "rich",
        "duckdb>=1.4; extra == 'server'",
        'ibis-framework[duckdb,x]>=12; python_version > "3" and extra == "server"',
    ]

    assert group_requirements(lines) == {
        "": ["click", "rich"],
        "server": ["duckdb", "ibis-framework[duckdb,x]"],
    }


def test_a_missing_package_is_named_with_its_command() -> None:
    check = judge_packages(["rich"])

    assert (check.status, check.mend) == (Status.WARN, install_command("rich"))


def test_to_be_without_an_optional_part_is_no_fault_and_the_command_is_shown(tmp_path: Path) -> None:
    check = judge_extra("verify", ["httpx"], Origin(tmp_path))

    assert (check.status, check.mend) == (Status.OK, None)
    assert check.detail.startswith("not installed; to have it: ")
    assert check.detail.endswith(f" '{tmp_path}[verify]'")


def test_the_packages_of_this_environment_are_complete() -> None:
    first, *rest = check_packages()

    assert (first.name, first.status) == ("packages", Status.OK)
    assert {check.name for check in rest} == {f"optional: {extra}" for extra in EXTRAS_IN_USE}


def test_every_optional_part_that_the_code_imports_is_shown() -> None:
    parts = group_requirements(requires("akwarden") or [])
    base = set(parts.pop(""))
    imported = {name for path in SOURCES.rglob("*.py") for name in re.findall(IMPORT, path.read_text())}

    # What is pyspark's is imported where Spark runs: in an environment of its own.
    parts_here = {extra: names for extra, names in parts.items() if extra != "spark"}
    used = {
        extra
        for extra, names in parts_here.items()
        if (imported & {*map(module, names)}) - {*map(module, base)}
    }

    assert used <= EXTRAS_IN_USE <= parts.keys()


def module(package: str) -> str:
    """Give the name that most packages are imported by."""
    return package.partition("[")[0].lower().replace("-", "_")
