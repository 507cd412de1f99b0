import json
from pathlib import Path

import pytest
from tests.frontends.cli.program import akwarden

from akwarden.errors import ExitCode


def test_each_check_is_one_line_and_a_mend_stands_below_it(tmp_path: Path) -> None:
    done = akwarden("doctor", folder=tmp_path, env={"PATH": str(tmp_path)})

    lines = done.stdout.splitlines()
    git = next(number for number, line in enumerate(lines) if line.startswith("fail  git "))
    assert lines[git + 1].strip() == "mend: install git 2.31 or newer: https://git-scm.com/downloads"


def test_a_failed_check_ends_with_exit_code_4(tmp_path: Path) -> None:
    assert akwarden("doctor", folder=tmp_path, env={"PATH": str(tmp_path)}).returncode == ExitCode.PARTIAL


def test_warnings_alone_end_with_exit_code_0(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")

    done = akwarden("doctor", "--format", "json", folder=tmp_path)

    found = {row["name"]: row["status"] for row in json.loads(done.stdout)}
    if "fail" in found.values():
        pytest.skip(f"this machine is not ready: {found}")
    assert found["home folder"] == "warn"
    assert done.returncode == ExitCode.OK


def test_json_and_json_lines_hold_the_same_rows(tmp_path: Path) -> None:
    array = json.loads(akwarden("doctor", "--format", "json", folder=tmp_path).stdout)
    lines = akwarden("doctor", "--format", "jsonl", folder=tmp_path).stdout.splitlines()

    stable = [row for row in array if row["name"] != "temporary folder"]
    assert [row for row in map(json.loads, lines) if row["name"] != "temporary folder"] == stable
    assert {row["schema"] for row in array} == {"akwarden.check/1"}


def test_it_makes_no_folder(tmp_path: Path) -> None:
    akwarden("doctor", folder=tmp_path, env={"XDG_CACHE_HOME": str(tmp_path / "cache")})

    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_are_a_failed_check_and_not_the_end(tmp_path: Path) -> None:
    (tmp_path / "akwarden.toml").write_text("[scan]\nthread = 1\n")

    done = akwarden("doctor", "--format", "json", folder=tmp_path)

    found = {row["name"]: row for row in json.loads(done.stdout)}
    assert (found["settings"]["status"], found["settings"]["mend"]) == ("fail", "did you mean scan.threads?")
    assert found["rules"]["status"] == "ok"
